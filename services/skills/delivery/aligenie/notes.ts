/** What an AliGenie skill notes between turns: its attributes and its entries, as one of our attributes. */

export interface Notes {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly entries: Readonly<Record<string, unknown>>;
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

export function readNotes(json: string): Notes {
  if (json === '') return { attributes: {}, entries: {} };
  try {
    const parsed = record(JSON.parse(json));
    return { attributes: record(parsed['attributes']), entries: record(parsed['entries']) };
  } catch {
    return { attributes: {}, entries: {} };
  }
}

/** @returns undefined when it noted nothing: then what it noted before stays */
export function writeNotes(attributes: unknown, entries: unknown): string | undefined {
  const notes = { attributes: record(attributes), entries: record(entries) };
  const isEmpty = Object.keys(notes.attributes).length + Object.keys(notes.entries).length === 0;
  return isEmpty ? undefined : JSON.stringify(notes);
}
