// Called by tests/test_playground.py: node lab.mjs SCRIPT < questions > answers.
// Each question is [name, ...arguments].
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

await import(pathToFileURL(process.argv[2]));
const lab = globalThis.GVPlay.engine;

/** What a story has come to at each of these steps. */
function story(id, cured, seed, steps, changes = {}) {
  const simulation = new lab.Simulation();
  const preset = lab.PRESETS.find((one) => one.id === id);
  simulation.set({ ...lab.told(preset, cured), seed, ...changes }, [], true);
  const seen = [];
  for (let i = 1; i <= Math.max(...steps); i++) {
    simulation.step();
    if (steps.includes(i)) seen.push(simulation.frame(0));
  }
  return seen.map(({ row, progress }) => ({ row, progress }));
}

/** Steps of a lab whose generator is not finite any more. */
function spoiled(steps) {
  const simulation = new lab.Simulation();
  simulation.set(lab.initialSettings(), [], true);
  simulation.gan.gan.adamG.states[0].value.fill(NaN);
  for (let i = 0; i < steps; i++) simulation.step();
  const { gan, vae, progress } = simulation.frame(0);
  const after = { gan: gan === null, vae: vae === null, progress };
  simulation.set(lab.initialSettings(), [], true);
  simulation.step();
  return { after, again: simulation.frame(0).progress };
}

/** A mixture fitted to draws of a known one, and the mean and spread of its draws. */
function mixture(steps) {
  const random = new lab.Random(3);
  const points = new Float32Array(4000);
  for (let i = 0; i < points.length; i += 2) {
    const side = random.uniform() < 0.25 ? -1 : 1;
    const u = random.normal();
    points[i] = side + 0.1 * u;
    points[i + 1] = 0.1 * u + 0.05 * random.normal();
  }
  let parts = lab.begin(points);
  for (let i = 0; i < steps; i++) parts = lab.improve(parts, points);
  const [which, normals] = [new Float32Array(2000), new Float32Array(4000)];
  const drawn = new Float32Array(4000);
  random.uniforms(which);
  random.normals(normals);
  lab.draw(parts, which, normals, drawn);
  return { points: Array.from(points), drawn: Array.from(drawn) };
}

/** Modes and distance of given samples, on the ring. */
function measured(samples, truth) {
  const profile = (points) => lab.profiles(Float32Array.from(points));
  return {
    modes: lab.modes(Float32Array.from(samples), lab.source("ring", [])),
    distance: lab.distance(profile(samples), profile(truth)),
  };
}

/** The steps until a card is done: without what it asks of the reader, and with. */
function card(place, deed) {
  const { story, settings: own, ...card } = lab.CARDS[place];
  const simulation = new lab.Simulation();
  const preset = (id) => lab.PRESETS.find((one) => one.id === id);
  const first = { ...lab.told(preset(story), false), ...own };
  const watch = new lab.Watch(card);
  const run = (seen, fresh, most) => {
    simulation.set(seen.settings, [], fresh);
    for (let steps = 0; steps <= most; steps += 50) {
      if (watch.done({ ...seen, frame: simulation.frame(0) })) return steps;
      for (let i = 0; i < 50; i++) simulation.step();
    }
    return null;
  };
  const idle = run({ settings: first, preset: story, cured: false }, true, 200);
  if (deed === null) return { idle };
  const { id = story, cured = false, on = false, ...changes } = deed;
  const told = deed.id ? lab.told(preset(id), cured) : { ...first, ...changes };
  const done = run({ settings: told, preset: id, cured }, deed.id && !on, 1000);
  return { idle, done };
}

const QUESTIONS = {
  card,
  story,
  spoiled,
  mixture,
  measured,
  parse: lab.parse,
  words: () => ({ en: lab.en, zh: lab.zh }),
  choices: () => lab.CHOICES,
  presets: () => lab.PRESETS,
  cards: () => lab.CARDS,
  hash: (changes, points, preset, cured, tour) =>
    lab.toHash({ ...lab.initialSettings(), ...changes }, points, preset, cured, tour),
  linked: lab.fromHash,
};

const questions = JSON.parse(readFileSync(0, "utf8"));
const answers = questions.map(([name, ...given]) => QUESTIONS[name](...given));
process.stdout.write(JSON.stringify(answers));
