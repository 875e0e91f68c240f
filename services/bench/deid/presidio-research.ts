/** The public English corpus of presidio-research, its kinds as ours. */
import { readFile } from 'node:fs/promises';
import type { Sentence } from './score.ts';

/**
 * Listed before the detector was written. Left out: LOCATION, ORGANIZATION, TITLE, DATE_TIME (no identifiers of a
 * person by themselves) and PREFIX.
 */
export const presidioTypes: Readonly<Record<string, string>> = {
  PERSON: 'person',
  ADDRESS: 'address',
  CREDIT_CARD: 'bank_card',
  PHONE_NUMBER: 'phone',
  EMAIL_ADDRESS: 'email',
  US_SSN: 'ssn',
  IBAN_CODE: 'iban',
  DOMAIN_NAME: 'url',
  US_DRIVER_LICENSE: 'driver_licence',
  IP_ADDRESS: 'ip',
};

interface Row {
  readonly full_text: string;
  readonly spans: readonly { entity_type: string; start_position: number; end_position: number }[];
}

/** Spans of left-out kinds come as `other`: a hit on one is neither right nor wrong by itself. */
export async function readPresidio(path: string): Promise<Sentence[]> {
  const rows = JSON.parse(await readFile(path, 'utf8')) as Row[];
  return rows.map(({ full_text: text, spans }) => ({
    text,
    locale: 'en-US',
    spans: spans.map(({ entity_type: type, start_position: start, end_position: end }) => ({
      start,
      end,
      type: presidioTypes[type] ?? 'other',
    })),
  }));
}
