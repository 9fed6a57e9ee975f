import { CARDS } from "../lab/tour";

const KEY = "gv-lab-tour";

/** How far a reader has come on the tour: the card, from 1, and those that are done. */
export interface Way {
  card: number;
  done: string[];
}

/** What this browser remembers; nothing where it may not. */
export function remembered(): Way {
  try {
    const { card, done } = JSON.parse(localStorage.getItem(KEY) ?? "");
    if (CARDS[card - 1] && Array.isArray(done)) return { card, done };
  } catch {
    // Storage may be forbidden, empty or spoiled: the tour then begins at its start.
  }
  return { card: 1, done: [] };
}

export function remember(way: Way): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(way));
  } catch {
    // The address still holds the card.
  }
}
