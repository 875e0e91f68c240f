/**
 * Every way in which Earshot says no: one stable code each, with what it means on each wire.
 *
 * `docs/errors.md` is written from this table and a test keeps them equal. Messages are fixed sentences:
 * nothing a person said, and no identifier, can be in them.
 */
import { commonCodes } from './codes/common.ts';
import { dialogueCodes } from './codes/dialogue.ts';
import { familyCodes } from './codes/family.ts';
import { pagesCodes } from './codes/pages.ts';
import { placesCodes } from './codes/places.ts';
import { skillsCodes } from './codes/skills.ts';
import { speakersCodes } from './codes/speakers.ts';
import { trainingCodes } from './codes/training.ts';
import { voiceCodes } from './codes/voice.ts';

export type { CatalogueEntry } from './entry.ts';

export const catalogue = {
  ...commonCodes,
  ...dialogueCodes,
  ...voiceCodes,
  ...speakersCodes,
  ...skillsCodes,
  ...placesCodes,
  ...pagesCodes,
  ...familyCodes,
  ...trainingCodes,
} as const;

/** A stable code from the {@link catalogue}. */
export type ErrorCode = keyof typeof catalogue;

/** Whether a text received from elsewhere is one of our codes. */
export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === 'string' && Object.hasOwn(catalogue, text);
}
