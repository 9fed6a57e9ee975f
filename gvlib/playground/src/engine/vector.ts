/** Numbers as the engine holds them: float32 to train, float64 to check formulas. */
export type Vector = Float32Array | Float64Array;

/** What a backend can do. All matrices are row-major, y is written, the rest is read. */
export interface Kernels {
  /** y[M, N] = op(a) b, or bias + op(a) b; op(a) = a' of shape [K, M] if `ta`. */
  matmul(a: Vector, b: Vector, y: Vector, shape: Product): void;
  /** y[M, N] = bias + a b', b of shape [N, K]: quick where N is small. */
  dots(a: Vector, b: Vector, y: Vector, shape: Product): void;
  transpose(a: Vector, y: Vector, rows: number, cols: number): void;
  add(a: Vector, b: Vector, y: Vector): void;
  sub(a: Vector, b: Vector, y: Vector): void;
  mul(a: Vector, b: Vector, y: Vector): void;
  scale(a: Vector, y: Vector, by: number): void;
  /** y = g where x > 0, slope g elsewhere. */
  gate(g: Vector, x: Vector, y: Vector, slope: number): void;
  sumRows(a: Vector, y: Vector, rows: number, cols: number): void;
  adam(state: AdamState, gradient: Vector, constants: AdamConstants): void;
}

export interface Product {
  M: number;
  K: number;
  N: number;
  ta: boolean;
  bias: Vector | null;
}

export interface AdamState {
  value: Vector;
  mean: Vector;
  square: Vector;
}

/** rate = lr / (1 - b1^t), correction = 1 / (1 - b2^t), floor = epsilon squared. */
export interface AdamConstants {
  rate: number;
  b1: number;
  b2: number;
  correction: number;
  floor: number;
}

/** Where vectors come from and what computes with them. */
export interface Backend {
  readonly name: "simd" | "plain" | "double";
  readonly kernels: Kernels;
  alloc(length: number): Vector;
  /** Forget all vectors: their memory is given out again. */
  reset(): void;
}
