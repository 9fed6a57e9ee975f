// Called by tests/test_explore.py: node explore.mjs SCRIPT < questions > answers.
// Each question is [name, ...arguments]; the explorer lies beside the lab's script.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const beside = (name) => new URL(name, pathToFileURL(process.argv[2]));
await import(beside("explore.js"));
const { engine, words } = globalThis.GVExplore;
const { Block, CodePlane, Models, Random, Search, codes, plainly } = engine;
const BACKENDS = {
  simd: engine.simd,
  plain: engine.plain,
  double: engine.double,
};

let reading;
globalThis.GVExplore.take = (spec, base64) =>
  (reading = Block.read(spec, base64));
createRequire(import.meta.url)("vm").runInThisContext(
  readFileSync(beside("explore-weights.js"), "utf8"),
);
const block = await reading;
// Built when they are asked for.
const models = {};
for (const [name, make] of Object.entries(BACKENDS)) {
  let made;
  const get = () => (made ??= new Models(block, make()));
  Object.defineProperty(models, name, { get });
}
const rows = (of) => of.map((row) => Array.from(row));

/** What the search knows at given codes: gradient, and the codes after some steps. */
function search(backend, target, z, steps) {
  const hunt = new Search(BACKENDS[backend](), plainly(block, "gan"));
  hunt.begin(target, new Random(1));
  hunt.codes = z;
  const slope = Array.from(hunt.slope());
  for (let i = 0; i < steps; i++) hunt.step();
  const { squared, z: best } = hunt.best();
  return {
    slope,
    codes: Array.from(hunt.codes),
    squared,
    best: Array.from(best),
  };
}

/** How a step of 1 along each direction changes the images, in grey levels. */
function steps(of, who, n) {
  const random = new Random(5);
  const from = Array.from({ length: n }, () => codes.normal(random));
  return models.simd.directions(of).map((v) => {
    const apart = from.map((z) => {
      const [a, b] = [-0.5, 0.5].map((t) =>
        z.map((value, i) => value + t * v[i]),
      );
      const [p, q] = [a, b].map((code) => models.simd.image(who, code));
      return codes.greys(codes.squaredError(p, q));
    });
    return apart.reduce((a, b) => a + b) / n;
  });
}

const QUESTIONS = {
  words: () => words,
  spec: () => ({ ...block.spec, parts: Object.keys(block.spec.parts) }),
  images: (backend, who, zs) =>
    rows(zs.map((z) => models[backend].image(who, Float64Array.from(z)))),
  posteriors: (backend, xs) =>
    xs.map((x) => {
      const q = models[backend].posterior(x);
      const kl = Array.from(codes.klUnits(q));
      return { mu: Array.from(q.mu), logSigma: Array.from(q.logSigma), kl };
    }),
  search,
  steps,
  directions: (of) => rows(models.simd.directions(of)),
  mixture(n) {
    const random = new Random(3);
    return rows(
      Array.from({ length: n }, () => models.simd.mixture.draw(random)),
    );
  },
  nearest: (x) => models.simd.near.nearest(x),
  gallery: (name) => {
    const of = models.simd[name];
    return {
      labels: Array.from(of.labels),
      first: Array.from(of.image(0)),
      length: of.length,
    };
  },
  between: (a, b, t, arc) =>
    Array.from(
      codes.between(Float64Array.from(a), Float64Array.from(b), t, arc),
    ),
  moved: (z, v, to) => Array.from(codes.moved(Float64Array.from(z), v, to)),
  density: codes.logDensity,
  plane: (z, q) => {
    const plane = new CodePlane(block);
    const posterior = {
      mu: Float64Array.from(q.mu),
      logSigma: Float64Array.from(q.logSigma),
    };
    return {
      place: plane.place(Float64Array.from(z)),
      ellipse: plane.ellipse(posterior),
    };
  },
  judge: (xs, made, steps) => {
    const { game } = engine;
    const exact = xs.map((x) => game.bestLogit(x, made));
    const judge = new game.Judge(engine.simd(), new Random(2), xs);
    for (let i = 0; i < steps; i++) judge.step(made);
    const values = [exact, judge.logits()].map((f) => game.value(xs, f, made));
    return { exact, values, pushes: exact.map(game.pushes) };
  },
  code: (z) =>
    z
      ? Array.from(engine.codeFrom(engine.codeText(Float64Array.from(z))))
      : ["", "00", "x".repeat(96), "0".repeat(95)].map(engine.codeFrom),
  drawing: (x) =>
    x
      ? Array.from(engine.imageFrom(engine.imageText(x)))
      : ["", "00", "g".repeat(1568), "0".repeat(1569)].map(engine.imageFrom),
  link: (state) => {
    let written;
    const home = { read: () => state, write: (text) => (written = text) };
    const link = new engine.Link(home);
    const taken = {
      test: link.take("test", engine.wholeFrom(29)),
      draws: link.take("draws", engine.wholeFrom(65520)),
      z: link.take("z", engine.codeFrom),
    };
    link.write();
    return { taken, refused: link.refused, written };
  },
  typed: (texts) => texts.map(engine.typedEps),
};

const questions = JSON.parse(readFileSync(0, "utf8"));
const answers = questions.map(([name, ...given]) => QUESTIONS[name](...given));
process.stdout.write(JSON.stringify(answers));
