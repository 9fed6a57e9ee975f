import { exploreEn, type ExploreKey } from "./explore.en";
import { exploreZh } from "./explore.zh";

export type { ExploreKey } from "./explore.en";

/** A sentence in the reader's language, with values in the place of {names}. */
export type Say = (key: ExploreKey, values?: Record<string, string | number>) => string;

const CATALOGUES: Record<string, Record<ExploreKey, string>> = {
  en: exploreEn,
  zh: exploreZh,
};

/** The explorer's words in a language such as "zh-CN"; English where there are none. */
export function exploreWords(language: string): Say {
  const catalogue = CATALOGUES[language.slice(0, 2).toLowerCase()] ?? exploreEn;
  return (key, values = {}) =>
    catalogue[key].replace(/\{(\w+)\}/g, (whole, name: string) =>
      name in values ? String(values[name]) : whole,
    );
}

/** The name of one of the ten classes. */
export const className = (t: Say, label: number): string =>
  t(`class.${label}` as ExploreKey);
