/** Names that people give to rooms and things: their limits, and how they are sealed. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { open, seal } from '../../common/keys/seal.ts';
import { requireText } from '../accounts/validate.ts';

const maxNames = 8;
const maxNameLength = 64;
const namesSchema = z.array(z.string());

/** @throws EarshotError INVALID_ARGUMENT for none, too many, empty or too long ones. */
export function requireNames(names: readonly string[]): string[] {
  const trimmed = names.map((name) => name.trim().normalize('NFC'));
  if (trimmed.length === 0 || trimmed.length > maxNames) {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'names' } });
  }
  for (const name of trimmed) requireText(name, 'names', maxNameLength);
  return trimmed;
}

/** As two names are compared: nobody hears capitals or widths. */
export const heardAs = (name: string): string => name.normalize('NFKC').toLowerCase();

/** @param id Of the room or thing: names cannot be moved to another one. */
export const sealNames = (key: Buffer, id: string, names: readonly string[]): Buffer =>
  seal(key, JSON.stringify(names), contextOf(id));

/** None when the owner's key was destroyed. */
export const openNames = (key: Buffer | undefined, id: string, sealed: Buffer): string[] =>
  key === undefined ? [] : namesSchema.parse(JSON.parse(open(key, sealed, contextOf(id)).toString('utf8')));

export const newPlaceId = (kind: 'room' | 'thing' | 'stay'): string =>
  `${kind}-${randomBytes(16).toString('hex')}`;

const contextOf = (id: string) => `names:${id}`;
