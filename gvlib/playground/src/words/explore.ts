import { exploreEn, type ExploreKey } from "./explore.en";
import { exploreZh } from "./explore.zh";
import { sentences, type Sentences } from "./sentences";

export type { ExploreKey } from "./explore.en";

export type Say = Sentences<ExploreKey>;

/** The explorer's words. */
export const exploreWords = (language: string): Say =>
  sentences({ en: exploreEn, zh: exploreZh }, language);

/** The name of one of the ten classes. */
export const className = (t: Say, label: number): string =>
  t(`class.${label}` as ExploreKey);
