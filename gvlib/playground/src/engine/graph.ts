import type { Vector } from "./vector";

/** Elementwise functions of one matrix. */
export type Unary =
  "tanh" | "sigmoid" | "softplus" | "exp" | "log" | "recip" | "sqrt" | "square";

export type Op =
  | Unary
  | "leaf"
  | "constant"
  | "matmul"
  | "affine"
  | "add"
  | "sub"
  | "mul"
  | "scale"
  | "shift"
  | "leaky"
  | "gate"
  | "sumRows"
  | "repeatRows"
  | "sumCols"
  | "repeatCols"
  | "sum"
  | "fill"
  | "reshape"
  | "detach";

/** One matrix of a computation: how it comes from others, and its shape. */
export interface Node {
  readonly op: Op;
  readonly inputs: readonly Node[];
  readonly rows: number;
  readonly cols: number;
  /** The number that belongs to the operation: a factor, a slope, a constant. */
  readonly k: number;
  /** For matmul: which factor is transposed. */
  readonly ta: boolean;
  readonly tb: boolean;
  /** For a leaf: its numbers, once a program holds it. */
  value: Vector | null;
}

interface Extra {
  k?: number;
  ta?: boolean;
  tb?: boolean;
}

function node(op: Op, inputs: Node[], rows: number, cols: number, extra?: Extra): Node {
  const { k = 0, ta = false, tb = false } = extra ?? {};
  return { op, inputs, rows, cols, k, ta, tb, value: null };
}

/** A mistake in a formula is met when it is built, not when it runs. */
function agree(op: Op, fine: boolean, ...of: Node[]): void {
  if (fine) return;
  const shapes = of.map((n) => `${n.rows} x ${n.cols}`).join(" and ");
  throw new Error(`${op}: the shapes ${shapes} do not fit`);
}

/** An input or a parameter: its numbers are written from outside. */
export const leaf = (rows: number, cols: number): Node => node("leaf", [], rows, cols);

export const constant = (k: number): Node => node("constant", [], 1, 1, { k });

export function matmul(a: Node, b: Node, ta = false, tb = false): Node {
  const [M, K] = ta ? [a.cols, a.rows] : [a.rows, a.cols];
  const [L, N] = tb ? [b.cols, b.rows] : [b.rows, b.cols];
  agree("matmul", K === L && !(ta && tb), a, b);
  return node("matmul", [a, b], M, N, { ta, tb });
}

/** x W + b, the bias b added to every row. */
export function affine(x: Node, weight: Node, bias: Node): Node {
  agree("affine", x.cols === weight.rows && bias.cols === weight.cols, x, weight, bias);
  return node("affine", [x, weight, bias], x.rows, weight.cols);
}

function pairwise(op: "add" | "sub" | "mul" | "gate", a: Node, b: Node, k = 0): Node {
  agree(op, a.rows === b.rows && a.cols === b.cols, a, b);
  return node(op, [a, b], a.rows, a.cols, { k });
}

export const add = (a: Node, b: Node): Node => pairwise("add", a, b);
export const sub = (a: Node, b: Node): Node => pairwise("sub", a, b);
export const mul = (a: Node, b: Node): Node => pairwise("mul", a, b);

/** g where x > 0, slope g elsewhere: what leaky ReLU does to a gradient. */
export const gate = (g: Node, x: Node, slope: number): Node =>
  pairwise("gate", g, x, slope);

const same = (op: Op, a: Node, k = 0): Node => node(op, [a], a.rows, a.cols, { k });

export const unary = (op: Unary, a: Node): Node => same(op, a);
export const scale = (a: Node, k: number): Node => (k === 1 ? a : same("scale", a, k));
export const shift = (a: Node, k: number): Node => same("shift", a, k);
export const neg = (a: Node): Node => scale(a, -1);
export const square = (a: Node): Node => same("square", a);
export const softplus = (a: Node): Node => same("softplus", a);

/** a where a > 0, slope a elsewhere; ReLU at slope 0. */
export const leaky = (a: Node, slope: number): Node => same("leaky", a, slope);

/** The same numbers, but a gradient does not pass. */
export const detach = (a: Node): Node => same("detach", a);

export const sumRows = (a: Node): Node => node("sumRows", [a], 1, a.cols);
export const repeatRows = (a: Node, rows: number): Node =>
  node("repeatRows", [a], rows, a.cols);
export const sumCols = (a: Node): Node => node("sumCols", [a], a.rows, 1);
export const repeatCols = (a: Node, cols: number): Node =>
  node("repeatCols", [a], a.rows, cols);
export const sum = (a: Node): Node => node("sum", [a], 1, 1);

/** A matrix that holds the number a everywhere. */
export const fill = (a: Node, rows: number, cols: number): Node =>
  rows === 1 && cols === 1 ? a : node("fill", [a], rows, cols);

export const mean = (a: Node): Node => scale(sum(a), 1 / (a.rows * a.cols));

/** a times the number s. */
export const times = (a: Node, s: Node): Node => mul(a, fill(s, a.rows, a.cols));

export function reshape(a: Node, rows: number, cols: number): Node {
  agree("reshape", rows * cols === a.rows * a.cols, a);
  return rows === a.rows ? a : node("reshape", [a], rows, cols);
}
