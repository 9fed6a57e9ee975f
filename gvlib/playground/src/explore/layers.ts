import type { Backend, Vector } from "../engine/vector";

/** A matrix (rows, cols), its transpose for gradients, and a bias for every channel. */
export interface Weights {
  rows: number;
  cols: number;
  w: Vector;
  /** Empty where no gradient is asked for. */
  wt: Vector;
  bias: Vector;
}

/** One step of a network for a fixed number of images. */
export interface Layer {
  readonly y: Vector;
  /** The gradient with respect to x, once `backward` has run. */
  readonly dx: Vector;
  forward(x: Vector): void;
  backward(dy: Vector): void;
}

const TAPS = 4; // a kernel is 4x4, its stride 2, its padding 1

/** y = x W + b, every row an image or a place of one. */
export function dense(b: Backend, of: Weights, M: number, back: boolean): Layer {
  const { rows: K, cols: N, w, wt, bias } = of;
  const y = b.alloc(M * N);
  const dx = b.alloc(back ? M * K : 0);
  return {
    y,
    dx,
    forward: (x) => b.kernels.matmul(x, w, y, { M, K, N, ta: false, bias }),
    backward: (dy) =>
      b.kernels.matmul(dy, wt, dx, { M, K: N, N: K, ta: false, bias: null }),
  };
}

/** max(x, slope x). */
export function leaky(b: Backend, length: number, slope: number, back: boolean): Layer {
  const y = b.alloc(length);
  const dx = b.alloc(back ? length : 0);
  return {
    y,
    dx,
    forward: (x) => b.kernels.gate(x, x, y, slope),
    // x and y have the same sign.
    backward: (dy) => b.kernels.gate(dy, y, dx, slope),
  };
}

/** Calls f with the places of a fine image (2 side) that meet each coarse place. */
function meet(
  images: number,
  side: number,
  f: (column: number, pixel: number) => void,
): void {
  const fine = 2 * side;
  let column = 0;
  for (let n = 0; n < images; n++) {
    for (let i = 0; i < side; i++) {
      for (let j = 0; j < side; j++) {
        for (let u = 2 * i - 1; u < 2 * i - 1 + TAPS; u++) {
          for (let v = 2 * j - 1; v < 2 * j - 1 + TAPS; v++, column++) {
            const inside = u >= 0 && v >= 0 && u < fine && v < fine;
            if (inside) f(column, (n * fine + u) * fine + v);
          }
        }
      }
    }
  }
}

/** The pairs of `meet`, once and for all, as places in two arrays of `channels`. */
class Meeting {
  private readonly pairs: Int32Array;

  constructor(
    images: number,
    side: number,
    private readonly channels: number,
  ) {
    const found: number[] = [];
    meet(images, side, (column, pixel) =>
      found.push(column * channels, pixel * channels),
    );
    this.pairs = Int32Array.from(found);
  }

  /** What lies under each 4x4 window, as its row; 0 beyond the edge. */
  gather(image: Vector, columns: Vector): void {
    const { pairs, channels } = this;
    for (let i = 0; i < pairs.length; i += 2) {
      const [to, from] = [pairs[i], pairs[i + 1]];
      for (let c = 0; c < channels; c++) columns[to + c] = image[from + c];
    }
  }

  /** The transpose: every window's row added to the image. */
  scatter(columns: Vector, image: Vector): void {
    const { pairs, channels } = this;
    for (let i = 0; i < pairs.length; i += 2) {
      const [from, to] = [pairs[i], pairs[i + 1]];
      for (let c = 0; c < channels; c++) image[to + c] += columns[from + c];
    }
  }
}

/** A transposed convolution, side -> 2 side; W is (c_in, taps c_out). */
export function up(
  b: Backend,
  of: Weights,
  images: number,
  side: number,
  back: boolean,
): Layer {
  const { rows: K, cols: N, w, wt, bias } = of;
  const channels = bias.length;
  const M = images * side * side;
  const columns = b.alloc(M * N);
  const y = b.alloc(4 * M * channels);
  const dx = b.alloc(back ? M * K : 0);
  const meeting = new Meeting(images, side, channels);
  return {
    y,
    dx,
    forward(x) {
      b.kernels.matmul(x, w, columns, { M, K, N, ta: false, bias: null });
      // Not y.set(bias, i): a thousand calls take longer than all the rest.
      for (let i = 0; i < y.length; i += channels) {
        for (let c = 0; c < channels; c++) y[i + c] = bias[c];
      }
      meeting.scatter(columns, y);
    },
    backward(dy) {
      columns.fill(0);
      meeting.gather(dy, columns);
      b.kernels.matmul(columns, wt, dx, { M, K: N, N: K, ta: false, bias: null });
    },
  };
}

/** A convolution, 2 side -> side; W is (taps c_in, c_out). It has no way back. */
export function down(b: Backend, of: Weights, side: number): Layer {
  const { rows: K, cols: N, w, bias } = of;
  const M = side * side;
  const columns = b.alloc(M * K);
  const y = b.alloc(M * N);
  const meeting = new Meeting(1, side, K / TAPS ** 2);
  return {
    y,
    dx: b.alloc(0),
    forward(x) {
      meeting.gather(x, columns);
      b.kernels.matmul(columns, w, y, { M, K, N, ta: false, bias });
    },
    backward() {
      throw new Error("the encoder is not differentiated");
    },
  };
}
