/** What consent is asked for: the closed list, by the names under which records stand. */
import { ConsentPurpose, ConsentWay } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';

export const purposes = {
  voice_service: ConsentPurpose.VOICE_SERVICE,
  history: ConsentPurpose.HISTORY,
  training: ConsentPurpose.TRAINING,
  personalisation: ConsentPurpose.PERSONALISATION,
  voiceprint: ConsentPurpose.VOICEPRINT,
  precise_location: ConsentPurpose.PRECISE_LOCATION,
  child_data: ConsentPurpose.CHILD_DATA,
} as const;

export type Purpose = keyof typeof purposes;

/** What somebody agrees to at a moment. */
export type Consents = ReadonlySet<Purpose>;

export const purposeNames = Object.keys(purposes) as readonly Purpose[];

/** Nobody is heard without it. */
export const isNecessary = (purpose: Purpose): boolean => purpose === 'voice_service';

/** Of a hotel nothing else is ever done, so nothing else is asked of its operator. */
export const isAskedOfHotels = isNecessary;

/** @throws EarshotError INVALID_ARGUMENT for none of the list. */
export function purposeNamed(value: ConsentPurpose): Purpose {
  const found = purposeNames.find((name) => purposes[name] === value);
  if (found === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'purpose' } });
  return found;
}

const ways = {
  page: ConsentWay.PAGE,
  command: ConsentWay.COMMAND,
  demo: ConsentWay.DEMO,
} as const;

export type Way = keyof typeof ways;

/** @throws EarshotError INVALID_ARGUMENT */
export function wayNamed(value: ConsentWay): Way {
  const found = (Object.keys(ways) as Way[]).find((name) => ways[name] === value);
  if (found === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'way' } });
  return found;
}

export const wayOf = (name: Way | null): ConsentWay => (name === null ? ConsentWay.UNSPECIFIED : ways[name]);
