// The loops of the engine, in AssemblyScript: four float32 at a time.
//
// Matrices are row-major. An address is a byte offset into the shared memory; arrays
// start at multiples of 16 bytes and are padded to one, so that the loops over single
// numbers may run to the next multiple of 4. Every sum has one fixed order: the same
// input gives the same bits on every machine.

@inline
function padded(n: i32): usize {
  return (<usize>((n + 3) & ~3)) << 2;
}

// C = A B, C += A B (start = c) or C = bias + A B (start = bias, startRow = 0).
// A[m, k] stands at a + m * aRow + k * aCol, so that A and its transpose both work.
// start = 0 begins at zero. B has rows of N numbers, and so has C.
export function gemm(
  a: usize, aRow: usize, aCol: usize, b: usize, c: usize,
  M: i32, K: i32, N: i32, start: usize, startRow: usize,
): void {
  const row = <usize>N << 2, M4 = M & ~3;
  let m = 0;
  for (; m < M4; m += 4) {
    fourRows(a + <usize>m * aRow, aRow, aCol, b, c + <usize>m * row, K, N,
      start ? start + <usize>m * startRow : 0, startRow);
  }
  for (; m < M; m++) {
    oneRow(a + <usize>m * aRow, aCol, b, c + <usize>m * row, K, N,
      start ? start + <usize>m * startRow : 0);
  }
}

function fourRows(
  a0: usize, aRow: usize, aCol: usize, b: usize, c0: usize,
  K: i32, N: i32, s0: usize, startRow: usize,
): void {
  const row = <usize>N << 2, N8 = N & ~7;
  const a1 = a0 + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
  const c1 = c0 + row, c2 = c1 + row, c3 = c2 + row;
  const s1 = s0 + startRow, s2 = s1 + startRow, s3 = s2 + startRow;
  let n = 0;
  for (; n < N8; n += 8) {
    const o = <usize>n << 2;
    let p0 = f32x4.splat(0), p1 = p0, p2 = p0, p3 = p0;
    let q0 = p0, q1 = p0, q2 = p0, q3 = p0;
    if (s0) {
      p0 = v128.load(s0 + o); q0 = v128.load(s0 + o, 16);
      p1 = v128.load(s1 + o); q1 = v128.load(s1 + o, 16);
      p2 = v128.load(s2 + o); q2 = v128.load(s2 + o, 16);
      p3 = v128.load(s3 + o); q3 = v128.load(s3 + o, 16);
    }
    let at = b + o, k: usize = 0;
    for (let i = 0; i < K; i++) {
      const x = v128.load(at), y = v128.load(at, 16);
      let f = v128.load32_splat(a0 + k);
      p0 = f32x4.add(p0, f32x4.mul(f, x)); q0 = f32x4.add(q0, f32x4.mul(f, y));
      f = v128.load32_splat(a1 + k);
      p1 = f32x4.add(p1, f32x4.mul(f, x)); q1 = f32x4.add(q1, f32x4.mul(f, y));
      f = v128.load32_splat(a2 + k);
      p2 = f32x4.add(p2, f32x4.mul(f, x)); q2 = f32x4.add(q2, f32x4.mul(f, y));
      f = v128.load32_splat(a3 + k);
      p3 = f32x4.add(p3, f32x4.mul(f, x)); q3 = f32x4.add(q3, f32x4.mul(f, y));
      at += row; k += aCol;
    }
    v128.store(c0 + o, p0); v128.store(c0 + o, q0, 16);
    v128.store(c1 + o, p1); v128.store(c1 + o, q1, 16);
    v128.store(c2 + o, p2); v128.store(c2 + o, q2, 16);
    v128.store(c3 + o, p3); v128.store(c3 + o, q3, 16);
  }
  for (; n < N; n++) {
    const o = <usize>n << 2;
    for (let r: usize = 0; r < 4; r++) {
      let s: f32 = s0 ? load<f32>(s0 + r * startRow + o) : 0;
      let at = b + o, k = a0 + r * aRow;
      for (let i = 0; i < K; i++) { s += load<f32>(k) * load<f32>(at); at += row; k += aCol; }
      store<f32>(c0 + r * row + o, s);
    }
  }
}

function oneRow(
  a: usize, aCol: usize, b: usize, c: usize, K: i32, N: i32, s: usize,
): void {
  const row = <usize>N << 2, N16 = N & ~15;
  let n = 0;
  for (; n < N16; n += 16) {
    const o = <usize>n << 2;
    let p0 = f32x4.splat(0), p1 = p0, p2 = p0, p3 = p0;
    if (s) {
      p0 = v128.load(s + o); p1 = v128.load(s + o, 16);
      p2 = v128.load(s + o, 32); p3 = v128.load(s + o, 48);
    }
    let at = b + o, k = a;
    for (let i = 0; i < K; i++) {
      const f = v128.load32_splat(k);
      p0 = f32x4.add(p0, f32x4.mul(f, v128.load(at)));
      p1 = f32x4.add(p1, f32x4.mul(f, v128.load(at, 16)));
      p2 = f32x4.add(p2, f32x4.mul(f, v128.load(at, 32)));
      p3 = f32x4.add(p3, f32x4.mul(f, v128.load(at, 48)));
      at += row; k += aCol;
    }
    v128.store(c + o, p0); v128.store(c + o, p1, 16);
    v128.store(c + o, p2, 32); v128.store(c + o, p3, 48);
  }
  for (; n < N; n++) {
    const o = <usize>n << 2;
    let sum: f32 = s ? load<f32>(s + o) : 0;
    let at = b + o, k = a;
    for (let i = 0; i < K; i++) { sum += load<f32>(k) * load<f32>(at); at += row; k += aCol; }
    store<f32>(c + o, sum);
  }
}

// C[m, n] = bias[n] + sum over k of A[m, k] B[n, k], for few n; K a multiple of 4.
export function dots(
  a: usize, b: usize, c: usize, M: i32, K: i32, N: i32, bias: usize,
): void {
  const row = <usize>K << 2;
  for (let m = 0; m < M; m++) {
    let y = b;
    for (let n = 0; n < N; n++) {
      let s = f32x4.splat(0);
      for (let k: usize = 0; k < row; k += 16) {
        s = f32x4.add(s, f32x4.mul(v128.load(a + k), v128.load(y + k)));
      }
      const sum = f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1)
        + (f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3));
      store<f32>(c, bias ? sum + load<f32>(bias + (<usize>n << 2)) : sum);
      c += 4; y += row;
    }
    a += row;
  }
}

// y = a', a of `rows` rows.
export function transpose(a: usize, y: usize, rows: i32, cols: i32): void {
  const step = <usize>rows << 2;
  for (let i = 0; i < rows; i++) {
    let at = y + (<usize>i << 2);
    for (let j = 0; j < cols; j++) { store<f32>(at, load<f32>(a)); a += 4; at += step; }
  }
}

export function add(a: usize, b: usize, y: usize, n: i32): void {
  const end = padded(n);
  for (let i: usize = 0; i < end; i += 16) {
    v128.store(y + i, f32x4.add(v128.load(a + i), v128.load(b + i)));
  }
}

export function sub(a: usize, b: usize, y: usize, n: i32): void {
  const end = padded(n);
  for (let i: usize = 0; i < end; i += 16) {
    v128.store(y + i, f32x4.sub(v128.load(a + i), v128.load(b + i)));
  }
}

export function mul(a: usize, b: usize, y: usize, n: i32): void {
  const end = padded(n);
  for (let i: usize = 0; i < end; i += 16) {
    v128.store(y + i, f32x4.mul(v128.load(a + i), v128.load(b + i)));
  }
}

export function scale(a: usize, y: usize, n: i32, by: f32): void {
  const end = padded(n), f = f32x4.splat(by);
  for (let i: usize = 0; i < end; i += 16) {
    v128.store(y + i, f32x4.mul(v128.load(a + i), f));
  }
}

// y = g where x > 0, slope * g elsewhere: leaky ReLU (g = x), and its gradient.
export function gate(g: usize, x: usize, y: usize, n: i32, slope: f32): void {
  const end = padded(n), f = f32x4.splat(slope), zero = f32x4.splat(0);
  for (let i: usize = 0; i < end; i += 16) {
    const v = v128.load(g + i);
    const open = f32x4.gt(v128.load(x + i), zero);
    v128.store(y + i, v128.bitselect(v, f32x4.mul(v, f), open));
  }
}

export function sumRows(a: usize, y: usize, rows: i32, cols: i32): void {
  const row = <usize>cols << 2, whole = row & ~15;
  let j: usize = 0;
  for (; j < whole; j += 16) {
    let s = f32x4.splat(0), at = a + j;
    for (let i = 0; i < rows; i++) { s = f32x4.add(s, v128.load(at)); at += row; }
    v128.store(y + j, s);
  }
  for (; j < row; j += 4) {
    let s: f32 = 0, at = a + j;
    for (let i = 0; i < rows; i++) { s += load<f32>(at); at += row; }
    store<f32>(y + j, s);
  }
}

// One step of Adam; rate and floor hold the bias corrections (see adam.ts).
export function adam(
  p: usize, g: usize, m: usize, v: usize, n: i32,
  rate: f32, b1: f32, b2: f32, correction: f32, floor: f32,
): void {
  const end = padded(n);
  const keep1 = f32x4.splat(b1), new1 = f32x4.splat(1 - b1);
  const keep2 = f32x4.splat(b2), new2 = f32x4.splat(1 - b2);
  const lr = f32x4.splat(rate), c = f32x4.splat(correction), e = f32x4.splat(floor);
  for (let i: usize = 0; i < end; i += 16) {
    const grad = v128.load(g + i);
    const mean = f32x4.add(f32x4.mul(keep1, v128.load(m + i)), f32x4.mul(new1, grad));
    const square = f32x4.mul(new2, f32x4.mul(grad, grad));
    const second = f32x4.add(f32x4.mul(keep2, v128.load(v + i)), square);
    v128.store(m + i, mean);
    v128.store(v + i, second);
    const root = f32x4.sqrt(f32x4.add(f32x4.mul(second, c), e));
    const step = f32x4.div(f32x4.mul(lr, mean), root);
    v128.store(p + i, f32x4.sub(v128.load(p + i), step));
  }
}
