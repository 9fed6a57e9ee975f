import type { Home } from "../ui/home";
import type { Code } from "./codes";
import { PIXELS, Z } from "./nets";

const MARK = "#explore?";
const PAUSE = 300; // milliseconds: browsers refuse a new address at every move
const REACH = 8; // of a coordinate of a code
const SHARP = 4095; // each is stored as an integer from 0 to this

/** What the explorer is set to, by name; see the views that take and put them. */
export const KEYS = [
  "z", "of", "a", "b", "arc", "draws", "test", "x", "eps", "class",
] as const; // prettier-ignore
export type Key = (typeof KEYS)[number];

/** The explorer's state, as text in its home. */
export class Link {
  /** Parts that the explorer does not know or that have no such value. */
  readonly refused: string[] = [];
  private readonly parts = new Map<Key, string>();
  private asked: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly home: Home) {
    const state = home.read();
    if (!state.startsWith(MARK)) return;
    for (const [key, text] of new URLSearchParams(state.slice(MARK.length))) {
      if (KEYS.includes(key as Key)) this.parts.set(key as Key, text);
      else this.refuse(key, text);
    }
  }

  /** A part as `read` understands it; null if there is none, or if it does not. */
  take<T>(key: Key, read: (text: string) => T | null): T | null {
    const text = this.parts.get(key);
    if (text === undefined) return null;
    const value = read(text);
    if (value === null) {
      this.parts.delete(key);
      this.refuse(key, text);
    }
    return value;
  }

  /** Keep a part; null: it is as at first. */
  put(key: Key, text: string | null): void {
    if (text === null) this.parts.delete(key);
    else this.parts.set(key, text);
    clearTimeout(this.asked);
    this.asked = setTimeout(() => this.write(), PAUSE);
  }

  write(): void {
    clearTimeout(this.asked);
    const query = new URLSearchParams();
    for (const key of KEYS) {
      const text = this.parts.get(key);
      if (text !== undefined) query.set(key, text);
    }
    this.home.write(MARK + query.toString());
  }

  stop(): void {
    clearTimeout(this.asked);
  }

  private refuse(key: string, text: string): void {
    this.refused.push(`${key}=${text}`.slice(0, 40));
  }
}

/** A whole number from 0 to `most`. */
export const wholeFrom =
  (most: number) =>
  (text: string): number | null =>
    /^\d{1,6}$/.test(text) && Number(text) <= most ? Number(text) : null;

/** One of these words. */
export const oneOf =
  <T extends string>(words: readonly T[]) =>
  (text: string): T | null =>
    words.find((word) => word === text) ?? null;

/** A code in three digits of base 16 a coordinate: to 0.002 within -8..8. */
export const codeText = (z: Code): string =>
  Array.from(z, (value) => {
    const whole = Math.round(((value + REACH) / (2 * REACH)) * SHARP);
    return hex(Math.max(0, Math.min(SHARP, whole)), 3);
  }).join("");

export function codeFrom(text: string): Code | null {
  const found = numbers(text, Z, 3);
  return found && Float64Array.from(found, (v) => (v / SHARP) * 2 * REACH - REACH);
}

/** An image of grey levels, two digits a pixel. */
export const imageText = (x: ArrayLike<number>): string =>
  Array.from(x, (value) => hex(Math.round(255 * value), 2)).join("");

export function imageFrom(text: string): Float32Array | null {
  const found = numbers(text, PIXELS, 2);
  return found && Float32Array.from(found, (level) => level / 255);
}

const hex = (whole: number, digits: number) => whole.toString(16).padStart(digits, "0");

function numbers(text: string, count: number, digits: number): number[] | null {
  if (text.length !== count * digits || !/^[0-9a-f]*$/.test(text)) return null;
  const at = (i: number) => parseInt(text.slice(i * digits, (i + 1) * digits), 16);
  return Array.from({ length: count }, (_, i) => at(i));
}
