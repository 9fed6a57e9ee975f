import type { Backend, Vector } from "../engine/vector";
import type { Block } from "./block";
import { dense, down, leaky, up, type Layer, type Weights } from "./layers";

export const Z = 32;
export const SIDE = 28;
export const PIXELS = SIDE * SIDE;
const COARSE = 7; // the side of the smallest grid of features

/** The matrices of one network, in the memory of a backend. */
export type Matrices = Weights[];
/** The same as plain arrays, which a worker can be sent. */
export type Plain = { shape: number[]; w: Float32Array; bias: Float32Array }[];

export const plainly = (block: Block, net: string): Plain =>
  ["1", "2", "3", "4"].map((layer) => {
    const name = `${net}.${layer}`;
    const [w, bias] = [block.floats(name), block.floats(`${name}.bias`)];
    return { shape: block.shape(name), w, bias };
  });

/** Put a network's numbers where the backend computes. */
export function load(b: Backend, plain: Plain, back: boolean): Matrices {
  return plain.map(({ shape: [rows, cols], w, bias }) => {
    const made = {
      rows,
      cols,
      w: b.alloc(w.length),
      wt: b.alloc(back ? w.length : 0),
      bias: b.alloc(bias.length),
    };
    made.w.set(w);
    made.bias.set(bias);
    if (back) b.kernels.transpose(made.w, made.wt, rows, cols);
    return made;
  });
}

/** A generator or a decoder: codes to images in [0, 1], `images` at a time. */
export class Decoder {
  readonly z: Vector;
  /** sigmoid(h), written by `forward`. */
  readonly image: Vector;
  private readonly layers: Layer[];
  private readonly dh: Vector;

  constructor(
    b: Backend,
    [one, two, first, second]: Matrices,
    readonly images: number,
    back = false,
  ) {
    this.z = b.alloc(images * Z);
    this.image = b.alloc(images * PIXELS);
    this.dh = b.alloc(back ? images * PIXELS : 0);
    const relu = (layer: Layer) => leaky(b, layer.y.length, 0, back);
    const hidden = dense(b, one, images, back);
    const features = dense(b, two, images, back);
    const middle = up(b, first, images, COARSE, back);
    const last = up(b, second, images, 2 * COARSE, back);
    const inner = [hidden, features, middle].flatMap((layer) => [layer, relu(layer)]);
    this.layers = [...inner, last];
  }

  forward(): Vector {
    let x = this.z;
    for (const layer of this.layers) {
      layer.forward(x);
      x = layer.y;
    }
    for (let i = 0; i < x.length; i++) this.image[i] = 1 / (1 + Math.exp(-x[i]));
    return this.image;
  }

  /** The gradient with respect to z of a loss whose gradient of the image this is. */
  backward(gradient: Vector): Vector {
    const { image, dh } = this;
    for (let i = 0; i < dh.length; i++) dh[i] = gradient[i] * image[i] * (1 - image[i]);
    let dy = dh;
    for (const layer of [...this.layers].reverse()) {
      layer.backward(dy);
      dy = layer.dx;
    }
    return dy;
  }
}

/** q(z|x) of one image. */
export interface Posterior {
  mu: Float64Array;
  logSigma: Float64Array;
}

/** Images to posteriors, one at a time. */
export class Encoder {
  private readonly x: Vector;
  private readonly layers: Layer[];

  constructor(b: Backend, [first, second, hidden, last]: Matrices) {
    this.x = b.alloc(PIXELS);
    const made = [
      down(b, first, 2 * COARSE),
      down(b, second, COARSE),
      dense(b, hidden, 1, false),
    ];
    const inner = made.flatMap((layer) => [
      layer,
      leaky(b, layer.y.length, 0.2, false),
    ]);
    this.layers = [...inner, dense(b, last, 1, false)];
  }

  posterior(image: ArrayLike<number>): Posterior {
    this.x.set(image);
    let x = this.x;
    for (const layer of this.layers) {
      layer.forward(x);
      x = layer.y;
    }
    return {
      mu: Float64Array.from(x.subarray(0, Z)),
      logSigma: Float64Array.from(x.subarray(Z)),
    };
  }
}
