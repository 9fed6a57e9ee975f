// Called by tests/test_playground_engine.py: node engine.mjs SCRIPT < cases > answers.
// Each case brings its numbers; the answers are losses, gradients and steps.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

await import(pathToFileURL(process.argv[2]));
const { Gan, Vae, Random, double, plain, simd, source } = globalThis.GVPlay.engine;
const BACKENDS = { simd, plain, double };
const plainly = (vectors) => vectors.map((vector) => Array.from(vector));

function setAdam(adam, { mean, square, steps }) {
  adam.states.forEach((state, i) => {
    state.mean.set(mean[i]);
    state.square.set(square[i]);
  });
  adam.steps = steps;
}

const after = (adam) => {
  adam.step();
  return plainly(adam.states.map((state) => state.value));
};

function gan({ backend, config, weights, batch, adam }) {
  const gan = new Gan(BACKENDS[backend](), config);
  gan.load(weights.generator, weights.critic);
  setAdam(gan.adamD, adam);
  for (const name of ["z", "real", "mix"]) gan.inputs[name].value?.set(batch[name]);
  gan.unrolled?.update(gan.adamD);
  const g = plainly(gan.gProgram.run());
  const d = plainly(gan.dProgram.run());
  return { d, g, critic: after(gan.adamD) };
}

function vae({ backend, config, weights, batch }) {
  const vae = new Vae(BACKENDS[backend](), config);
  vae.load(weights.trunk, weights.mu, weights.logSigma, weights.decoder);
  vae.inputs.x.value.set(batch.x);
  vae.inputs.noise.value.set(batch.noise);
  return { outputs: plainly(vae.program.run()) };
}

/** The same game twice, from the seed alone. */
function repeat({ backend, config, weights, steps }) {
  const once = () => {
    const gan = new Gan(BACKENDS[backend](), config);
    gan.load(weights.generator, weights.critic);
    const random = new Random(7);
    const data = source("ring", []);
    for (let i = 0; i < steps; i++) gan.step((x) => data.draw(random, x), random, "both");
    return plainly(gan.adamG.states.map((state) => state.value));
  };
  return { first: once(), second: once() };
}

const KINDS = { gan, vae, repeat };
const cases = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(cases.map((one) => KINDS[one.kind](one))));
