/* The runs of the store, and which numbers may be drawn against which. */
const data = JSON.parse(document.getElementById("gv-runs-data").textContent);
const form = document.querySelector("form.gv-runs");
const fields = form.elements;

/* Every word stands in the markup, where translators reach it; {names} are filled. */
const words = {};
for (const p of form.querySelectorAll("[data-say]")) words[p.dataset.say] = p.textContent;

function say(name, values) {
  const text = name in words ? words[name] : name.slice(name.indexOf(":") + 1);
  return text.replace(/\{(\w+)\}/g, function (all, key) { return values ? values[key] : all; });
}

const runs = [];
for (const record of data.records)
  for (const run of record.runs) {
    const at = new Map();
    record.axes.forEach(function (axis, i) { if (run.values[i] !== null) at.set(axis, run.values[i]); });
    const id = record.trial ? "" : record.name + ":" + run.seed;
    runs.push({ record: record, run: run, at: at, place: data.places[run.where], id: id });
  }

function element(tag, attributes, text) {
  const made = document.createElement(tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  if (text !== undefined) made.textContent = text;
  return made;
}

/* Costs for all studies; measures and settings in their own study only. */
function offered(study) {
  const there = new Set();
  for (const r of runs)
    if (!study || r.record.study === study) for (const axis of r.at.keys()) there.add(axis);
  return data.axes.map(function (_, i) { return i; }).filter(function (i) {
    const axis = data.axes[i];
    return there.has(i) && (axis.group === "cost" || (study !== "" && axis.study === study));
  });
}

/* The rules that tell axes of one measure apart, where there are several. */
function rulesOf(i) {
  const axis = data.axes[i], own = data.rules[axis.rules];
  const others = data.axes.filter(function (a) {
    return a.key === axis.key && a.study === axis.study && a.space === axis.space;
  }).map(function (a) { return data.rules[a.rules]; });
  const differ = Object.keys(own || {}).filter(function (name) {
    return others.some(function (rules) { return rules[name] !== own[name]; });
  });
  return differ.map(function (name) { return name + " = " + own[name]; }).join(", ");
}

function plain(i) {
  const axis = data.axes[i];
  if (axis.group !== "measure") return axis.group === "cost" ? say("measure:" + axis.key) : axis.key.slice(7);
  let text = say("measure:" + axis.measure);
  if (axis.space) text += ", " + say("space:" + axis.space);
  const rules = rulesOf(i);
  return rules ? text + " (" + rules + ")" : text;
}

function title(i) {
  const axis = data.axes[i];
  return plain(i) + (axis.variant ? ": " + say("variant:" + axis.variant) : "");
}

/* How an axis is named in the page's address. */
function slug(i) {
  const axis = data.axes[i];
  const rules = axis.group === "measure" ? rulesOf(i) : "";
  return [axis.key].concat(axis.space || [], rules || []).join("~");
}

function groupOf(axis) {
  if (axis.group !== "measure") return say("group:" + axis.group);
  return say(axis.variant ? "variant:" + axis.variant : "group:measure");
}

function fillAxis(select, among) {
  const groups = new Map();
  for (const i of among) {
    const name = groupOf(data.axes[i]);
    if (!groups.has(name)) groups.set(name, element("optgroup", { label: name }));
    groups.get(name).append(element("option", { value: i }, plain(i)));
  }
  select.replaceChildren(...groups.values());
}

/* The first wanted that is offered; of axes that begin alike, the one with most runs. */
function choose(select, among, wanted) {
  for (const one of wanted) {
    const fits = among.filter(function (i) { return slug(i) === one || slug(i).startsWith(one + "~"); });
    const held = function (i) { return runs.filter(function (r) { return r.at.has(i); }).length; };
    if (fits.length) { select.value = fits.sort(function (a, b) { return held(b) - held(a); })[0]; return; }
  }
  select.value = among[0];
}

/* What a study is known by: the Fréchet distance, else its first plain measure. */
function usual(among) {
  const measures = among.filter(function (i) { return data.axes[i].group === "measure"; });
  const bare = measures.filter(function (i) { return !data.axes[i].variant; });
  return ["fd"].concat(bare.concat(measures).slice(0, 1).map(slug), "steps");
}

function fillAxes(x, y) {
  const among = offered(fields.study.value);
  fillAxis(fields.x, among);
  fillAxis(fields.y, among);
  choose(fields.x, among, [x, "cpu_seconds", "steps"]);
  choose(fields.y, among, [y].concat(usual(among)));
}

function chosen() {
  return runs.filter(function (r) {
    return (!fields.study.value || r.record.study === fields.study.value)
      && (!fields.family.value || r.record.family === fields.family.value)
      && (!fields.machine.value || r.place.machine === fields.machine.value);
  });
}

function number(v, digits) {
  if (v === undefined || v === null) return say("missing");
  const size = Math.abs(v);
  if (size !== 0 && (size >= 1e9 || size < 1e-4)) return v.toExponential(2).replaceAll("-", "−").replace("e+", "e");
  return v.toLocaleString("en", { maximumSignificantDigits: digits || 6 }).replace("-", "−");
}

function nameOf(r) {
  return say(r.record.trial ? "trial" : "run", { name: r.record.name, title: r.record.title, seed: r.run.seed });
}
