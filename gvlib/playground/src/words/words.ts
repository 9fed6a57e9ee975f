import { en, type Key } from "./en";
import { zh } from "./zh";

export type { Key } from "./en";

/** A sentence in the reader's language, with values in the place of {names}. */
export type Words = (key: Key, values?: Record<string, string | number>) => string;

const CATALOGUES: Record<string, Record<Key, string>> = { en, zh };

/** The words of a language such as "en" or "zh-CN"; English where there are none. */
export function words(language: string): Words {
  const catalogue = CATALOGUES[language.slice(0, 2).toLowerCase()] ?? en;
  return (key, values = {}) =>
    catalogue[key].replace(/\{(\w+)\}/g, (whole, name: string) =>
      name in values ? String(values[name]) : whole,
    );
}

/** Whether the catalogue has this key: the names of values that need no word have none. */
export const known = (key: string): key is Key => key in en;
