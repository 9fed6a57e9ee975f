import { gradient } from "../engine/gradient";
import * as g from "../engine/graph";
import type { Node } from "../engine/graph";
import { LOSSES, type LossName } from "./losses";
import { forward, type Net } from "./networks";

/** What the critic learns: its loss and the medicines that change it. */
export interface CriticConfig {
  loss: LossName;
  /** gamma of R1, on real points; 0: without. */
  r1: number;
  /** gamma of R2, on generated points; 0: without. */
  r2: number;
  /** lambda of WGAN-GP; 0: without. */
  gp: number;
  /** Points that the critic sees at once: PacGAN; 1: without. */
  pac: number;
}

/** A batch of points as the critic sees it: `pac` of them in a row. */
export const packed = (x: Node, pac: number): Node =>
  g.reshape(x, x.rows / pac, x.cols * pac);

/** mean h(||grad D||^2) from the logits of x, which depend on x as D's input alone. */
const slope = (logits: Node, x: Node, h: (square: Node) => Node): Node => {
  const [toX] = gradient(g.sum(logits), [x]);
  return g.mean(h(g.sumCols(g.square(toX))));
};

/** The same points, as another node. */
const own = (x: Node): Node => g.shift(x, 0);

const itself = (square: Node): Node => square;

/** (||grad|| - 1)^2; 1e-12, for the root has no derivative at 0. */
const offOne = (square: Node): Node =>
  g.square(g.shift(g.unary("sqrt", g.shift(square, 1e-12)), -1));

/** The critic's whole loss: real and fake are packed, mix is uniform, one a row. */
export function criticLoss(
  critic: Net,
  config: CriticConfig,
  real: Node,
  fake: Node,
  mix: Node,
): Node {
  const { loss, r1, r2, gp } = config;
  // As nodes of their own: the weights of an unrolled critic depend on these points too,
  // and a slope must not count that.
  [real, fake] = [own(real), own(fake)];
  const r = forward(critic, real);
  const f = forward(critic, fake);
  let total = g.mean(LOSSES[loss].d(r, f));
  if (r1) total = g.add(total, g.scale(slope(r, real, itself), r1 / 2));
  if (r2) total = g.add(total, g.scale(slope(f, fake, itself), r2 / 2));
  if (gp) {
    const share = g.repeatCols(mix, real.cols);
    const between = g.add(fake, g.mul(share, g.sub(real, fake)));
    const logits = forward(critic, between);
    total = g.add(total, g.scale(slope(logits, between, offOne), gp));
  }
  return total;
}

/** What the generator learns from the critic. */
export function generatorLoss(
  critic: Net,
  { loss }: CriticConfig,
  real: Node,
  fake: Node,
): Node {
  return g.mean(LOSSES[loss].g(forward(critic, real), forward(critic, fake)));
}
