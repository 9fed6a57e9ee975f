import { adamNode, type Adam, type AdamOptions } from "../engine/adam";
import { gradient } from "../engine/gradient";
import * as g from "../engine/graph";
import type { Node } from "../engine/graph";
import { leaves, replaced, type Net } from "./networks";

interface Moments {
  mean: Node;
  square: Node;
}

/**
 * A critic `count` Adam steps ahead, as a formula: Metz et al. (2017).
 *
 * Through the moments that the optimiser has now; with plain SGD inside, unrolling
 * does nothing against an opponent that is trained by Adam.
 */
export class Unrolled {
  readonly critic: Net;
  private readonly moments: Moments[];
  private readonly rates: { rate: Node; correction: Node }[];

  constructor(
    critic: Net,
    loss: (critic: Net) => Node,
    options: AdamOptions,
    count: number,
  ) {
    const number = () => g.leaf(1, 1);
    const like = (node: Node) => g.leaf(node.rows, node.cols);
    const own = leaves(critic);
    this.moments = own.map((node) => ({ mean: like(node), square: like(node) }));
    this.rates = Array.from({ length: count }, () => ({
      rate: number(),
      correction: number(),
    }));
    let states = own.map((value, i) => ({ value, ...this.moments[i] }));
    for (const { rate, correction } of this.rates) {
      const ahead = states.map(({ value }) => value);
      const slopes = gradient(loss(replaced(critic, ahead)), ahead);
      states = states.map((state, i) =>
        adamNode(state, slopes[i], options, rate, correction),
      );
    }
    this.critic = replaced(
      critic,
      states.map(({ value }) => value),
    );
  }

  /** Read the moments of this optimiser from now on; before the program is made. */
  follow(adam: Adam): void {
    this.moments.forEach(({ mean, square }, i) => {
      mean.value = adam.states[i].mean;
      square.value = adam.states[i].square;
    });
  }

  /** Take the bias corrections of the optimiser's next steps; before each run. */
  update(adam: Adam): void {
    this.rates.forEach(({ rate, correction }, i) => {
      const next = adam.corrections(i);
      rate.value![0] = next.rate;
      correction.value![0] = next.correction;
    });
  }
}
