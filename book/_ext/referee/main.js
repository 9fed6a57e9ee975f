/* Marks are radio buttons; the address holds them, and nothing else does. */
const LETTERS = { holds: "h", conditions: "c", imprecise: "i", contradicts: "x", wrong: "w", shown: "s" };
const MARK = /([A-Z]\d\w?)-([hcixws])(?![a-z])/g;
const all = function (css, from) { return Array.from((from || document).querySelectorAll(css)); };
const board = document.querySelector(".gv-score"), link = board.querySelector("[name=link]");
const sets = all(".gv-marks"), marks = new Map();
const keys = new Map(sets.map(function (set) { return [set.dataset.id, LETTERS[set.dataset.key]]; }));

function say(key, values) {
  const text = board.querySelector('[data-say="' + key + '"]').textContent;
  return text.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
}

function answerOf(set) { return set.closest(".gv-card").querySelector(".gv-answer"); }

function shown(set) {
  const letter = marks.get(set.dataset.id), done = letter !== undefined;
  answerOf(set).hidden = !done;
  set.querySelector("button").hidden = done;
  for (const radio of all("input", set)) {
    radio.checked = done && LETTERS[radio.value] === letter;
    radio.disabled = done && !radio.checked;
  }
  const radio = set.querySelector("input:checked"), said = set.querySelector(".gv-said");
  const right = letter === keys.get(set.dataset.id);
  set.classList.toggle("is-right", done && right);
  set.classList.toggle("is-missed", Boolean(radio) && !right);
  said.textContent = !radio ? "" : right ? say("agree") : say("differ", { said: radio.nextElementSibling.textContent });
}

function item(set) {
  const to = document.createElement("a"), li = document.createElement("li"), card = set.closest(".gv-card");
  to.href = "#" + card.id;
  to.textContent = card.querySelector("p").textContent;
  to.addEventListener("click", function (event) {
    event.preventDefault(); /* the address keeps the marks */
    card.tabIndex = -1;
    card.focus();
    card.scrollIntoView();
  });
  li.append(to);
  return li;
}

function update() {
  const marked = sets.filter(function (set) { return set.querySelector("input:checked"); });
  const missed = marked.filter(function (set) { return marks.get(set.dataset.id) !== keys.get(set.dataset.id); });
  const counts = { right: marked.length - missed.length, marked: marked.length, all: sets.length };
  board.querySelector(".gv-count").textContent = say("score", counts);
  board.querySelector(".gv-missed").hidden = !missed.length;
  board.querySelector(".gv-missed ul").replaceChildren(...missed.map(item));
  board.querySelector(".gv-copied").textContent = "";
  link.value = location.href;
}

function decide(set, letter) {
  if (!letter || marks.has(set.dataset.id)) return;
  marks.set(set.dataset.id, letter);
  shown(set);
  write();
  update();
}

function write() {
  const text = Array.from(marks, function (mark) { return mark.join("-"); }).join("_");
  history.replaceState(null, "", text ? "#marks=" + text : location.pathname + location.search);
}

/* Every mark in a text, of the claims that take one. */
function read(text) {
  return Array.from(text.matchAll(MARK)).filter(function (found) { return keys.has(found[1]); });
}

function recall() {
  if (marks.size && !location.hash.startsWith("#marks=")) return; /* another link of the page */
  marks.clear();
  if (location.hash.startsWith("#marks=")) for (const found of read(location.hash)) marks.set(found[1], found[2]);
  sets.forEach(shown);
  update();
}

/* How often each claim was missed in the links of a class. */
function tally() {
  const counts = new Map();
  for (const found of read(this.value)) {
    if (found[2] === "s") continue;
    const count = counts.get(found[1]) || { id: found[1], n: 0, m: 0 };
    count.m += 1;
    count.n += found[2] !== keys.get(found[1]);
    counts.set(found[1], count);
  }
  const most = Array.from(counts.values()).filter(function (c) { return c.n; });
  most.sort(function (a, b) { return b.n / b.m - a.n / a.m || b.m - a.m; });
  board.querySelector(".gv-often").replaceChildren(...most.map(function (count) {
    const li = document.createElement("li");
    li.textContent = say("often", count);
    return li;
  }));
}

sets.forEach(function (set) {
  let moving = false; /* an arrow key changes the choice, but does not decide */
  const chosen = function () { const radio = set.querySelector("input:checked"); return radio && LETTERS[radio.value]; };
  set.addEventListener("keydown", function (event) {
    moving = event.key.startsWith("Arrow");
    if (event.target.type === "radio" && (event.key === "Enter" || event.key === " ")) decide(set, chosen());
  });
  set.addEventListener("pointerdown", function () { moving = false; });
  set.addEventListener("change", function () { if (!moving) decide(set, chosen()); });
  set.querySelector("button").addEventListener("click", function () { decide(set, "s"); });
  set.hidden = false;
});
board.querySelector("[name=copy]").addEventListener("click", function () {
  link.select();
  document.execCommand("copy"); /* also where a page is a file */
  board.querySelector(".gv-copied").textContent = say("copied");
});
board.querySelector("[name=reset]").addEventListener("click", function () { marks.clear(); write(); sets.forEach(shown); update(); });
board.querySelector("[name=links]").addEventListener("input", tally);
window.addEventListener("hashchange", recall);
board.hidden = document.querySelector(".gv-hint").hidden = false;
recall();
