/** Notices to a skill: data to delete, consent that changed. */
import { SkillError } from './errors.ts';

/** Events that a skill is told about, at the manifest's `deletionUrl`. */
export type NoticeType = 'user.data.delete' | 'skill.disabled' | 'consent.changed';

/** What every notice names: pseudonyms that this skill knows, never anything else. */
export interface Notice {
  readonly type: NoticeType;
  /** Stable over retries. */
  readonly noticeId: string;
  /** The pseudonym that the skill knows. Later requests carry another one. */
  readonly userId: string | undefined;
  /** Pseudonyms of the user's devices that the skill knows. */
  readonly deviceIds: readonly string[];
  /** Declared fields that are no longer granted; for `consent.changed`. */
  readonly withdrawn: readonly string[];
}

const types: ReadonlySet<string> = new Set(['user.data.delete', 'skill.disabled', 'consent.changed']);
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Reads a notice and checks that it is for this skill. */
export function readNotice(json: unknown, skillId: string, messageId: string): Notice {
  if (typeof json !== 'object' || json === null)
    throw new SkillError('BAD_REQUEST', 'The notice is not an object.');
  const { type, data } = json as { type?: unknown; data?: unknown };
  if (typeof type !== 'string' || !types.has(type) || typeof data !== 'object' || data === null) {
    throw new SkillError('BAD_REQUEST', 'The notice is of no known type.');
  }
  const fields = data as Record<string, unknown>;
  if (fields['skillId'] !== skillId) {
    throw new SkillError('WRONG_AUDIENCE', 'The notice is for another skill.');
  }
  return {
    type: type as NoticeType,
    noticeId: text(fields['noticeId']) ?? messageId,
    userId: text(fields['userId']),
    deviceIds: texts(fields['deviceIds']),
    withdrawn: texts(fields['withdrawn']),
  };
}
