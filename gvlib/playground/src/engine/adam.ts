import * as g from "./graph";
import type { Node } from "./graph";
import type { AdamState, Backend, Vector } from "./vector";

export interface AdamOptions {
  rate: number;
  b1: number;
  b2: number;
}

// Under the root, so that the root has a derivative where a gradient is 0: unrolling
// differentiates this step. Kingma & Ba (2015) add epsilon beside the root.
export const FLOOR = 1e-16;

/** Adam for some leaves, whose gradients are found in `gradients` at every step. */
export class Adam {
  readonly states: AdamState[];
  steps = 0;

  constructor(
    private readonly backend: Backend,
    leaves: readonly Node[],
    private readonly gradients: readonly Vector[],
    readonly options: AdamOptions,
  ) {
    this.states = leaves.map(({ value }) => {
      if (!value) throw new Error("Adam: a leaf has no numbers yet");
      const { length } = value;
      return { value, mean: backend.alloc(length), square: backend.alloc(length) };
    });
  }

  /** lr / (1 - b1^t) and 1 / (1 - b2^t) of the step that is `ahead` of the next one. */
  corrections(ahead = 0): { rate: number; correction: number } {
    const { rate, b1, b2 } = this.options;
    const t = this.steps + 1 + ahead;
    return { rate: rate / (1 - b1 ** t), correction: 1 / (1 - b2 ** t) };
  }

  step(): void {
    const { b1, b2 } = this.options;
    const constants = { ...this.corrections(), b1, b2, floor: FLOOR };
    this.states.forEach((state, i) =>
      this.backend.kernels.adam(state, this.gradients[i], constants),
    );
    this.steps++;
  }
}

/** An Adam step as a formula; rate and correction are numbers that a step brings. */
export function adamNode(
  state: { value: Node; mean: Node; square: Node },
  gradient: Node,
  { b1, b2 }: AdamOptions,
  rate: Node,
  correction: Node,
): { value: Node; mean: Node; square: Node } {
  const mean = g.add(g.scale(state.mean, b1), g.scale(gradient, 1 - b1));
  const squared = g.scale(g.square(gradient), 1 - b2);
  const square = g.add(g.scale(state.square, b2), squared);
  const root = g.unary("sqrt", g.shift(g.times(square, correction), FLOOR));
  const step = g.times(g.mul(mean, g.unary("recip", root)), rate);
  return { value: g.sub(state.value, step), mean, square };
}
