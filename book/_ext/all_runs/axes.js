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

/* A rule is told only where the same measure was taken by two. */
function plain(i, among) {
  const axis = data.axes[i];
  if (axis.group !== "measure") return axis.group === "cost" ? say("measure:" + axis.key) : axis.key.slice(7);
  let text = say("measure:" + axis.measure);
  if (axis.space) text += ", " + say("space:" + axis.space);
  const twins = among.filter(function (j) {
    return data.axes[j].key === axis.key && data.axes[j].space === axis.space;
  });
  if (twins.length > 1) text += " (" + Object.values(data.rules[axis.rules]).join(", ") + ")";
  return text;
}

function title(i, among) {
  const axis = data.axes[i];
  return plain(i, among) + (axis.variant ? ": " + say("variant:" + axis.variant) : "");
}

/* How an axis is named in the page's address. */
function slug(i) {
  const axis = data.axes[i];
  return axis.key + (axis.space ? "~" + axis.space : "");
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
    groups.get(name).append(element("option", { value: i }, plain(i, among)));
  }
  select.replaceChildren(...groups.values());
}

/* Keep what is chosen if it is still offered, else the first that is. */
function choose(select, among, wanted) {
  const slugs = among.map(slug);
  for (const one of wanted)
    if (slugs.includes(one)) { select.value = among[slugs.indexOf(one)]; return; }
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
  return say(r.record.trial ? "trial" : "run", { name: r.record.name, seed: r.run.seed });
}
