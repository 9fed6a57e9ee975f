/* The controls, the keyboard, and the view in the page's address. */
let started = false;

function view() {
  const x = Number(fields.x.value), y = Number(fields.y.value);
  const state = { x: x, y: y, logx: fields.logx.checked, logy: fields.logy.checked };
  state.groups = sorted(chosen(), x, y, state.logx, state.logy);
  state.names = { x: title(x), y: title(y) };
  return state;
}

function remarks(state) {
  const found = [], list = chosen(), groups = state.groups;
  const counts = { all: list.length };
  for (const name in groups) counts[name] = groups[name].length;
  found.push(say("counts", counts));
  if (!fields.study.value) found.push(say("inventory"));
  const timed = [state.x, state.y].some(function (i) { return /_seconds$/.test(data.axes[i].key); });
  const machines = new Set(groups.drawn.map(function (r) { return r.place.machine; }));
  if (timed && machines.size > 1) found.push(say("machines", { n: machines.size }));
  const low = function (r, i, log) { return log && r.at.get(i) <= 0; };
  if (groups.without.some(function (r) { return low(r, state.x, state.logx) || low(r, state.y, state.logy); }))
    found.push(say("below-zero"));
  return found.join(" ");
}

function update() {
  const state = view();
  draw(state);
  form.querySelector(".gv-count").textContent = remarks(state);
  if (selected) tell(selected.r);
  else {
    said.replaceChildren(element("p", {}, say("nothing")));
    more.replaceChildren();
  }
  order.first = 0;
  rows();
  remember();
}

/* A link to what is shown: study, axes, filters, the chosen run. */
function remember() {
  if (!started) return;
  const told = new URLSearchParams();
  for (const name of ["study", "family", "machine"]) if (fields[name].value) told.set(name, fields[name].value);
  for (const name of ["x", "y"]) told.set(name, slug(Number(fields[name].value)));
  for (const name of ["logx", "logy"]) if (fields[name].checked) told.set(name, "1");
  if (selected && selected.r.id) told.set("run", selected.r.id);
  history.replaceState(null, "", "#" + told);
}

function recall(text) {
  const told = new URLSearchParams(text);
  for (const name of ["study", "family", "machine"]) {
    fields[name].value = told.get(name) || "";
    if (fields[name].selectedIndex < 0) fields[name].value = "";
  }
  fillAxes(told.get("x"), told.get("y"));
  for (const name of ["logx", "logy"]) fields[name].checked = told.has(name);
  update();
  const mark = told.get("run") && marks.find(function (m) { return m.r.id === told.get("run"); });
  if (mark) select(mark);
}

function beside(mark, key) {
  const across = key === "ArrowLeft" || key === "ArrowRight";
  const list = marks.slice().sort(function (a, b) { return across ? a.x - b.x || a.y - b.y : b.y - a.y || a.x - b.x; });
  const i = list.indexOf(mark), end = list.length - 1;
  const to = { ArrowLeft: i - 1, ArrowDown: i - 1, ArrowRight: i + 1, ArrowUp: i + 1, Home: 0, End: end };
  return key in to ? list[Math.min(end, Math.max(0, to[key]))] : null;
}

function nearest(event) {
  const box = plot.firstChild.getBoundingClientRect();
  const far = function (m) { return Math.hypot(m.x - event.clientX + box.left, m.y - event.clientY + box.top); };
  const best = marks.slice().sort(function (a, b) { return far(a) - far(b); })[0];
  return best && far(best) < 24 ? best : null;
}

function hover(event) {
  const mark = nearest(event);
  tip.textContent = mark ? nameOf(mark.r) : "";
  if (!mark) return;
  const right = mark.x > plot.clientWidth / 2;
  for (const [name, value] of [["x", mark.x + (right ? -12 : 12)], ["y", mark.y - 12], ["text-anchor", right ? "end" : "start"]])
    tip.setAttribute(name, value);
}

function legend() {
  for (const family in SHAPES) {
    if (!runs.some(function (r) { return r.record.family === family; })) continue;
    const key = svg("svg", { class: "is-" + family, viewBox: "-8 -8 16 16", "aria-hidden": "true" }), item = element("li");
    key.append(svg("path", { d: shape(family) }));
    item.append(key, say("family:" + family));
    form.querySelector(".gv-legend").append(item);
  }
}

function fillFilters() {
  const there = new Set(runs.map(function (r) { return r.record.study; }));
  const machines = new Set(runs.map(function (r) { return r.place.machine; }).filter(Boolean));
  for (const name of machines) fields.machine.append(element("option", { value: name }, name));
  for (const option of Array.from(fields.example.options))
    if (option.value && !there.has(new URLSearchParams(option.value).get("study"))) option.remove();
}

function moved(event) {
  const name = event.target.name;
  if (name === "example") { if (event.target.value) recall(event.target.value); return; }
  fields.example.value = "";
  if (name === "study") {
    const y = Number(fields.y.value), cost = data.axes[y].group === "cost";
    fillAxes(slug(Number(fields.x.value)), cost ? null : slug(y));
  }
  update();
}

form.addEventListener("submit", function (event) { event.preventDefault(); });
form.addEventListener("change", moved);
plot.addEventListener("keydown", function (event) {
  const mark = selected && beside(selected, event.key);
  if (!mark) return;
  event.preventDefault();
  mark.node.focus();
});
plot.addEventListener("click", function (event) { const mark = nearest(event); if (mark) mark.node.focus({ preventScroll: true }); });
plot.addEventListener("pointermove", hover);
plot.addEventListener("pointerleave", function () { tip.textContent = ""; });
fields.back.addEventListener("click", function () { order.first -= PAGE; rows(); });
fields.on.addEventListener("click", function () { order.first += PAGE; rows(); });
window.addEventListener("hashchange", function () { if (location.hash.includes("x=")) recall(location.hash.slice(1)); });
let width = 0;
new ResizeObserver(function () { if (plot.clientWidth !== width) { width = plot.clientWidth; draw(view()); } }).observe(plot);

fillFilters();
legend();
form.hidden = false;
recall(location.hash.includes("x=") ? location.hash.slice(1) : "x=cpu_seconds&y=steps&logx=1&logy=1");
started = true;
