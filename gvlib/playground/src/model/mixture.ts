import type { Vector } from "../engine/vector";

const PARTS = 12;
const LEAST = 1e-4; // added to each variance: a part must not shrink to a point

/** One Gaussian of a mixture in the plane; the covariance is [xx, xy, yy]. */
export interface Part {
  weight: number;
  mean: [number, number];
  covariance: [number, number, number];
}

/** Log of weight times density, without the common factor 1 / (2 pi). */
function score({ weight, mean, covariance: [a, b, c] }: Part, x: number, y: number) {
  const determinant = a * c - b * b;
  const [dx, dy] = [x - mean[0], y - mean[1]];
  const square = (c * dx * dx - 2 * b * dx * dy + a * dy * dy) / determinant;
  return Math.log(weight) - 0.5 * (square + Math.log(determinant));
}

/** Where EM begins: parts of the points' own spread at some of the points. */
export function begin(points: Vector): Part[] {
  const n = points.length / 2;
  return Array.from({ length: PARTS }, (_, k) => {
    const i = 2 * Math.floor(((k + 0.5) * n) / PARTS);
    return {
      weight: 1 / PARTS,
      mean: [points[i], points[i + 1]],
      covariance: [0.3, 0, 0.3],
    };
  });
}

/** One step of expectation maximisation: a better mixture for these points. */
export function improve(parts: readonly Part[], points: Vector): Part[] {
  const sums = parts.map(() => new Float64Array(6)); // 1, x, y, xx, xy, yy
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i], points[i + 1]];
    const scores = parts.map((part) => score(part, x, y));
    const top = Math.max(...scores);
    const shares = scores.map((s) => Math.exp(s - top));
    const all = shares.reduce((a, b) => a + b, 0);
    [1, x, y, x * x, x * y, y * y].forEach((value, j) => {
      for (let k = 0; k < parts.length; k++) sums[k][j] += (shares[k] / all) * value;
    });
  }
  return sums.map(([n, x, y, xx, xy, yy], k) => {
    if (n < 1e-3) return { ...parts[k], weight: 1e-6 };
    const [mx, my] = [x / n, y / n];
    return {
      weight: n / (points.length / 2),
      mean: [mx, my],
      covariance: [
        xx / n - mx * mx + LEAST,
        xy / n - mx * my,
        yy / n - my * my + LEAST,
      ],
    };
  });
}

/** Draws from the mixture: `which` is uniform, one a draw, `normals` two a draw. */
export function draw(
  parts: readonly Part[],
  which: Vector,
  normals: Vector,
  into: Vector,
): void {
  for (let i = 0; i < which.length; i++) {
    let left = which[i];
    const part = parts.find(({ weight }) => (left -= weight) < 0) ?? parts[0];
    const [a, b, c] = part.covariance;
    const root = Math.sqrt(a);
    const [u, v] = [normals[2 * i], normals[2 * i + 1]];
    into[2 * i] = part.mean[0] + root * u;
    const rest = Math.sqrt(Math.max(c - (b * b) / a, 0));
    into[2 * i + 1] = part.mean[1] + (b / root) * u + rest * v;
  }
}
