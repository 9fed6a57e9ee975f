import { modesOf } from "./contender";
import type { PresetName } from "./presets";
import type { Frame } from "./protocol";
import type { Settings } from "./settings";

/** What the tour knows of the lab at one moment. */
export interface Seen {
  settings: Settings;
  preset: string;
  cured: boolean;
  frame: Frame;
}

/** One card of the tour: where it begins, what it asks for, and what must come of it. */
export interface Card {
  id: CardName;
  /** The story of its settings, and what differs from them. */
  story: PresetName;
  settings?: Partial<Settings>;
  /** After the card before it: the training goes on as it is. */
  goesOn?: true;
  /** It begins running. */
  runs?: true;
  /** What it points at: selectors within the lab; the first is what to use. */
  light: readonly string[];
  /** The reader has done what it asks for. */
  asked(seen: Seen): boolean;
  /** How many steps must follow, and what they must bring. */
  after: number;
  then?(frame: Frame): boolean;
}

const CARD_NAMES = [
  "same", "field", "critic", "answer", "strong", "cure", "threads", "hole", "repair",
  "sheet",
] as const; // prettier-ignore
export type CardName = (typeof CARD_NAMES)[number];

const share = ({ row }: Frame): number => modesOf(row.vae.marks)?.share ?? NaN;
const reached = ({ row }: Frame): number => modesOf(row.gan.marks)?.reached ?? NaN;

const CARDS_BY_NAME: Record<CardName, Omit<Card, "id">> = {
  same: {
    story: "calm",
    settings: { noise: false, field: false },
    light: [".gv-play", "[data-view='gan.x']", "[data-view='vae.x']"],
    asked: () => true,
    after: 200,
  },
  field: {
    story: "calm",
    settings: { field: true },
    goesOn: true,
    runs: true,
    light: ["[name=arrows]", "[data-view='gan.x']"],
    asked: ({ settings }) => settings.arrows,
    after: 1,
  },
  critic: {
    story: "calm",
    settings: { arrows: true },
    goesOn: true,
    runs: true,
    light: ["[name=players]", "[data-view='gan.x']"],
    asked: ({ settings }) => settings.players === "d",
    after: 200,
  },
  answer: {
    story: "calm",
    settings: { arrows: true },
    goesOn: true,
    runs: true,
    light: ["[name=players]", "[data-view='gan.x']"],
    asked: ({ settings }) => settings.players === "g",
    after: 200,
  },
  strong: {
    story: "calm",
    light: ["[data-story=reins]", "[data-view='gan.x']"],
    asked: ({ preset, cured }) => preset === "reins" && !cured,
    after: 400,
    then: (frame) => reached(frame) <= 4,
  },
  cure: {
    story: "reins",
    goesOn: true,
    runs: true,
    light: [".gv-cure", "[data-view='gan.x']"],
    asked: ({ preset, cured }) => preset === "reins" && cured,
    after: 400,
    then: (frame) => reached(frame) >= 7,
  },
  threads: {
    story: "calm",
    runs: true,
    light: ["[name=pairs]", "[data-view='vae.x']"],
    asked: ({ settings }) => settings.pairs,
    after: 300,
  },
  hole: {
    story: "calm",
    runs: true,
    light: ["[data-story=hole]", "[data-view='vae.z']", "[data-view='vae.x']"],
    asked: ({ preset, cured }) => preset === "hole" && !cured,
    after: 300,
    then: (frame) => share(frame) < 0.3,
  },
  repair: {
    story: "hole",
    goesOn: true,
    runs: true,
    light: [".gv-cure", "[data-view='vae.z']", "[data-view='vae.x']"],
    asked: ({ settings }) => settings.prior === "fitted",
    after: 50,
    then: (frame) => share(frame) > 0.5,
  },
  sheet: {
    story: "calm",
    settings: { field: false },
    runs: true,
    light: ["[name=mesh]", "[data-view='gan.x']", "[data-view='vae.x']"],
    asked: ({ settings }) => settings.mesh,
    after: 600,
  },
};

export const CARDS: readonly Card[] = CARD_NAMES.map((id) => ({
  id,
  ...CARDS_BY_NAME[id],
}));

/** Watches for one card whether what it asks for was done. */
export class Watch {
  private round = NaN;
  private since = NaN;

  constructor(private readonly card: Card) {}

  /** Whether it is done now. */
  done(seen: Seen): boolean {
    const { frame } = seen;
    const { steps } = frame.progress.gan;
    if (!this.card.asked(seen)) this.since = NaN;
    else if (frame.round !== this.round || !(this.since <= steps)) this.since = steps;
    this.round = frame.round;
    const enough = steps - this.since >= this.card.after;
    return enough && (this.card.then?.(frame) ?? true);
  }
}
