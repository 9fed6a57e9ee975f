import type { Block } from "./block";
import { dot, type Code } from "./codes";
import type { Posterior } from "./nets";

/** An ellipse on the map: half axes of one deviation, `turn` anticlockwise. */
export interface Ellipse {
  x: number;
  y: number;
  long: number;
  short: number;
  turn: number;
}

/** The plane of the two directions in which the codes of training images vary most. */
export class CodePlane {
  readonly points: Float32Array;
  readonly labels: Uint8Array;
  /** The share of the variance of all codes that each direction holds. */
  readonly share: Float32Array;
  private readonly mean: Float32Array;
  private readonly axes: Float32Array[];

  constructor(block: Block) {
    this.points = block.floats("map.points");
    this.labels = block.bytes("map.labels");
    this.share = block.floats("map.share");
    this.mean = block.floats("map.mean");
    const axes = block.floats("map.axes");
    this.axes = [axes.subarray(0, 32), axes.subarray(32)];
  }

  place(z: Code): [number, number] {
    const centred = z.map((value, i) => value - this.mean[i]);
    return [dot(centred, this.axes[0]), dot(centred, this.axes[1])];
  }

  /** Where q(z|x) lies on the map: its covariance seen along the two directions. */
  ellipse({ mu, logSigma }: Posterior): Ellipse {
    const [u, v] = this.axes;
    const variance = logSigma.map((value) => Math.exp(2 * value));
    const seen = (p: Float32Array, q: Float32Array) =>
      dot(
        variance.map((value, i) => value * p[i]),
        q,
      );
    const [a, b, c] = [seen(u, u), seen(u, v), seen(v, v)];
    const middle = (a + c) / 2;
    const apart = Math.hypot((a - c) / 2, b);
    const [x, y] = this.place(mu);
    const [long, short] = [middle + apart, middle - apart].map(Math.sqrt);
    return { x, y, long, short, turn: 0.5 * Math.atan2(2 * b, a - c) };
  }

  /** The middle of the points of each class. */
  centres(): [number, number][] {
    const sums = Array.from({ length: 10 }, () => [0, 0, 0]);
    this.labels.forEach((label, i) => {
      sums[label][0] += this.points[2 * i];
      sums[label][1] += this.points[2 * i + 1];
      sums[label][2]++;
    });
    return sums.map(([x, y, n]) => [x / n, y / n]);
  }
}
