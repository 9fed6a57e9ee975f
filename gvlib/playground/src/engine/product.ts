import type { Node } from "./graph";
import type { Kernels, Product, Vector } from "./vector";

export type Command = () => void;

/** Vectors for the time of one command; afterwards others may use them. */
export type Scratch = (length: number) => Vector;

const NARROW = 3; // columns: up to here scalar products beat the blocked loop

/** y = a b, a' b or a b' (+ bias), with the kernel that suits the shapes. */
export function product(
  k: Kernels,
  { inputs: [left], rows: M, cols: N, ta, tb }: Node,
  [a, b, bias]: Vector[],
  y: Vector,
  scratch: Scratch,
): Command {
  const K = ta ? left.rows : left.cols;
  const shape: Product = { M, N, K, ta, bias: bias ?? null };
  if (N <= NARROW && ta) return turned(k, shape, a, b, y, scratch);
  if (N <= NARROW && K % 4 === 0) {
    if (tb || N === 1) return () => k.dots(a, b, y, shape);
    const rows = scratch(K * N);
    return () => {
      k.transpose(b, rows, K, N);
      k.dots(a, rows, y, shape);
    };
  }
  if (!tb) return () => k.matmul(a, b, y, shape);
  const rows = scratch(K * N);
  return () => {
    k.transpose(b, rows, N, K);
    k.matmul(a, rows, y, shape);
  };
}

/** y = a' b with few columns, as (b' a)', whose rows are long. */
function turned(
  k: Kernels,
  { M, N, K }: Product,
  a: Vector,
  b: Vector,
  y: Vector,
  scratch: Scratch,
): Command {
  const shape: Product = { M: N, N: M, K, ta: true, bias: null };
  if (N === 1) return () => k.matmul(b, a, y, shape);
  const wide = scratch(M * N);
  return () => {
    k.matmul(b, a, wide, shape);
    k.transpose(wide, y, N, M);
  };
}
