/** One answer to who is listening: decided once, signed, and worth nothing when it is forged, stale or strange. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Listener, policyOf, restrictedPolicy } from '../../../language/audience/policy.ts';
import { propertyRuns } from '../../../property-runs.ts';
import { Audience, AudiencePolicy } from '../../../proto/gen/earshot/turn/v1/audience.ts';
import {
  AudienceReader,
  audienceKeyId,
  audienceKeyPath,
  signedBytes,
  unknownAudience,
} from '../../common/audience.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { messageFields } from '../../common/schema/registry.ts';
import { type Consents, type Purpose, purposeNames } from '../consent/purposes.ts';
import { type Harness, limits, makeHome, makeHotelRoom, startHarness } from '../testing/harness.ts';
import { decideAudience, isWatchModel } from './decide.ts';
import { AudienceSigner } from './signer.ts';

const nowMs = Date.UTC(2026, 0, 14, 10);
let stateDir: string;
let reader: AudienceReader;
let clock: { nowMs: number };
let signer: AudienceSigner;

beforeAll(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'earshot-audience-'));
  clock = { nowMs };
  signer = new AudienceSigner({ stateDir, now: () => clock.nowMs });
  reader = new AudienceReader({ stateDir, now: () => clock.nowMs });
});
afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

const all: Consents = new Set(purposeNames);
const grownUp = () => signer.answer({ place: 'home', isChild: false, consents: all }, 'cn');

describe('who is listening', () => {
  test('a hotel’s room before everything, then a child, then the household; nobody known is nobody', () => {
    expect(decideAudience({ place: 'home', isChild: false, consents: all }).listener).toBe(
      Listener.HOUSEHOLD,
    );
    expect(decideAudience({ place: 'home', isChild: true, consents: all }).listener).toBe(Listener.CHILD);
    for (const isChild of [true, false]) {
      expect(decideAudience({ place: 'hotel', isChild, consents: all }).listener).toBe(Listener.HOTEL_GUEST);
      expect(decideAudience({ place: undefined, isChild, consents: all }).policy).toEqual(restrictedPolicy);
    }
  });

  test('nobody is recognised by a watch and nothing is learnt from it, whoever wears it', () => {
    for (const model of ['Acme Watch 3', 'kids-watch', 'smartwatch-2', '儿童手表']) {
      expect([model, isWatchModel(model)]).toEqual([model, true]);
    }
    for (const model of ['reference-speaker', 'watchtower', 'xiaozhi', '']) {
      expect([model, isWatchModel(model)]).toEqual([model, false]);
    }
    for (const isChild of [true, false]) {
      const { policy } = decideAudience({ place: 'home', isChild, consents: all, isWatch: true });
      expect(policy).toMatchObject({ mayListen: true, mayPersonalise: false, mayOfferForTraining: false });
    }
  });

  test('a child whose guardian has not answered yet has what is necessary, and after a no nothing', () => {
    const without: Consents = new Set(purposeNames.filter((name) => name !== 'child_data'));
    const child = { place: 'home', isChild: true, consents: without } as const;
    const waiting = decideAudience({ ...child, isAwaitingGuardian: true }).policy;
    expect(waiting).toEqual({ ...restrictedPolicy, mayListen: true });
    expect(decideAudience(child).policy).toEqual(restrictedPolicy);
    const nothing = { ...child, consents: new Set<Purpose>(), isAwaitingGuardian: true };
    expect(decideAudience(nothing).policy).toEqual(restrictedPolicy);
  });

  test('a grown-up at home is permitted everything, a guest to be heard, a child to see its words too', () => {
    const permitted = (listener: Listener) =>
      Object.entries(policyOf(listener)).flatMap(([name, isPermitted]) => (isPermitted ? [name] : []));
    const fields = messageFields('earshot.turn.v1.AudiencePolicy').map(({ jsonName }) => jsonName);
    expect(permitted(Listener.HOUSEHOLD).sort()).toEqual([...fields].sort());
    expect(permitted(Listener.HOTEL_GUEST)).toEqual(['mayListen']);
    expect(permitted(Listener.CHILD)).toEqual(['mayReceiveTranscript', 'mayListen']);
    expect(permitted(Listener.UNSPECIFIED)).toEqual([]);
    expect(permitted(99 as Listener)).toEqual([]);
    // What nobody filled in permits nothing either.
    expect(AudiencePolicy.fromPartial({})).toEqual(restrictedPolicy);
  });
});

describe('without a yes', () => {
  const without = (missing: Purpose) => new Set(purposeNames.filter((name) => name !== missing));
  const changed = (missing: Purpose, isChild = false) => {
    const { policy } = decideAudience({ place: 'home', isChild, consents: without(missing) });
    const full = decideAudience({ place: 'home', isChild, consents: all }).policy;
    const names = Object.keys(full) as (keyof typeof full)[];
    return names.filter((name) => policy[name] !== full[name]);
  };

  test('to the voice service nothing is permitted, wherever the device stands', () => {
    for (const place of ['home', 'hotel'] as const) {
      for (const isChild of [true, false]) {
        const consents = without('voice_service');
        expect(decideAudience({ place, isChild, consents }).policy).toEqual(restrictedPolicy);
      }
    }
  });

  test('of a guardian a child is not heard; to an optional purpose that purpose alone is lost', () => {
    expect(decideAudience({ place: 'home', isChild: true, consents: without('child_data') }).policy).toEqual(
      restrictedPolicy,
    );
    expect(changed('history')).toEqual(['mayRecordHistory']);
    expect(changed('training')).toEqual(['mayOfferForTraining']);
    expect(changed('personalisation')).toEqual(['mayPersonalise']);
    expect(changed('voiceprint')).toEqual(['mayTellVoices']);
    expect(changed('precise_location')).toEqual([]);
    expect(changed('child_data')).toEqual([]);
  });
});

describe('an answer is believed', () => {
  test('as it was signed, over the wire too, and for as long as it says', () => {
    const audience = Audience.decode(Audience.encode(grownUp()).finish());
    expect(reader.read(audience)).toEqual({
      listener: Listener.HOUSEHOLD,
      policy: policyOf(Listener.HOUSEHOLD),
      region: 'cn',
    });
    clock.nowMs = audience.validUntilMs - 1;
    expect(reader.read(audience).listener).toBe(Listener.HOUSEHOLD);
    clock.nowMs = audience.validUntilMs;
    expect(reader.read(audience)).toBe(unknownAudience);
    clock.nowMs = nowMs;
  });

  test('one that nobody can change is looked at once, and still for no longer than it says', () => {
    const { policy, ...signed } = grownUp();
    const shared = Object.freeze({ ...signed, policy: Object.freeze({ ...(policy as AudiencePolicy) }) });
    expect(reader.read(shared)).toBe(reader.read(shared));
    expect(reader.read(shared).listener).toBe(Listener.HOUSEHOLD);
    // Whoever can still change it is not believed twice.
    const open = { ...shared, policy: { ...shared.policy } };
    expect(reader.read(open).policy).toEqual(shared.policy);
    open.policy.mayListen = false;
    expect(reader.read(open)).toBe(unknownAudience);
    clock.nowMs = signed.validUntilMs;
    expect(reader.read(shared)).toBe(unknownAudience);
    clock.nowMs = nowMs;
  });

  test('only whole: any change of any field makes it permit nothing', () => {
    const guest = signer.answer({ place: 'hotel', isChild: false, consents: all }, 'cn');
    const guestPolicy = guest.policy as AudiencePolicy;
    const changes: fc.Arbitrary<Partial<Audience>> = fc.oneof(
      fc.constantFrom(Listener.HOUSEHOLD, Listener.CHILD).map((listener) => ({ listener })),
      fc
        .constantFrom(...Object.keys(restrictedPolicy))
        .map((name) => ({ policy: { ...guestPolicy, [name]: name !== 'mayListen' } })),
      fc.constantFrom('eu', '', 'cn ').map((region) => ({ region })),
      fc.integer({ min: 1, max: 1e12 }).map((more) => ({ validUntilMs: guest.validUntilMs + more })),
      fc.constantFrom('', '../../keys/audience', 'f'.repeat(32)).map((keyId) => ({ keyId })),
      fc.uint8Array({ maxLength: 80 }).map((bytes) => ({ signature: Buffer.from(bytes) })),
      fc.tuple(fc.nat({ max: 63 }), fc.integer({ min: 1, max: 255 })).map(([at, flip]) => ({
        signature: Buffer.from(guest.signature.map((byte, index) => (index === at ? byte ^ flip : byte))),
      })),
    );
    fc.assert(
      fc.property(changes, (change) => {
        expect(reader.read({ ...guest, ...change })).toBe(unknownAudience);
      }),
      { numRuns: propertyRuns() },
    );
    expect(reader.read(guest).listener).toBe(Listener.HOTEL_GUEST);
    expect(reader.read(undefined)).toBe(unknownAudience);
    expect(reader.read(Audience.fromPartial({}))).toBe(unknownAudience);
  });

  test('only from a key in the trust folder: a stranger’s own signature counts for nothing', () => {
    const stranger = generateKeyPairSync('ed25519');
    const keyId = audienceKeyId(stranger.publicKey);
    const unsigned = { ...grownUp(), keyId, signature: Buffer.alloc(0) };
    const forged = { ...unsigned, signature: sign(null, signedBytes(unsigned), stranger.privateKey) };
    expect(reader.read(forged)).toBe(unknownAudience);
    // And under the name of the real key no more.
    const renamed = { ...unsigned, keyId: grownUp().keyId };
    const signature = sign(null, signedBytes(renamed), stranger.privateKey);
    expect(reader.read({ ...renamed, signature })).toBe(unknownAudience);
  });

  test('the public key is for everybody to read, the private one for nobody else', () => {
    expect(statSync(audienceKeyPath(stateDir, grownUp().keyId)).mode & 0o777).toBe(0o644);
    expect(statSync(join(stateDir, 'keys', 'audience.pem')).mode & 0o777).toBe(0o600);
  });

  test('answers are signed anew long before they end, and alike for all who are alike', () => {
    const first = grownUp();
    expect(grownUp()).toBe(first);
    clock.nowMs = nowMs + 3 * 60_000;
    const second = grownUp();
    expect(second.validUntilMs).toBeGreaterThan(first.validUntilMs);
    expect(reader.read(first).listener).toBe(Listener.HOUSEHOLD);
    clock.nowMs = nowMs;
  });
});

describe('the service answers with it', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(async () => harness.close());

  test('for homes, children and hotels, and names no device in it', async () => {
    const { client, stateDirectory } = harness;
    const own = new AudienceReader({ stateDir: stateDirectory });
    const ask = async (deviceToken: string) => {
      const { audience, device } = await callUnary(client, 'authenticateDevice', { deviceToken }, limits);
      const text = Buffer.from(Audience.encode(audience as Audience).finish()).toString('latin1');
      expect(text).not.toContain(device?.deviceId);
      expect(text).not.toContain(device?.householdId || 'household-');
      return own.read(audience);
    };
    expect((await ask((await makeHome(client)).deviceToken)).listener).toBe(Listener.HOUSEHOLD);
    const child = await makeHome(client, { isChildDevice: true });
    expect((await ask(child.deviceToken)).listener).toBe(Listener.CHILD);
    const room = await makeHotelRoom(client);
    expect(await ask(room.deviceToken)).toEqual({
      listener: Listener.HOTEL_GUEST,
      policy: { ...restrictedPolicy, mayListen: true },
      region: 'cn',
    });
  });
});
