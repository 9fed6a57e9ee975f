import type { Node, Unary } from "./graph";
import type { Backend, Vector } from "./vector";
import { product, type Command, type Scratch } from "./product";

const FUNCTIONS: Record<Unary, (x: number) => number> = {
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  exp: Math.exp,
  log: Math.log,
  recip: (x) => 1 / x,
  sqrt: Math.sqrt,
  square: (x) => x * x,
};

/** The command that computes `node` from its inputs' numbers into y. */
export function emit(
  { kernels: k }: Backend,
  node: Node,
  inputs: Vector[],
  y: Vector,
  scratch: Scratch,
): Command {
  const [a, b] = inputs;
  const { rows, cols, k: by } = node;
  const from = node.inputs[0];
  switch (node.op) {
    case "matmul":
    case "affine":
      return product(k, node, inputs, y, scratch);
    case "add":
    case "sub":
    case "mul":
      return k[node.op].bind(null, a, b, y);
    case "square":
      return () => k.mul(a, a, y);
    case "scale":
      return () => k.scale(a, y, by);
    case "leaky":
      return () => k.gate(a, a, y, by);
    case "gate":
      return () => k.gate(a, b, y, by);
    case "sumRows":
      return () => k.sumRows(a, y, from.rows, from.cols);
    case "repeatRows":
      return () => {
        for (let i = 0; i < rows; i++) y.set(a, i * cols);
      };
    case "fill":
      return () => void y.fill(a[0]);
    case "shift":
      return () => {
        for (let i = 0; i < y.length; i++) y[i] = a[i] + by;
      };
    case "sum":
    case "sumCols":
      return sums(a, y);
    case "repeatCols":
      return () => {
        for (let i = 0; i < rows; i++) y.fill(a[i], i * cols, (i + 1) * cols);
      };
    case "leaf":
    case "constant":
    case "reshape":
    case "detach":
      throw new Error(`${node.op} computes nothing`);
    default:
      return elementwise(FUNCTIONS[node.op], a, y);
  }
}

function sums(a: Vector, y: Vector): Command {
  const width = a.length / y.length;
  return () => {
    for (let i = 0, o = 0; i < y.length; i++) {
      let s = 0;
      for (let j = 0; j < width; j++, o++) s += a[o];
      y[i] = s;
    }
  };
}

function elementwise(f: (x: number) => number, a: Vector, y: Vector): Command {
  return () => {
    for (let i = 0; i < y.length; i++) y[i] = f(a[i]);
  };
}
