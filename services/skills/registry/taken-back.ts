/** What was switched on or off for a home, which versions were suspended and which keys replaced, as notes that outlive the database. */
import { join } from 'node:path';
import type { Pool } from '../../common/db/pool.ts';
import { type NotedAt, TakenBackLog } from '../../common/notes/taken-back.ts';
import type { Owner } from './owner.ts';
import type { Registry } from './registry.ts';
import type { VersionState } from './store.ts';

/** The latest of each holds; a key that was replaced stays so. */
export type Switched =
  | {
      readonly kind: 'enablement';
      readonly owner: Owner;
      readonly skillId: string;
      readonly isEnabled: boolean;
    }
  | {
      readonly kind: 'version';
      readonly skillId: string;
      readonly version: string;
      readonly state: VersionState;
      /** Of a version that went live: how many owners of a hundred meet it. */
      readonly sharePercent?: number;
    }
  | {
      readonly kind: 'signature-key';
      readonly skillId: string;
      readonly newKey: string;
      /** When those that it replaced stop being good, milliseconds since the epoch. */
      readonly oldEndsAtMs: number;
    };

export type SwitchedNotes = TakenBackLog<Switched>;

export const switchedNotes = (pool: Pool, stateDirectory: string, now: () => number): SwitchedNotes =>
  new TakenBackLog<Switched>({
    ...{ pool, now, table: 'skills_taken_back' },
    folder: join(stateDirectory, 'skills-taken-back'),
    stateOf,
  });

function stateOf(switched: Switched): string | undefined {
  switch (switched.kind) {
    case 'enablement':
      return `${switched.owner.kind} ${switched.owner.id} ${switched.skillId}`;
    case 'version':
      return `version ${switched.skillId} ${switched.version}`;
    // Only ever takes away, and each change has its own successor.
    case 'signature-key':
      return undefined;
  }
}

/** In a database from a backup. @throws EarshotError as the registry. */
export async function switchAgain(
  registry: Registry,
  switched: Switched,
  { isOvertaken }: NotedAt,
  nowMs: number,
): Promise<void> {
  if (isOvertaken) return;
  if (switched.kind === 'signature-key') {
    const { skillId, newKey, oldEndsAtMs } = switched;
    const windowS = Math.max(0, Math.ceil((oldEndsAtMs - nowMs) / 1000));
    return registry.changeKeys({ skillId, newKey, windowS, by: 'platform' });
  }
  if (switched.kind === 'version') {
    const { skillId, version, state, sharePercent = 100 } = switched;
    return registry.setState({ skillId, version }, { state, sharePercent, by: 'platform' });
  }
  const { owner, skillId, isEnabled } = switched;
  if (isEnabled) await registry.enable(owner, skillId);
  else await registry.disable(owner, skillId);
}
