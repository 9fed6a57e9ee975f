import type { Vector } from "./vector";

/** Random numbers that depend on the seed alone: mulberry32, normals by Box-Muller. */
export class Random {
  // The second of a pair of normals, or NaN: never another type, which would be slow.
  private spare = NaN;
  private state: number;

  /** One seed has many streams; they do not disturb each other. */
  constructor(seed: number, stream = 0) {
    this.state = (Math.imul(seed, 0x9e3779b1) + Math.imul(stream, 0x85ebca6b)) | 0;
  }

  /** Uniform on [0, 1). */
  uniform(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer from 0 to n - 1. */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  normal(): number {
    const kept = this.spare;
    if (kept === kept) {
      this.spare = NaN;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  normals(into: Vector): void {
    for (let i = 0; i < into.length; i++) into[i] = this.normal();
  }

  uniforms(into: Vector): void {
    for (let i = 0; i < into.length; i++) into[i] = this.uniform();
  }
}
