/* What a point tells, and the table of the runs that are chosen. */
const said = form.querySelector(".gv-said"), more = form.querySelector(".gv-more");
const PAGE = 10;
const order = { by: "run", down: false, first: 0 };

function show(mark) {
  for (const other of marks) {
    const same = other.r.record === mark.r.record;
    other.node.classList.toggle("is-same", same);
    other.node.setAttribute("tabindex", other === mark ? "0" : "-1");
    other.node.setAttribute("aria-selected", String(other === mark));
  }
  for (const [name, value] of [["cx", mark.x], ["cy", mark.y], ["visibility", "visible"]]) ring.setAttribute(name, value);
}

function select(mark) {
  if (selected === mark) return;
  selected = mark;
  show(mark);
  tell(mark.r);
  remember();
}

function commands(r) {
  const fill = function (text) { return text.replace("{name}", r.record.name).replace("{seed}", r.run.seed); };
  if (r.run.command) return [["trial-command", r.run.command]];
  return [["this", fill(data.train)], ["whole", fill(data.reproduce)]];
}

function tell(r) {
  const state = view(), head = element("p"), lines = [head];
  const family = say("is", { family: say("family:" + r.record.family) });
  head.append(element("strong", {}, nameOf(r)), (r.record.trial ? "" : " · " + r.record.title) + " · " + family);
  if ("failed" in r.run) lines.push(element("p", {}, say("reason", { reason: r.run.failed })));
  else {
    const pairs = [[state.x, state.names.x], [state.y, state.names.y]].map(function (pair) {
      return say("value", { title: pair[1], value: number(r.at.get(pair[0])) });
    });
    lines.push(element("p", {}, pairs.join("; ") + "."));
  }
  for (const [what, command] of commands(r)) {
    const line = element("p", {}, say(what) + " ");
    line.append(element("code", {}, command));
    lines.push(line);
  }
  said.replaceChildren(...lines);
  details(r);
}

function written(value) { return typeof value === "string" ? value : JSON.stringify(value).replaceAll(",", ", "); }

function folded(what, pairs, open) {
  const box = element("details", open ? { open: "" } : {}), list = element("dl");
  for (const [name, value] of pairs) list.append(element("dt", {}, name), element("dd", {}, value));
  box.append(element("summary", {}, say(what, { n: pairs.length })), list);
  return box;
}

function details(r) {
  const rec = r.record, config = Object.assign({}, rec.config, r.run.config);
  const settings = Object.entries(config).map(function (pair) { return [pair[0], written(pair[1])]; });
  const measured = Array.from(r.at).filter(function (pair) { return data.axes[pair[0]].group !== "setting"; });
  const numbers = measured.map(function (pair) { return [title(pair[0]), number(pair[1])]; });
  const where = Object.assign({}, rec.protocol, r.place, { commit: r.run.commit, revision: rec.revision });
  const told = Object.entries(where).filter(function (pair) { return pair[1] !== undefined && pair[1] !== null; });
  more.replaceChildren(
    folded("configuration", settings, true), folded("measures", numbers, false),
    folded("protocol", told.map(function (pair) { return [pair[0], written(pair[1])]; }), false));
}

function columns(state, list) {
  const seconds = data.axes.findIndex(function (axis) { return axis.key === "cpu_seconds"; });
  const timed = list.some(function (r) { return r.at.has(seconds); });
  const axes = [state.x, state.y].concat(timed ? [seconds] : []);
  const found = [["run", say("column:run"), nameOf], ["family", say("column:family"), function (r) { return say("family:" + r.record.family); }]];
  for (const axis of new Set(axes))
    found.push([String(axis), title(axis), function (r) { return r.at.get(axis); }]);
  return found;
}

/* By the chosen column; runs without its number come last, whichever way. */
function ordered(list, take) {
  const way = order.down ? -1 : 1;
  return list.slice().sort(function (a, b) {
    const u = take(a), v = take(b);
    if (u === undefined || v === undefined) return (u === undefined) - (v === undefined);
    return way * (typeof u === "string" ? u.localeCompare(v, "en", { numeric: true }) : u - v);
  });
}

function headOf(column) {
  const head = element("th", { scope: "col" }), button = element("button", { type: "button" }, column[1]);
  if (order.by === column[0]) {
    head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
    button.append(order.down ? " ↓" : " ↑");
  }
  button.addEventListener("click", function () {
    Object.assign(order, { down: order.by === column[0] && !order.down, by: column[0], first: 0 });
    rows();
    form.querySelector("th[aria-sort] button").focus();
  });
  head.append(button);
  return head;
}

function rowOf(r, all) {
  const row = element("tr");
  all.forEach(function (column, i) {
    const cell = element("td"), value = column[2](r);
    if (i === 0) {
      const button = element("button", { type: "button" }, value);
      button.addEventListener("click", function () {
        select(marks.find(function (m) { return m.r === r; }));
        said.scrollIntoView({ block: "nearest" });
      });
      cell.append(button);
      if ("failed" in r.run) cell.append(element("small", {}, say("reason", { reason: r.run.failed })));
    } else cell.textContent = typeof value === "string" ? value : value === undefined ? "–" : number(value);
    row.append(cell);
  });
  return row;
}

function rows() {
  const list = chosen(), all = columns(view(), list);
  if (!all.some(function (column) { return column[0] === order.by; })) order.by = "run";
  const by = all.find(function (column) { return column[0] === order.by; });
  const shown = ordered(list, by[2]).slice(order.first, order.first + PAGE);
  form.querySelector("thead tr").replaceChildren(...all.map(headOf));
  form.querySelector("tbody").replaceChildren(...shown.map(function (r) { return rowOf(r, all); }));
  fields.back.disabled = order.first === 0;
  fields.on.disabled = order.first + PAGE >= list.length;
  form.querySelector(".gv-where").textContent = say("rows", {
    from: Math.min(order.first + 1, list.length), to: order.first + shown.length, all: list.length,
  });
}
