import type { Point } from "../model/data";

export const MOST = 500;
export const FEWEST = 3;
const SPAN = 2.2; // pasted points are scaled to lie within this of the origin

/** Why points cannot be learned from; the page has a sentence for each. */
export type Refusal =
  | { why: "words"; line: number; text: string }
  | { why: "many"; found: number }
  | { why: "few"; found: number }
  | { why: "equal" };

export type Parsed = { points: Point[] } | { refusal: Refusal };

/** Two numbers a line, with commas, semicolons, tabs or spaces between. */
export function parse(text: string): Parsed {
  const points: Point[] = [];
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (!line) continue;
    const fields = line.split(/[\s,;]+/).filter(Boolean);
    const [x, y] = fields.map(Number);
    if (fields.length !== 2 || !Number.isFinite(x) || !Number.isFinite(y)) {
      return { refusal: { why: "words", line: i + 1, text: line.slice(0, 30) } };
    }
    points.push([x, y]);
  }
  return checked(points) ?? { points: framed(points) };
}

/** Why not, or null if one can learn from these. */
export function checked(points: readonly Point[]): { refusal: Refusal } | null {
  const found = points.length;
  if (found > MOST) return { refusal: { why: "many", found } };
  if (found < FEWEST) return { refusal: { why: "few", found } };
  const [[x, y]] = points;
  if (points.every(([a, b]) => a === x && b === y))
    return { refusal: { why: "equal" } };
  return null;
}

/** Moved and scaled, both axes alike, into the square that the lab shows. */
function framed(points: readonly Point[]): Point[] {
  const range = (k: 0 | 1) => {
    const along = points.map((p) => p[k]);
    return [Math.min(...along), Math.max(...along)];
  };
  const [[left, right], [low, high]] = [range(0), range(1)];
  const unit = (2 * SPAN) / Math.max(right - left, high - low);
  const [x, y] = [(left + right) / 2, (low + high) / 2];
  return points.map(([a, b]) => [(a - x) * unit, (b - y) * unit]);
}
