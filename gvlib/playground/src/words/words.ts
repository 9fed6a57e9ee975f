import { en, type Key } from "./en";
import { sentences, type Sentences } from "./sentences";
import { zh } from "./zh";

export type { Key } from "./en";

export type Words = Sentences<Key>;

/** The lab's words. */
export const words = (language: string): Words => sentences({ en, zh }, language);

/** Whether the catalogue has this key: the names of values that need no word have none. */
export const known = (key: string): key is Key => key in en;
