/** What was switched on or off for a home, and which versions were suspended, as notes that outlive the database. */
import { join } from 'node:path';
import type { Pool } from '../../common/db/pool.ts';
import { type NotedAt, TakenBackLog } from '../../common/notes/taken-back.ts';
import type { Owner } from './owner.ts';
import type { Registry } from './registry.ts';
import type { VersionState } from './store.ts';

/** The latest of each holds. */
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
    };

export type SwitchedNotes = TakenBackLog<Switched>;

export const switchedNotes = (pool: Pool, stateDirectory: string, now: () => number): SwitchedNotes =>
  new TakenBackLog<Switched>({
    ...{ pool, now, table: 'skills_taken_back' },
    folder: join(stateDirectory, 'skills-taken-back'),
    stateOf: (switched) =>
      switched.kind === 'enablement'
        ? `${switched.owner.kind} ${switched.owner.id} ${switched.skillId}`
        : `version ${switched.skillId} ${switched.version}`,
  });

/** In a database from a backup. @throws EarshotError as the registry. */
export async function switchAgain(
  registry: Registry,
  switched: Switched,
  { isOvertaken }: NotedAt,
): Promise<void> {
  if (isOvertaken) return;
  if (switched.kind === 'version') {
    const { skillId, version, state, sharePercent = 100 } = switched;
    return registry.setState({ skillId, version }, { state, sharePercent, by: 'platform' });
  }
  const { owner, skillId, isEnabled } = switched;
  if (isEnabled) await registry.enable(owner, skillId);
  else await registry.disable(owner, skillId);
}
