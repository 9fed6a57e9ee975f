// Called by tests/test_playground.py: node lab.mjs SCRIPT < questions > answers.
// Each question is [name, ...arguments].
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

await import(pathToFileURL(process.argv[2]));
const lab = globalThis.GVPlay.engine;

/** What a story has come to at each of these steps. */
function story(id, cured, seed, steps) {
  const simulation = new lab.Simulation();
  const preset = lab.PRESETS.find((one) => one.id === id);
  simulation.set({ ...lab.told(preset, cured), seed }, [], true);
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

const QUESTIONS = {
  story,
  spoiled,
  mixture,
  measured,
  parse: lab.parse,
  words: () => ({ en: lab.en, zh: lab.zh }),
  choices: () => lab.CHOICES,
  presets: () => lab.PRESETS,
  hash: (changes, points, preset, cured) =>
    lab.toHash({ ...lab.initialSettings(), ...changes }, points, preset, cured),
  linked: lab.fromHash,
};

const questions = JSON.parse(readFileSync(0, "utf8"));
const answers = questions.map(([name, ...given]) => QUESTIONS[name](...given));
process.stdout.write(JSON.stringify(answers));
