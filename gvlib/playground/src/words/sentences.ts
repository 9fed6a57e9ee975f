/** A sentence in the reader's language, with values in the place of {names}. */
export type Sentences<K extends string> = (
  key: K,
  values?: Record<string, string | number>,
) => string;

/** The sentences of a language such as "zh-CN"; English where there are none. */
export function sentences<K extends string>(
  catalogues: { en: Record<K, string> } & Record<string, Record<K, string>>,
  language: string,
): Sentences<K> {
  const catalogue = catalogues[language.slice(0, 2).toLowerCase()] ?? catalogues.en;
  return (key, values = {}) =>
    catalogue[key].replace(/\{(\w+)\}/g, (whole, name: string) =>
      name in values ? String(values[name]) : whole,
    );
}
