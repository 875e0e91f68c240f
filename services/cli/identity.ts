/** Who the command line is: never itself, always a person in a role, vouched for by the key in the state directory. */
import type { Person } from '../common/callers/access.ts';
import {
  actingAs,
  type Credentials,
  callerSettings,
  loadCredentials,
} from '../common/callers/credentials.ts';
import { loadConfig } from '../common/config.ts';

/** Whoever runs this Earshot: whoever can read the key. */
export const operator: Person = { role: 'operator' };

interface Home {
  readonly householdId: string;
  readonly subjectId: string;
}

/** The owner of a household: for it and its account alone. */
export function ownerOf({ householdId, subjectId }: Home): Person {
  return { role: 'owner', householdId, subjectId };
}

/** A developer, with the household that skills are tried in; without one, no turn can be tried. */
export function developer(home?: Home): Person {
  const role = 'skill_developer';
  return home === undefined ? { role } : { ...ownerOf(home), role };
}

/** @throws ConfigError when there is no key of the command line in the state directory. */
export function callingAs(person: Person, stateDir: string): Credentials {
  const config = loadConfig(callerSettings, { ...process.env, EARSHOT_STATE_DIR: stateDir });
  return actingAs(loadCredentials('operator_cli', config), person);
}
