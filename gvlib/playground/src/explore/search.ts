import type { Random } from "../engine/random";
import type { Backend } from "../engine/vector";
import { squaredError, type Code } from "./codes";
import { Decoder, load, PIXELS, Z, type Plain } from "./nets";

export const STARTS = 4;
export const STEPS = 300;
const RATE = 0.1;
const [B1, B2, FLOOR] = [0.9, 0.999, 1e-8];

/** What a search has found so far. */
export interface Found {
  steps: number;
  z: Code;
  image: Float32Array;
  squared: number;
}

/** argmin over z of |G(z) - x|^2 by Adam, from several draws of N(0, I) at once. */
export class Search {
  private readonly net: Decoder;
  private readonly gradient: Float64Array;
  private readonly mean = new Float64Array(STARTS * Z);
  private readonly square = new Float64Array(STARTS * Z);
  private target: ArrayLike<number> = [];
  private steps = 0;

  constructor(b: Backend, plain: Plain) {
    this.net = new Decoder(b, load(b, plain, true), STARTS, true);
    this.gradient = new Float64Array(STARTS * PIXELS);
  }

  begin(target: ArrayLike<number>, random: Random): void {
    this.target = target;
    this.steps = 0;
    this.mean.fill(0);
    this.square.fill(0);
    random.normals(this.net.z);
  }

  /** The gradient of every start's squared error, at the codes of now. */
  slope(): Float64Array {
    const image = this.net.forward();
    for (let i = 0; i < image.length; i++)
      this.gradient[i] = 2 * (image[i] - this.target[i % PIXELS]);
    return Float64Array.from(this.net.backward(this.gradient));
  }

  step(): void {
    const { mean, square } = this;
    const slope = this.slope();
    this.steps++;
    const [c1, c2] = [1 - B1 ** this.steps, 1 - B2 ** this.steps];
    slope.forEach((g, i) => {
      mean[i] = B1 * mean[i] + (1 - B1) * g;
      square[i] = B2 * square[i] + (1 - B2) * g * g;
      this.net.z[i] -= (RATE * mean[i]) / c1 / (Math.sqrt(square[i] / c2) + FLOOR);
    });
  }

  /** The best of the starts. */
  best(): Found {
    const image = this.net.forward();
    let found: Found | null = null;
    for (let s = 0; s < STARTS; s++) {
      const own = image.slice(s * PIXELS, (s + 1) * PIXELS);
      const squared = squaredError(own, this.target);
      if (found && !(squared < found.squared)) continue;
      const z = Float64Array.from(this.net.z.subarray(s * Z, (s + 1) * Z));
      found = { steps: this.steps, z, image: Float32Array.from(own), squared };
    }
    return found!;
  }

  get codes(): Code {
    return Float64Array.from(this.net.z);
  }

  set codes(z: ArrayLike<number>) {
    this.net.z.set(z);
  }
}
