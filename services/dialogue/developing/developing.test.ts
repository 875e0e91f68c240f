/** Who may look at the turns of a household where skills are developed: its own developer, and only under development. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DevelopingServiceClient } from '../../../proto/gen/earshot/dialogue/v1/developing.ts';
import type { Person } from '../../common/callers/access.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { connect, openServerStream } from '../../common/grpc/client.ts';
import { credentialsOf } from '../../common/testing/callers.ts';
import { type Harness, startHarness } from '../testing/harness.ts';

/** The code that watching ends with; `SEEN` for whoever is shown a turn. */
async function watching({ privacy, services, home, turnOf, say }: Harness, person: Person): Promise<string> {
  const credentials = credentialsOf('web', person, privacy.stateDirectory);
  const client = connect(DevelopingServiceClient, services[0]?.address ?? '', credentials);
  try {
    const turns = openServerStream(
      client.watchTurns.bind(client),
      { householdId: home.householdId },
      { deadlineMs: 10_000 },
    );
    const first = turns.next().then(() => 'SEEN', codeOf);
    const speaking = setInterval(
      () => void say(turnOf('watched'), 'turn on the lights').catch(() => {}),
      200,
    );
    return await first.finally(() => clearInterval(speaking));
  } finally {
    client.close();
  }
}

const developerOf = ({ householdId, subjectId }: Harness['home']): Person => ({
  ...{ role: 'skill_developer', householdId, subjectId },
});

describe('under development', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ isDevelopment: true });
  });
  afterAll(async () => harness?.close());

  test('the developer of a household sees its turns, and another one does not find it', async () => {
    expect(await watching(harness, developerOf(harness.home))).toBe('SEEN');
    expect(await watching(harness, developerOf(harness.otherHome))).toBe('NOT_FOUND');
    expect(await watching(harness, { role: 'skill_developer', developerId: 'developer-1' })).toBe(
      'NOT_FOUND',
    );
  });
});

test('anywhere else nobody watches', async () => {
  const harness = await startHarness();
  try {
    expect(await watching(harness, developerOf(harness.home))).toBe('CALLER_REFUSED');
  } finally {
    await harness.close();
  }
});
