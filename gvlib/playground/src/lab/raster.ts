import { Random } from "../engine/random";
import type { Vector } from "../engine/vector";
import { VIEW, type Source } from "../model/data";

const SIDE = 96;
const NEAR = 0.2; // of a point of data without modes
const POINTS = 2000;

/** Whether a place of the plane is on the data, and on which mode: looked up quickly. */
export class Raster {
  private readonly cells = new Int8Array(SIDE * SIDE).fill(-1);

  constructor(data: Source, seed: number) {
    const marks = data.modes.length ? data.modes : sample(data, seed);
    const reach = data.modes.length ? data.reach : NEAR;
    marks.forEach(([x, y], i) => this.disc(x, y, reach, data.modes.length ? i : 0));
  }

  /** -1 off the data, else the number of the mode (0 where there are none). */
  at(x: number, y: number): number {
    const i = cell(x);
    const j = cell(y);
    const inside = i >= 0 && i < SIDE && j >= 0 && j < SIDE;
    return inside ? this.cells[j * SIDE + i] : -1;
  }

  /** The same for points, one a row. */
  of(points: Vector): Int8Array {
    const found = new Int8Array(points.length / 2);
    for (let i = 0; i < found.length; i++)
      found[i] = this.at(points[2 * i], points[2 * i + 1]);
    return found;
  }

  private disc(x: number, y: number, reach: number, label: number): void {
    const size = (2 * VIEW) / SIDE;
    const around = Math.ceil(reach / size);
    for (let j = cell(y) - around; j <= cell(y) + around; j++) {
      for (let i = cell(x) - around; i <= cell(x) + around; i++) {
        const [u, v] = [(i + 0.5) * size - VIEW, (j + 0.5) * size - VIEW];
        const inside = i >= 0 && i < SIDE && j >= 0 && j < SIDE;
        if (inside && Math.hypot(u - x, v - y) < reach)
          this.cells[j * SIDE + i] = label;
      }
    }
  }
}

const cell = (x: number): number => Math.floor(((x + VIEW) / (2 * VIEW)) * SIDE);

function sample(data: Source, seed: number): [number, number][] {
  const points = new Float32Array(2 * POINTS);
  data.draw(new Random(seed, 90), points);
  return Array.from({ length: POINTS }, (_, i) => [points[2 * i], points[2 * i + 1]]);
}
