/** Which engines outside our processes may hear somebody: only what a signed answer permits, and only in its region. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Listener } from '../../../language/audience/policy.ts';
import type { Audience } from '../../../proto/gen/earshot/turn/v1/audience.ts';
import { signedAudience, testAudiences } from '../testing/audiences.ts';
import { type EngineRecipient, mayReceiveAudio, recipientRefusal } from './recipients.ts';

const engine: EngineRecipient = { id: 'cloud', operator: 'Example Ltd', region: 'eu', isInHouse: false };
const inHouse: EngineRecipient = { ...engine, isInHouse: true };
const read = (audience: Audience | undefined) => testAudiences().read(audience);

describe('mayReceiveAudio', () => {
  test('an adult at home in the region of the engine', () => {
    expect(mayReceiveAudio(engine, read(signedAudience(Listener.HOUSEHOLD, 'eu')))).toBe(true);
  });

  const adult = signedAudience(Listener.HOUSEHOLD, 'eu');
  test.each([
    ['a hotel room', signedAudience(Listener.HOTEL_GUEST, 'eu'), 'not-permitted'],
    ['a listener of unknown kind', signedAudience(Listener.UNSPECIFIED, 'eu'), 'not-permitted'],
    ['a child', signedAudience(Listener.CHILD, 'eu'), 'not-permitted'],
    ['somebody of another region', signedAudience(Listener.HOUSEHOLD, 'cn'), 'other-region'],
    ['somebody of no known region', signedAudience(Listener.HOUSEHOLD, ''), 'region-unknown'],
    ['an answer that nobody signed', { ...adult, signature: Buffer.alloc(0) }, 'not-permitted'],
    ['an answer that was moved to another region', { ...adult, region: 'us' }, 'not-permitted'],
    ['an answer that is over', { ...adult, validUntilMs: 1 }, 'not-permitted'],
    ['no answer at all', undefined, 'not-permitted'],
  ])('%s: only where the engine is in-house', (_, audience, reason) => {
    expect(recipientRefusal(engine, read(audience))).toBe(reason);
    expect(mayReceiveAudio(inHouse, read(audience))).toBe(true);
  });

  test('an engine of no known region receives nothing', () => {
    const nowhere = read(signedAudience(Listener.HOUSEHOLD, ''));
    expect(mayReceiveAudio({ ...engine, region: '' }, nowhere)).toBe(false);
  });

  test('whatever the turn, an outside engine hears only adults at home in its own region', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(Listener)),
        fc.constantFrom('', 'eu', 'cn'),
        fc.boolean(),
        (listener, region, isSigned) => {
          const signed = signedAudience(listener, region);
          const audience = isSigned ? signed : { ...signed, signature: Buffer.alloc(64) };
          expect(mayReceiveAudio(engine, read(audience))).toBe(
            listener === Listener.HOUSEHOLD && region === 'eu' && isSigned,
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});
