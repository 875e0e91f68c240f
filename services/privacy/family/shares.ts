/** What joined accounts let each other see, by the names under which it is stored. */
import { Share } from '../../../proto/gen/earshot/family/v1/family.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';

const shares = { history: Share.HISTORY, devices: Share.DEVICES } as const;
export type ShareName = keyof typeof shares;

const names = Object.keys(shares) as readonly ShareName[];

/** Each once. @throws EarshotError INVALID_ARGUMENT for none of the list. */
export function shareNames(values: readonly Share[]): ShareName[] {
  const found = names.filter((name) => values.includes(shares[name]));
  if (found.length !== new Set(values).size) {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'shares' } });
  }
  return found;
}

export const sharesOf = (stored: readonly string[]): Share[] =>
  names.filter((name) => stored.includes(name)).map((name) => shares[name]);
