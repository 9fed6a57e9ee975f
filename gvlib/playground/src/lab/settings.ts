import { DATA } from "../model/data";
import { LOSSES, type LossName } from "../model/losses";

/** A setting and all the values that it may have. */
interface Choice<T> {
  readonly values: readonly T[];
  readonly initial: T;
}

const choice = <T extends string | number | boolean>(
  values: readonly T[],
  initial: NoInfer<T>,
): Choice<T> => ({ values, initial });

const RATES = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2];
const SWITCH = [false, true];
const SEEDS = Array.from({ length: 999 }, (_, i) => i + 1);

/** Everything that a reader can set, in the order of the page. */
export const CHOICES = {
  data: choice(DATA, "ring"),
  seed: choice(SEEDS, 1),
  players: choice(["both", "d", "g"] as const, "both"),
  pace: choice(["steps", "time", "slow"] as const, "steps"),
  batch: choice([32, 64, 128, 256, 512], 128),

  loss: choice(Object.keys(LOSSES) as LossName[], "non-saturating"),
  rateG: choice(RATES, 1e-3),
  rateD: choice(RATES, 1e-3),
  momentum: choice([0, 0.5, 0.9], 0.5),
  memory: choice([0.9, 0.99, 0.999], 0.9),
  critics: choice([1, 2, 3, 5, 10], 1),
  r1: choice([0, 0.1, 0.3, 1, 3, 10], 0),
  r2: choice([0, 0.1, 0.3, 1, 3, 10], 0),
  gp: choice([0, 0.1, 1, 10], 0),
  pac: choice([1, 2, 4], 1),
  unroll: choice([0, 1, 2, 5, 10], 0),
  clip: choice([0, 0.01, 0.1, 0.3, 1], 0),

  rateV: choice(RATES, 1e-3),
  beta: choice([0, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100], 1),
  sigma: choice([0.05, 0.1, 0.2, 0.5, 1, 2], 0.2),
  learnSigma: choice(SWITCH, true),
  prior: choice(["normal", "fitted"] as const, "normal"),
  pairing: choice(["encoder", "random"] as const, "encoder"),

  points: choice(SWITCH, true),
  field: choice(SWITCH, true),
  arrows: choice(SWITCH, false),
  mesh: choice(SWITCH, false),
  noise: choice(SWITCH, true),
  pairs: choice(SWITCH, false),
};

export type Name = keyof typeof CHOICES;
export type Value<N extends Name> = (typeof CHOICES)[N]["values"][number];
export type Settings = { [N in Name]: Value<N> };

export const NAMES = Object.keys(CHOICES) as Name[];

/** What only changes the pictures: the networks need not be built again. */
export const VIEWS: readonly Name[] = [
  "points", "field", "arrows", "mesh", "noise", "pairs", "prior", "players", "pace",
]; // prettier-ignore

/** What begins a training anew. */
export const FRESH: readonly Name[] = ["data", "seed", "pairing"];

export const initialSettings = (): Settings =>
  Object.fromEntries(NAMES.map((n) => [n, CHOICES[n].initial])) as Settings;

/** The settings with one of them read from text; null if it may not have that value. */
export function withText(all: Settings, name: Name, text: string): Settings | null {
  const { values } = CHOICES[name] as Choice<string | number | boolean>;
  const value = values.find((v) => String(v) === text);
  return value === undefined ? null : { ...all, [name]: value };
}
