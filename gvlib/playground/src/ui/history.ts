import type { Marks } from "../lab/contender";
import type { Row } from "../lab/protocol";

const MOST = 600; // rows; then every second one is forgotten

/** What the charts show: rows from the beginning of a training until now. */
export class History {
  private rows: Row[] = [];
  private round = -1;
  private every = 1;
  private skipped = 0;

  /** Add a row of this training; another training begins an empty history. */
  add(round: number, row: Row): void {
    if (round !== this.round) {
      this.round = round;
      this.rows = [];
      this.every = 1;
    }
    if (++this.skipped < this.every && this.rows.length) return;
    this.skipped = 0;
    this.rows.push(row);
    if (this.rows.length < MOST) return;
    this.rows = this.rows.filter((_, i) => i % 2 === 0);
    this.every *= 2;
  }

  /** A column for a chart. */
  of<T>(column: (row: Row) => T): T[] {
    return this.rows.map(column);
  }
}

export const reached = (marks: Marks | null): number => marks?.modes?.reached ?? NaN;
export const apart = (marks: Marks | null): number => marks?.distance ?? NaN;
