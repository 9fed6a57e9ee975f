import { Adam } from "../../engine/adam";
import { gradient } from "../../engine/gradient";
import * as g from "../../engine/graph";
import { Program } from "../../engine/program";
import type { Random } from "../../engine/random";
import type { Backend, Vector } from "../../engine/vector";
import { forward, initial, leaves, load, mlp } from "../../model/networks";

/** One hump of the generator. */
export interface Hump {
  mean: number;
  width: number;
}

// As in chapter 3: two equal humps of data, a network of two hidden layers.
const DATA = { mean: 1.5, width: 0.6 };
const WIDTHS = [1, 64, 64, 1];
const BATCH = 256;

/** log N(x; mean, width^2). */
function logBell(x: number, { mean, width }: Hump): number {
  const z = (x - mean) / width;
  return -0.5 * (z * z + Math.log(2 * Math.PI)) - Math.log(width);
}

/** log p(x) of the data. */
export function logData(x: number): number {
  const [a, b] = [-1, 1].map((side) => logBell(x, { ...DATA, mean: side * DATA.mean }));
  const top = Math.max(a, b);
  return top + Math.log((Math.exp(a - top) + Math.exp(b - top)) / 2);
}

export const logMade = logBell;

/** The logit of D* = p / (p + p_g). */
export const bestLogit = (x: number, made: Hump): number =>
  logData(x) - logBell(x, made);

export const sigmoid = (f: number): number => 1 / (1 + Math.exp(-f));

/** How fast each of the generator's losses falls as the logit f rises. */
export const pushes = (f: number) => ({ minimax: sigmoid(f), other: sigmoid(-f) });

/** A discriminator that sees samples only, trained by the logistic loss. */
export class Judge {
  steps = 0;
  private readonly net = mlp(...WIDTHS);
  private readonly real = g.leaf(BATCH, 1);
  private readonly made = g.leaf(BATCH, 1);
  private readonly place: g.Node;
  private readonly training: Program;
  private readonly seeing: Program;
  private readonly adam: Adam;

  constructor(
    backend: Backend,
    private readonly random: Random,
    xs: readonly number[],
  ) {
    const [r, f] = [this.real, this.made].map((x) => forward(this.net, x));
    const loss = g.mean(g.add(g.softplus(g.neg(r)), g.softplus(f)));
    const slopes = gradient(loss, leaves(this.net));
    this.place = g.leaf(xs.length, 1);
    this.training = new Program(backend, slopes);
    this.seeing = new Program(backend, [forward(this.net, this.place)]);
    this.place.value!.set(xs);
    const options = { rate: 1e-3, b1: 0.9, b2: 0.999 };
    this.adam = new Adam(backend, leaves(this.net), this.training.outputs, options);
    load(this.net, initial(random, ...WIDTHS));
  }

  step(made: Hump): void {
    const { random, real } = this;
    const fill = (into: Vector, of: () => number) => {
      for (let i = 0; i < into.length; i++) into[i] = of();
    };
    fill(real.value!, () => {
      const side = random.uniform() < 0.5 ? -1 : 1;
      return side * DATA.mean + DATA.width * random.normal();
    });
    fill(this.made.value!, () => made.mean + made.width * random.normal());
    this.training.run();
    this.adam.step();
    this.steps++;
  }

  /** Its logits at the places that are shown. */
  logits(): number[] {
    return Array.from(this.seeing.run()[0]);
  }
}

/** log 4 + V, what the logits judge, in nats: 2 JSD for the best. Sums over a grid. */
export function value(xs: readonly number[], logits: readonly number[], made: Hump) {
  const cell = xs[1] - xs[0];
  const softplus = (f: number) => Math.max(f, 0) + Math.log1p(Math.exp(-Math.abs(f)));
  return xs.reduce((sum, x, i) => {
    const [p, q] = [logData(x), logBell(x, made)].map(Math.exp);
    return sum - cell * (p * softplus(-logits[i]) + q * softplus(logits[i]));
  }, Math.log(4));
}
