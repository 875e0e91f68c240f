/** Messages from files: one text for each language and key, apart from the code. */
import type { Locale } from './model.ts';

/** Texts by locale and key, as a JSON file holds them. */
export type MessageFile = { readonly [L in Locale]?: { readonly [key: string]: string } };

/** What may be put into a text. */
export type MessageValues = Readonly<Record<string, string | number>>;

/** Keys that every language of the file has. */
export type MessageKey<File extends MessageFile> = keyof NonNullable<File[keyof File & Locale]> & string;

/** `messages('greeting', { name })`: the text in every language of the file, to be told. */
export type Messages<File extends MessageFile> = (
  key: MessageKey<File>,
  values?: MessageValues,
) => { readonly [L in keyof File & Locale]: string };

const plural = new Map<string, Intl.PluralRules>();

function isOne(value: string | number | undefined, locale: string): boolean {
  const rules = plural.get(locale) ?? new Intl.PluralRules(locale);
  plural.set(locale, rules);
  return rules.select(Number(value)) === 'one';
}

/** `{name}` is the value, `{count|one|many}` one of two texts by the number. */
function filled(text: string, values: MessageValues, locale: string): string {
  return text.replaceAll(
    /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g,
    (whole, name: string, one?: string, many?: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined) return whole;
      if (one === undefined || many === undefined) return String(value);
      return isOne(value, locale) ? one : many;
    },
  );
}

/**
 * Reads texts as a JSON file holds them: `{ "en-US": { "poured": "{cups} {cups|cup|cups} of {tea}." } }`.
 * A key that one of the languages lacks does not compile.
 *
 * @example
 * ```ts
 * import texts from './messages.json' with { type: 'json' };
 * const messages = createMessages(texts);
 * tell(messages('poured', { cups: 2, tea: spoken('tea') }));
 * ```
 */
export function createMessages<const File extends MessageFile>(file: File): Messages<File> {
  return (key, values = {}) =>
    Object.fromEntries(
      Object.entries(file).map(([locale, texts]) => [locale, filled(texts?.[key] ?? '', values, locale)]),
    ) as { readonly [L in keyof File & Locale]: string };
}
