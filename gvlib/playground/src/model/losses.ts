import * as g from "../engine/graph";
import type { Node } from "../engine/graph";

/** Both players' losses from the logits r of real and f of generated points. */
export interface GanLoss {
  d(r: Node, f: Node): Node;
  g(r: Node, f: Node): Node;
}

const towards = (a: Node, target: number): Node =>
  g.scale(g.square(g.shift(a, -target)), 0.5);

const relu = (a: Node): Node => g.leaky(a, 0);

const logistic = (r: Node, f: Node): Node => g.add(g.softplus(g.neg(r)), g.softplus(f));

/** The losses of gvlib.gan.losses, one value a point; softplus(-r) = -log sigmoid(r). */
export const LOSSES = {
  "non-saturating": { d: logistic, g: (_: Node, f: Node) => g.softplus(g.neg(f)) },
  minimax: { d: logistic, g: (_: Node, f: Node) => g.neg(g.softplus(f)) },
  "least-squares": {
    d: (r: Node, f: Node) => g.add(towards(r, 1), towards(f, 0)),
    g: (_: Node, f: Node) => towards(f, 1),
  },
  hinge: {
    d: (r: Node, f: Node) => g.add(relu(g.shift(g.neg(r), 1)), relu(g.shift(f, 1))),
    g: (_: Node, f: Node) => g.neg(f),
  },
  wasserstein: {
    d: (r: Node, f: Node) => g.sub(f, r),
    g: (_: Node, f: Node) => g.neg(f),
  },
  relativistic: {
    d: (r: Node, f: Node) => g.softplus(g.sub(f, r)),
    g: (r: Node, f: Node) => g.softplus(g.sub(r, f)),
  },
} satisfies Record<string, GanLoss>;

export type LossName = keyof typeof LOSSES;
