import type { Vector } from "../engine/vector";
import type { Source } from "./data";

const FAIR = 0.1; // of its fair share: less than that does not make a mode reached
const DIRECTIONS = 12;

/** How samples lie on the modes of a mixture. */
export interface Modes {
  reached: number;
  of: number;
  /** Share of the samples that are on a mode. */
  share: number;
  /** KL(samples over the modes || uniform) in nats; NaN if none is on a mode. */
  kl: number;
}

/** Of a mixture: which modes the samples reach, and how evenly; else null. */
export function modes(samples: Vector, { modes, reach }: Source): Modes | null {
  if (!modes.length) return null;
  const counts = new Array<number>(modes.length).fill(0);
  for (let i = 0; i < samples.length; i += 2) {
    let nearest = reach * reach;
    let owner = -1;
    for (let k = 0; k < modes.length; k++) {
      const square =
        (samples[i] - modes[k][0]) ** 2 + (samples[i + 1] - modes[k][1]) ** 2;
      if (square < nearest) {
        nearest = square;
        owner = k;
      }
    }
    if (owner >= 0) counts[owner]++;
  }
  const on = counts.reduce((a, b) => a + b, 0);
  const enough = (FAIR * samples.length) / 2 / modes.length;
  const kl = counts.reduce((sum, count) => {
    const p = count / on;
    return sum + (p ? p * Math.log(p * modes.length) : 0);
  }, 0);
  return {
    reached: counts.filter((count) => count >= enough).length,
    of: modes.length,
    share: on / (samples.length / 2),
    kl: on ? kl : NaN,
  };
}

/** The points' coordinates along some directions, each list sorted. */
export function profiles(points: Vector): Float32Array[] {
  return Array.from({ length: DIRECTIONS }, (_, k) => {
    const angle = (Math.PI * k) / DIRECTIONS;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const along = new Float32Array(points.length / 2);
    for (let i = 0; i < along.length; i++)
      along[i] = c * points[2 * i] + s * points[2 * i + 1];
    return along.sort();
  });
}

/**
 * How far points must move on average to lie as others do, seen along a direction:
 * the sliced Wasserstein-1 distance of two sets of equal size.
 */
export function distance(a: Float32Array[], b: Float32Array[]): number {
  let sum = 0;
  a.forEach((along, k) => {
    for (let i = 0; i < along.length; i++) sum += Math.abs(along[i] - b[k][i]);
  });
  return sum / DIRECTIONS / a[0].length;
}
