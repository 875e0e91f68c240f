/** Where attacks take place: a whole Earshot of real processes, a good speaker in one household, attackers in others. */
import { existsSync } from 'node:fs';
import type { PrivacyServiceClient } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { PrivacyServiceClient as PrivacyClient } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { createDevice, type LocalDevice } from '../cli/up/household.ts';
import type { Stack } from '../cli/up/stack.ts';
import { createPool, query } from '../common/db/pool.ts';
import { connectAsNamed } from '../common/testing/callers.ts';
import { recording, recordings, startEarshot } from '../e2e/testing/earshot.ts';
import { openRaw, type RawSpeaker } from '../gateway/testing/raw-speaker.ts';
import { connectSpeaker, type Speaker, type SpeakerOptions } from '../speaker/index.ts';
import { GoodSpeaker } from './good-speaker.ts';

export interface Field {
  readonly stack: Stack;
  readonly good: GoodSpeaker;
  readonly privacy: PrivacyServiceClient;
  /** A device of a household of its own. */
  attacker(): Promise<LocalDevice>;
  /** Another device of the good speaker's household, which has the same skills. */
  neighbour(): Promise<LocalDevice>;
  connect(device: LocalDevice, options?: Partial<SpeakerOptions>): Promise<Speaker>;
  /** A connection that says whatever it is told to say. */
  raw(device: LocalDevice): Promise<RawSpeaker>;
  /** Runs one statement as the database's owner. */
  sql(statement: string): Promise<void>;
  stop(): Promise<void>;
}

export async function openField(): Promise<Field> {
  // Attackers come from many addresses, as through a proxy; and attack the stores, too.
  const earshot = await startEarshot(['rover'], { EARSHOT_GATEWAY_PROXY_HOPS: '1' }, { withOwnStores: true });
  const { stack } = earshot;
  const privacy = connectAsNamed(PrivacyClient, stack.address('privacy'), stack.stateDir);
  const spoken = existsSync(recordings) ? await recording('goforward.raw') : undefined;
  const good = new GoodSpeaker(await earshot.connect(), spoken);
  return {
    stack,
    good,
    privacy,
    attacker: () => createDevice(stack, 'attacker'),
    neighbour: () => createDevice(stack, 'neighbour', earshot.device),
    connect: (device, options = {}) =>
      connectSpeaker({ url: stack.speakerUrl, token: device.token, hello: { locale: 'en-US' }, ...options }),
    raw: (device) => openRaw(`${stack.speakerUrl}/v1/speaker`, device.token),
    async sql(statement) {
      const pool = createPool(stack.env['EARSHOT_DATABASE_URL'] ?? '', { max: 1 });
      try {
        await query(pool, statement, []);
      } finally {
        await pool.end();
      }
    },
    async stop() {
      await good.stop();
      privacy.close();
      await earshot.stop();
    },
  };
}
