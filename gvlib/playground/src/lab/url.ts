import { VIEW, type Point } from "../model/data";
import { MOST, parse } from "./points";
import { CHOICES, initialSettings, NAMES, withText, type Name } from "./settings";
import type { Settings } from "./settings";
import { CARDS } from "./tour";

const MARK = "#lab?";
const SHARP = 4095; // a coordinate is stored as an integer from 0 to this
const DIGITS = 3; // in base 16

/** What an address says of the lab. */
export interface Linked {
  settings: Settings;
  points: Point[];
  /** The story that was chosen, and whether its cure is in force. */
  preset: string;
  cured: boolean;
  /** The card of the tour, from 1; 0: no tour. */
  tour: number;
  /** Parts that the lab does not know or that have no such value. */
  refused: string[];
}

/** The end of an address that brings all this back; what is as at first is left out. */
export function toHash(
  settings: Settings,
  points: readonly Point[],
  preset: string,
  cured: boolean,
  tour: number,
): string {
  const query = new URLSearchParams();
  if (preset) query.set("story", cured ? `${preset}!` : preset);
  if (tour) query.set("tour", String(tour));
  for (const name of NAMES) {
    if (settings[name] !== CHOICES[name].initial) query.set(name, `${settings[name]}`);
  }
  if (settings.data === "own") query.set("xy", points.flat().map(code).join(""));
  return MARK + query.toString();
}

/** The same from an address, or null if it does not speak of the lab. */
export function fromHash(hash: string): Linked | null {
  if (!hash.startsWith(MARK)) return null;
  const linked: Linked = {
    settings: initialSettings(),
    points: [],
    preset: "",
    cured: false,
    tour: 0,
    refused: [],
  };
  for (const [key, text] of new URLSearchParams(hash.slice(MARK.length))) {
    if (key === "story") {
      linked.preset = text.replace("!", "");
      linked.cured = text.endsWith("!");
    } else if (key === "tour" && CARDS[Number(text) - 1]) {
      linked.tour = Number(text);
    } else if (key === "xy") {
      linked.points = decoded(text);
    } else {
      const known = key in CHOICES && withText(linked.settings, key as Name, text);
      if (known) linked.settings = known;
      else linked.refused.push(`${key}=${text}`.slice(0, 40));
    }
  }
  if (linked.settings.data === "own" && linked.points.length < 3) {
    linked.settings.data = CHOICES.data.initial;
    linked.refused.push("data=own");
  }
  return linked;
}

/** The state with these points as its data, two numbers a line; as it is, if not. */
export function withPoints(state: string, text: string): string {
  const given = parse(text);
  if (!("points" in given)) return state;
  const linked = fromHash(state) ?? fromHash(MARK)!;
  const settings: Settings = { ...linked.settings, data: "own" };
  return toHash(settings, given.points, linked.preset, linked.cured, linked.tour);
}

function code(x: number): string {
  const whole = Math.round(((x + VIEW) / (2 * VIEW)) * SHARP);
  const inside = Math.max(0, Math.min(SHARP, whole));
  return inside.toString(16).padStart(DIGITS, "0");
}

function decoded(text: string): Point[] {
  const numbers = (text.match(/[0-9a-f]{3}/g) ?? [])
    .slice(0, 2 * MOST)
    .map((part) => (parseInt(part, 16) / SHARP) * 2 * VIEW - VIEW);
  const points: Point[] = [];
  for (let i = 0; i + 1 < numbers.length; i += 2)
    points.push([numbers[i], numbers[i + 1]]);
  return points;
}
