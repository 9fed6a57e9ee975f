import * as g from "../engine/graph";
import type { Node } from "../engine/graph";
import type { Random } from "../engine/random";
import type { Vector } from "../engine/vector";

export const SLOPE = 0.2; // of leaky ReLU, for all networks here

export interface Layer {
  weight: Node;
  bias: Node;
}

/** Dense layers with leaky ReLU between them, none after the last. */
export type Net = readonly Layer[];

/** The numbers of a network, outside any engine. */
export type Weights = readonly ArrayLike<number>[];

/** A network of these widths, its numbers still unset. */
export function mlp(...widths: number[]): Net {
  return widths.slice(1).map((width, i) => ({
    weight: g.leaf(widths[i], width),
    bias: g.leaf(1, width),
  }));
}

export const leaves = (net: Net): Node[] => net.flatMap((l) => [l.weight, l.bias]);

/** The same layers with other nodes in the place of their leaves. */
export const replaced = (net: Net, nodes: readonly Node[]): Net =>
  net.map((_, i) => ({ weight: nodes[2 * i], bias: nodes[2 * i + 1] }));

export const activate = (x: Node): Node => g.leaky(x, SLOPE);

/** x through the network; x holds one point a row. */
export function forward(net: Net, x: Node): Node {
  return net.reduce(
    (h, { weight, bias }, i) => g.affine(i ? activate(h) : h, weight, bias),
    x,
  );
}

/** Normal weights of variance 2 / inputs (He et al., 2015), uniform small biases. */
export function initial(random: Random, ...widths: number[]): Weights {
  return widths.slice(1).flatMap((width, i) => {
    const inputs = widths[i];
    const deviation = Math.sqrt(2 / inputs);
    const weight = Float32Array.from({ length: inputs * width }, () => random.normal());
    const bias = Float32Array.from({ length: width }, () => random.uniform());
    return [weight.map((w) => w * deviation), bias.map((b) => (b - 0.5) * 0.2)];
  });
}

/** Write numbers into a network that a program holds. */
export function load(net: Net, weights: Weights): void {
  leaves(net).forEach(({ value }, i) => value!.set(weights[i]));
}

/** A copy of a network's numbers. */
export const copied = (vectors: readonly Vector[]): Weights =>
  vectors.map((vector) => Array.from(vector));
