import type { Random } from "../engine/random";
import type { Block } from "./block";
import { PIXELS, Z, type Posterior } from "./nets";

export type Code = Float64Array;

export const normal = (random: Random): Code =>
  Float64Array.from({ length: Z }, () => random.normal());

export const norm = (z: Code): number => Math.sqrt(dot(z, z));

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** z with another coordinate along the unit vector v. */
export function moved(z: Code, v: Float32Array, to: number): Code {
  const by = to - dot(v, z);
  return z.map((value, i) => value + by * v[i]);
}

/** Between a and b: on the straight line, or on the arc with the lengths between. */
export function between(a: Code, b: Code, t: number, arc: boolean): Code {
  const cosine = dot(a, b) / (norm(a) * norm(b) || 1);
  const angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
  const flat = !arc || Math.sin(angle) < 1e-6;
  const [p, q] = flat
    ? [1 - t, t]
    : [Math.sin((1 - t) * angle), Math.sin(t * angle)].map((s) => s / Math.sin(angle));
  return a.map((value, i) => p * value + q * b[i]);
}

/** The mixture that was fitted to the codes of training images. */
export class Mixture {
  private readonly weight: Float32Array;
  private readonly mean: Float32Array;
  private readonly scale: Float32Array;

  constructor(block: Block) {
    this.weight = block.floats("mixture.weight");
    this.mean = block.floats("mixture.mean");
    this.scale = block.floats("mixture.scale");
  }

  draw(random: Random): Code {
    let left = random.uniform();
    let k = 0;
    while (k < this.weight.length - 1 && left >= this.weight[k])
      left -= this.weight[k++];
    const noise = normal(random);
    return noise.map((_, i) => {
      const row = (k * Z + i) * Z;
      return this.mean[k * Z + i] + dot(this.scale.subarray(row, row + Z), noise);
    });
  }
}

/** KL(N(mu, sigma^2) || N(0, 1)) of every coordinate, in nats. */
export const klUnits = ({ mu, logSigma }: Posterior): Float64Array =>
  mu.map((m, i) => 0.5 * (Math.exp(2 * logSigma[i]) + m * m - 1) - logSigma[i]);

/** z = mu + sigma eps. */
export const drawn = ({ mu, logSigma }: Posterior, eps: Code): Code =>
  mu.map((m, i) => m + Math.exp(logSigma[i]) * eps[i]);

export function squaredError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < PIXELS; i++) sum += (a[i] - b[i]) ** 2;
  return sum;
}

/** How far two images are apart, in grey levels of 255 a pixel. */
export const greys = (squared: number): number => 255 * Math.sqrt(squared / PIXELS);

/** log N(x; image, sigma^2) over all pixels, in nats. */
export const logDensity = (squared: number, sigma: number): number =>
  -PIXELS * (Math.log(sigma) + 0.5 * Math.log(2 * Math.PI)) -
  squared / (2 * sigma * sigma);

/** Images of the data, grey levels 0..255, with their classes. */
export class Gallery {
  readonly length: number;
  private readonly images: Uint8Array;
  readonly labels: Uint8Array;

  constructor(block: Block, name: "near" | "test") {
    this.images = block.bytes(`${name}.images`);
    this.labels = block.bytes(`${name}.labels`);
    this.length = this.labels.length;
  }

  /** One image in [0, 1]. */
  image(i: number): Float32Array {
    const grey = this.images.subarray(i * PIXELS, (i + 1) * PIXELS);
    return Float32Array.from(grey, (level) => level / 255);
  }

  /** The image nearest to x in squared error. */
  nearest(x: ArrayLike<number>): { place: number; squared: number } {
    let [place, least] = [0, Infinity];
    const goal = Float32Array.from(x, (value) => 255 * value);
    for (let i = 0, o = 0; i < this.length; i++, o = i * PIXELS) {
      let sum = 0;
      for (let p = 0; p < PIXELS && sum < least; p++)
        sum += (this.images[o + p] - goal[p]) ** 2;
      if (sum < least) [place, least] = [i, sum];
    }
    return { place, squared: least / 255 ** 2 };
  }
}
