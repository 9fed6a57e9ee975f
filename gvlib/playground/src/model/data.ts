import type { Random } from "../engine/random";
import type { Vector } from "../engine/vector";

export const DATA = ["ring", "grid", "spiral", "moons", "own"] as const;
export type DataName = (typeof DATA)[number];
export type Point = readonly [number, number];

/** Half the side of the square that is shown; all data lie well inside. */
export const VIEW = 3;

/** Points to learn from; of a mixture, the means and how near "on a mode" is. */
export interface Source {
  draw(random: Random, into: Vector): void;
  modes: readonly Point[];
  reach: number;
}

const SIGMA = 0.1; // of a mode on the ring
const FINE = 0.05; // of a mode on the grid

const ringModes = (): Point[] =>
  Array.from({ length: 8 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 8;
    return [2 * Math.cos(angle), 2 * Math.sin(angle)];
  });

const gridModes = (): Point[] =>
  Array.from({ length: 25 }, (_, i) => [(i % 5) - 2, Math.floor(i / 5) - 2]);

/** Writes one point at into[i] and into[i + 1]. */
type Put = (random: Random, into: Vector, i: number) => void;

const each =
  (put: Put): Source["draw"] =>
  (random, into) => {
    for (let i = 0; i < into.length; i += 2) put(random, into, i);
  };

/** The mixture of N(mode, sigma^2 I), all modes alike; on a mode is within 3 sigma. */
const around = (modes: Point[], sigma: number): Source => ({
  modes,
  reach: 3 * sigma,
  draw: each((random, into, i) => {
    const mode = modes[random.below(modes.length)];
    into[i] = mode[0] + sigma * random.normal();
    into[i + 1] = mode[1] + sigma * random.normal();
  }),
});

const along = (put: Put): Source => ({ modes: [], reach: 0, draw: each(put) });

const spiral = (): Source =>
  along((random, into, i) => {
    const turn = Math.sqrt(random.uniform());
    const angle = 3 * Math.PI * turn;
    const radius = 0.2 + 2.1 * turn;
    into[i] = radius * Math.cos(angle) + 0.06 * random.normal();
    into[i + 1] = radius * Math.sin(angle) + 0.06 * random.normal();
  });

const moons = (): Source =>
  along((random, into, i) => {
    const angle = Math.PI * random.uniform();
    const side = random.uniform() < 0.5 ? 1 : -1;
    into[i] = side * (1.4 * Math.cos(angle) - 0.7) + 0.08 * random.normal();
    into[i + 1] = side * (1.4 * Math.sin(angle) - 0.35) + 0.08 * random.normal();
  });

const given = (points: readonly Point[]): Source =>
  along((random, into, i) => {
    const point = points[random.below(points.length)];
    into[i] = point[0];
    into[i + 1] = point[1];
  });

/** The data of that name; `points` are the reader's own. */
export function source(name: DataName, points: readonly Point[]): Source {
  switch (name) {
    case "ring":
      return around(ringModes(), SIGMA);
    case "grid":
      return around(gridModes(), FINE);
    case "spiral":
      return spiral();
    case "moons":
      return moons();
    case "own":
      return given(points);
  }
}
