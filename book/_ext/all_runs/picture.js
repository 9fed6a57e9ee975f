/* The scatter: an SVG whose points are the options of a list box. */
const SVG = "http://www.w3.org/2000/svg", PITCH = 16, MARGIN = { left: 58, right: 14 };
const SHAPES = {
  gan: "M5 0A5 5 0 1 1-5 0A5 5 0 1 1 5 0Z",
  vae: "M-4.5-4.5H4.5V4.5H-4.5Z",
  both: "M0-6.5L6.5 0L0 6.5L-6.5 0Z",
  data: "M0-7L1.7-2.2L6.7-2.2L2.6.9L4.1 5.7L0 2.8L-4.1 5.7L-2.6.9L-6.7-2.2L-1.7-2.2Z",
  other: "M0-6L5.8 4.5H-5.8Z",
};
const CROSS = "M-6-6L6 6M6-6L-6 6";
const plot = form.querySelector(".gv-plot");
let marks = [], selected = null, ring = null, tip = null;

function svg(tag, attributes, text) {
  const made = document.createElementNS(SVG, tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  if (text !== undefined) made.textContent = text;
  return made;
}

function shape(family) { return SHAPES[family] || SHAPES.other; }

function steps(low, high, count) {
  const raw = (high - low) / count, ten = Math.pow(10, Math.floor(Math.log10(raw)));
  const step = [1, 2, 5, 10].map(function (m) { return m * ten; }).find(function (s) { return s >= raw; });
  const found = [];
  for (let v = Math.ceil(low / step) * step; v <= high + step * 1e-9; v += step) found.push(Number(v.toPrecision(12)));
  return found;
}

function decades(low, high) {
  for (const parts of [[1], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]]) {
    const found = [];
    for (let e = Math.floor(Math.log10(low)); e <= Math.log10(high); e += 1)
      for (const p of parts) {
        const v = Number((p * Math.pow(10, e)).toPrecision(3));
        if (v >= low && v <= high) found.push(v);
      }
    if (found.length >= 3 || parts.length > 3) return found;
  }
}

/* From a value to a pixel; a little room at both ends. */
function scale(values, log, from, to, count) {
  const f = log ? Math.log : function (v) { return v; };
  let low = f(Math.min(...values)), high = f(Math.max(...values));
  const room = 0.05 * (high - low) || 0.5 * Math.abs(low) || 0.5;
  low -= room; high += room;
  const back = log ? Math.exp : function (v) { return v; };
  const ticks = log ? decades(back(low), back(high)) : steps(low, high, count);
  const thin = Math.ceil(ticks.length / (count + 2));
  return {
    ticks: ticks.filter(function (_, i) { return i % thin === 0; }),
    to: function (v) { return from + (to - from) * (f(v) - low) / (high - low); },
  };
}

function sorted(list, x, y, logx, logy) {
  const groups = { drawn: [], failed: [], without: [] };
  const fits = function (v, log) { return v !== undefined && (!log || v > 0); };
  for (const r of list) {
    const there = fits(r.at.get(x), logx) && fits(r.at.get(y), logy);
    groups["failed" in r.run ? "failed" : there ? "drawn" : "without"].push(r);
  }
  return groups;
}

/* Runs without a place on the axes stand in a strip, one beside the other. */
function strip(back, list, what, top, width) {
  if (!list.length) return 0;
  const inner = width - MARGIN.left - MARGIN.right, each = Math.max(1, Math.floor((inner - PITCH) / PITCH));
  const height = PITCH * Math.ceil(list.length / each) + 24;
  back.append(svg("rect", { class: "gv-strip", x: MARGIN.left, y: top, width: inner, height: height }));
  back.append(svg("text", { x: MARGIN.left + 6, y: top + 14 }, say(what) + ": " + list.length));
  list.forEach(function (r, i) {
    const x = MARGIN.left + PITCH * (1 + i % each), y = top + 27 + PITCH * Math.floor(i / each);
    marks.push({ r: r, x: x, y: y });
  });
  return height + 8;
}

function axesOf(back, sx, sy, box, names) {
  for (const v of sx.ticks) {
    const x = sx.to(v);
    back.append(svg("line", { class: "gv-line", x1: x, x2: x, y1: box.top, y2: box.bottom }));
    back.append(svg("text", { x: x, y: box.bottom + 16, "text-anchor": "middle" }, number(v, 3)));
  }
  for (const v of sy.ticks) {
    const y = sy.to(v);
    back.append(svg("line", { class: "gv-line", x1: box.left, x2: box.right, y1: y, y2: y }));
    back.append(svg("text", { x: box.left - 6, y: y + 4, "text-anchor": "end" }, number(v, 3)));
  }
  names.x.forEach(function (line, i) {
    back.append(svg("text", { x: box.right, y: box.bottom + 36 + 15 * i, "text-anchor": "end" }, line));
  });
  names.y.forEach(function (line, i) {
    back.append(svg("text", { x: 0, y: box.top - 10 - 15 * (names.y.length - 1 - i) }, line));
  });
}

/* A title in lines that fit, by a letter's usual width. */
function lines(text, width) {
  const found = [""];
  for (const word of text.split(" ")) {
    const last = found.length - 1;
    if (found[last] && (found[last] + word).length * 6.6 > width) found.push(word);
    else found[last] += (found[last] ? " " : "") + word;
  }
  return found;
}

function draw(state) {
  const width = Math.max(280, plot.clientWidth), groups = state.groups;
  const names = { x: lines(state.names.x + " →", width - 20), y: lines("↑ " + state.names.y, width - 20) };
  const root = svg("svg", {}), back = svg("g", { "aria-hidden": "true" });
  marks = [];
  const top = strip(back, groups.failed, "failed", 0, width) + 11 + 15 * names.y.length;
  const box = { left: MARGIN.left, right: width - MARGIN.right, top: top, bottom: top + Math.min(360, width * 0.8) };
  let bottom = box.top;
  if (groups.drawn.length) {
    const take = function (axis) { return groups.drawn.map(function (r) { return r.at.get(axis); }); };
    const sx = scale(take(state.x), state.logx, box.left, box.right, width / 110);
    const sy = scale(take(state.y), state.logy, box.bottom, box.top, 6);
    axesOf(back, sx, sy, box, names);
    for (const r of groups.drawn) marks.push({ r: r, x: sx.to(r.at.get(state.x)), y: sy.to(r.at.get(state.y)) });
    bottom = box.bottom + 30 + 15 * names.x.length;
  }
  const height = bottom + strip(back, groups.without, "without", bottom, width);
  root.setAttribute("height", height);
  root.setAttribute("viewBox", "0 0 " + width + " " + height);
  const list = svg("g", { role: "listbox", "aria-label": say("listbox") });
  for (const mark of marks) list.append(pointOf(mark));
  ring = svg("circle", { class: "gv-ring", r: 10, visibility: "hidden" });
  tip = svg("text", { class: "gv-tip", "aria-hidden": "true" });
  root.append(back, ...(marks.length ? [list] : []), ring, tip);
  plot.replaceChildren(root);
  const again = marks.find(function (mark) { return selected && mark.r === selected.r; });
  selected = again || null;
  if (marks.length) (again || marks[0]).node.setAttribute("tabindex", "0");
  if (again) show(again);
}

function pointOf(mark) {
  const r = mark.r, failed = "failed" in r.run, family = r.record.family;
  mark.node = svg("g", {
    class: "gv-mark is-" + family + (failed ? " is-failed" : ""), role: "option", tabindex: "-1",
    "aria-selected": "false", "aria-label": nameOf(r) + (failed ? ", " + say("failed") : ""),
    transform: "translate(" + mark.x.toFixed(1) + " " + mark.y.toFixed(1) + ")",
  });
  mark.node.append(svg("path", { d: shape(family) + (failed ? CROSS : "") }));
  mark.node.addEventListener("focus", function () { select(mark); });
  return mark.node;
}
