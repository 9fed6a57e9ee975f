import type { Adam } from "../engine/adam";
import type { Vector } from "../engine/vector";
import { distance, modes, profiles, type Modes } from "../model/measures";
import type { Source } from "../model/data";

/** What is measured of a model's samples. */
export interface Marks {
  modes: Modes | null;
  distance: number;
}

/** The modes of the marks, where the data have modes and the samples are finite. */
export const modesOf = (marks: Marks | null): Modes | null => marks?.modes ?? null;

/** How far one training has come, whatever model it is. */
export interface Progress {
  steps: number;
  /** Seconds of computing, pictures excluded. */
  seconds: number;
  /** Its losses are not finite any more: it rests until it begins anew. */
  diverged: boolean;
}

export const begun = (): Progress => ({ steps: 0, seconds: 0, diverged: false });

/** Averages of what was added since they were last taken. */
export class Averages<K extends string> {
  private sums: Partial<Record<K, [sum: number, count: number]>> = {};

  /** Add numbers; false if one of them is not finite. */
  add(values: Partial<Record<K, number>>): boolean {
    for (const key in values) {
      const value = values[key] as number;
      if (!Number.isFinite(value)) return false;
      const [sum, count] = this.sums[key] ?? [0, 0];
      this.sums[key] = [sum + value, count + 1];
    }
    return true;
  }

  take(): Partial<Record<K, number>> {
    const means: Partial<Record<K, number>> = {};
    for (const key in this.sums) means[key] = this.sums[key]![0] / this.sums[key]![1];
    this.sums = {};
    return means;
  }
}

/** An optimiser and its weights, outside any engine. */
export interface Saved {
  vectors: number[][][];
  steps: number;
}

export const save = (adam: Adam): Saved => ({
  vectors: adam.states.map((s) =>
    [s.value, s.mean, s.square].map((v) => Array.from(v)),
  ),
  steps: adam.steps,
});

/** Go on where another left off, as far as the shapes are the same. */
export function restore(adam: Adam, { vectors, steps }: Saved): void {
  adam.states.forEach((state, i) => {
    if (state.value.length !== vectors[i]?.[0].length) return;
    state.value.set(vectors[i][0]);
    state.mean.set(vectors[i][1]);
    state.square.set(vectors[i][2]);
    adam.steps = steps;
  });
}

/** Measures samples against the data. */
export function measure(samples: Vector, data: Source, truth: Float32Array[]): Marks {
  return { modes: modes(samples, data), distance: distance(profiles(samples), truth) };
}

/** Runs f and adds the seconds it took. */
export function timed<T>(progress: Progress, f: () => T): T {
  const before = performance.now();
  const result = f();
  progress.seconds += (performance.now() - before) / 1000;
  return result;
}
