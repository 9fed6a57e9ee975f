import type { AdamConstants, AdamState, Backend, Kernels, Product } from "./vector";
import type { Vector } from "./vector";

function matmul(a: Vector, b: Vector, y: Vector, shape: Product): void {
  const { M, K, N, ta, bias } = shape;
  const [row, col] = ta ? [1, M] : [K, 1];
  const K4 = K & ~3;
  for (let m = 0; m < M; m++) {
    const c = m * N;
    for (let n = 0; n < N; n++) y[c + n] = bias ? bias[n] : 0;
    let at = m * row;
    let b0 = 0;
    // Four rows of b at a time: y is then read and written a quarter as often.
    for (let k = 0; k < K4; k += 4, at += 4 * col, b0 += 4 * N) {
      const [b1, b2, b3] = [b0 + N, b0 + 2 * N, b0 + 3 * N];
      const [p, q] = [a[at], a[at + col]];
      const [r, s] = [a[at + 2 * col], a[at + 3 * col]];
      for (let n = 0; n < N; n++) {
        y[c + n] += p * b[b0 + n] + q * b[b1 + n] + r * b[b2 + n] + s * b[b3 + n];
      }
    }
    for (let k = K4; k < K; k++, at += col, b0 += N) {
      for (let n = 0; n < N; n++) y[c + n] += a[at] * b[b0 + n];
    }
  }
}

function dots(a: Vector, b: Vector, y: Vector, shape: Product): void {
  const { M, K, N, bias } = shape;
  for (let m = 0; m < M; m++) {
    for (let n = 0; n < N; n++) {
      let sum = bias ? bias[n] : 0;
      for (let k = 0; k < K; k++) sum += a[m * K + k] * b[n * K + k];
      y[m * N + n] = sum;
    }
  }
}

function transpose(a: Vector, y: Vector, rows: number, cols: number): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) y[j * rows + i] = a[i * cols + j];
  }
}

function sumRows(a: Vector, y: Vector, rows: number, cols: number): void {
  y.fill(0);
  for (let i = 0, o = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, o++) y[j] += a[o];
  }
}

function adam(state: AdamState, gradient: Vector, with_: AdamConstants): void {
  const { value, mean, square } = state;
  const { rate, b1, b2, correction, floor } = with_;
  for (let i = 0; i < value.length; i++) {
    const g = gradient[i];
    mean[i] = b1 * mean[i] + (1 - b1) * g;
    square[i] = b2 * square[i] + (1 - b2) * g * g;
    value[i] -= (rate * mean[i]) / Math.sqrt(square[i] * correction + floor);
  }
}

const kernels: Kernels = {
  matmul,
  dots,
  transpose,
  sumRows,
  adam,
  add(a, b, y) {
    for (let i = 0; i < y.length; i++) y[i] = a[i] + b[i];
  },
  sub(a, b, y) {
    for (let i = 0; i < y.length; i++) y[i] = a[i] - b[i];
  },
  mul(a, b, y) {
    for (let i = 0; i < y.length; i++) y[i] = a[i] * b[i];
  },
  scale(a, y, by) {
    for (let i = 0; i < y.length; i++) y[i] = a[i] * by;
  },
  gate(g, x, y, slope) {
    for (let i = 0; i < y.length; i++) y[i] = x[i] > 0 ? g[i] : slope * g[i];
  },
};

/** Where WebAssembly is missing: the same results up to rounding, more slowly. */
export function plain(): Backend {
  return {
    name: "plain",
    kernels,
    alloc: (length) => new Float32Array(length),
    reset() {},
  };
}

/** Double precision, to check formulas: a wrong one then shows, and rounding does not. */
export function double(): Backend {
  return {
    name: "double",
    kernels,
    alloc: (length) => new Float64Array(length),
    reset() {},
  };
}
