// Measures what a class will see, over five seeds: `node class.mjs` writes class.json,
// from which book/playground-in-class.md has its numbers. Some minutes of computing; names
// choose some of the runs.
//
// Each run is the state of a link on that page, the steps at which it is looked at, and
// who is looked at: the two trainings do not touch each other.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import "./dist/playground.js";

const { Simulation, fromHash } = globalThis.GVPlay.engine;
const SEEDS = [1, 2, 3, 4, 5];
const FAST = "&rateG=0.003&rateD=0.0003&memory=0.999";
const HOLE = "&beta=0.03&sigma=0.1&learnSigma=false";
const often = (from, to, by) =>
  Array.from({ length: (to - from) / by + 1 }, (_, i) => from + i * by);

/** Name, state, who, steps. Numbers are means since the step that was looked at before. */
const RUNS = [
  ["calm", "story=calm", ["gan", "vae"], often(250, 2000, 250)],
  ["reins", "story=reins&loss=wasserstein&critics=2", ["gan"], [1500]],
  ["reins, R1", "story=reins%21&loss=wasserstein&critics=2&r1=1", ["gan"], [1500]],
  ["fast", `story=fast${FAST}`, ["gan"], [1500]],
  ["fast, R1", `story=fast${FAST}&r1=1`, ["gan"], [1500]],
  ["fast, fast critic", `story=fast${FAST.replace("0003", "003")}`, ["gan"], [1500]],
  ["hole", `story=hole${HOLE}`, ["vae"], often(440, 500, 2)],
  // A prior is fitted a little at every picture.
  ["hole, fitted", `story=hole%21${HOLE}&prior=fitted`, ["vae"], often(440, 500, 2)],
  [
    "collapse",
    "story=collapse&beta=30&sigma=1&learnSigma=false&noise=false",
    ["vae"],
    [480, 500],
  ],
  [
    "collapse, cured",
    "story=collapse%21&learnSigma=false&noise=false",
    ["vae"],
    [480, 500],
  ],
];

/** What the lab's table says in the end, and where all eight were first reached. */
export function run(state, who, at, seed) {
  const { settings, refused } = fromHash(`#lab?${state}`);
  if (refused.length) throw new Error(`${state}: ${refused}`);
  const simulation = new Simulation();
  simulation.set({ ...settings, seed }, [], true);
  const seen = [];
  for (let step = 1; step <= at.at(-1); step++) {
    for (const one of who) simulation[one].step("both");
    if (at.includes(step)) seen.push([step, simulation.frame(0).row]);
  }
  const short = (x) => Number(x.toPrecision(4));
  const end = (one) => {
    const { marks, kl, reconstruction } = seen.at(-1)[1][one];
    const all = seen.find(([, row]) => row[one].marks.modes.reached === 8);
    const nats =
      one === "vae" ? { kl: short(kl), reconstruction: short(reconstruction) } : {};
    const { reached, share } = marks.modes;
    return { reached, share: short(share), all: all?.[0] ?? null, ...nats };
  };
  return Object.fromEntries(who.map((one) => [one, end(one)]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = new URL("class.json", import.meta.url);
  const names = process.argv.slice(2); // none: all
  const found = existsSync(target) ? JSON.parse(readFileSync(target, "utf8")) : {};
  for (const [name, state, who, at] of RUNS) {
    if (names.length && !names.includes(name)) continue;
    const runs = SEEDS.map((seed) => run(state, who, at, seed));
    found[name] = { state, who, at, runs };
    console.log(name, JSON.stringify(runs));
    const text = `${JSON.stringify(found)}\n`;
    writeFileSync(target, text);
  }
}
