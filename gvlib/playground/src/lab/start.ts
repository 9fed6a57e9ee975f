import { Random } from "../engine/random";
import { initial, type Weights } from "../model/networks";
import type { Settings } from "./settings";

export const Z = 2; // coordinates of a code: as many as a picture has
export const HIDDEN = 64;

/** Where both trainings begin. */
export interface Start {
  /** Of the generator and of the decoder. */
  map: Weights;
  /** The first two layers of the critic and of the encoder. */
  trunk: Weights;
  logit: Weights;
  mu: Weights;
  logSigma: Weights;
}

/** The same weights for both, by the seed alone. */
export function start({ seed, pac }: Pick<Settings, "seed" | "pac">): Start {
  const head = (stream: number, width: number, gain: number) => {
    const [weight, bias] = initial(new Random(seed, stream), HIDDEN, width);
    return [Array.from(weight, (w) => w * gain), bias];
  };
  return {
    map: initial(new Random(seed, 1), Z, HIDDEN, HIDDEN, 2),
    trunk: initial(new Random(seed, 2), 2 * pac, HIDDEN, HIDDEN),
    logit: head(3, 1, 1),
    mu: head(4, Z, 0.3),
    logSigma: head(5, Z, 0.1),
  };
}
