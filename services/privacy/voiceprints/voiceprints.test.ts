/** Voices kept by consent, compared in the home they belong to, and gone with whatever ends them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConsentPurpose, ConsentWay } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { ChildReason, FamilyServiceClient } from '../../../proto/gen/earshot/family/v1/family.ts';
import { Listener } from '../../../proto/gen/earshot/turn/v1/audience.ts';
import { VoiceprintServiceClient } from '../../../proto/gen/earshot/voiceprint/v1/voiceprint.ts';
import { query } from '../../common/db/pool.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import { guardians } from '../testing/guardians.ts';
import {
  agree as agreeTo,
  type Harness,
  type Home,
  limits,
  makeHome,
  startHarness,
} from '../testing/harness.ts';
import { voiceNumbers, writeVoice } from './vector.ts';

let harness: Harness;
let voices: VoiceprintServiceClient;
let family: FamilyServiceClient;
beforeAll(async () => {
  harness = await startHarness();
  const { service, stateDirectory } = harness;
  voices = connectAsNamed(VoiceprintServiceClient, service.address, stateDirectory);
  family = connectAsNamed(FamilyServiceClient, service.address, stateDirectory);
});
afterAll(async () => {
  voices.close();
  family.close();
  await harness.close();
});

const refused = (code: string) => expect.objectContaining({ code });

/** A voice of one direction, with a little of another: recordings of one person are never quite alike. */
function voiceOf(person: number, take = 0): Buffer {
  const voice = new Float32Array(voiceNumbers);
  voice[person] = 3;
  voice[100 + take] = 0.6;
  return writeVoice(voice);
}
const takes = (person: number) => [0, 1, 2].map((take) => voiceOf(person, take));

const agree = ({ subjectId }: Pick<Home, 'subjectId'>) =>
  agreeTo(harness.client, { subjectId }, [ConsentPurpose.VOICEPRINT]);
const withdraw = ({ subjectId }: Pick<Home, 'subjectId'>) =>
  callUnary(
    harness.consents,
    'withdrawConsent',
    { subjectId, tenantId: '', purpose: ConsentPurpose.VOICEPRINT, way: ConsentWay.PAGE },
    limits,
  );
const keep = ({ subjectId }: Pick<Home, 'subjectId'>, recordings: Buffer[]) =>
  callUnary(voices, 'keepVoice', { subjectId, voices: recordings }, limits);
const read = ({ subjectId }: Pick<Home, 'subjectId'>) =>
  callUnary(voices, 'readVoice', { subjectId }, limits);
const tell = (home: Home, person: number) =>
  callUnary(voices, 'tellVoice', { deviceId: home.device.deviceId, voice: voiceOf(person, 7) }, limits);
const rows = () =>
  query<{ sealed_voice: Buffer }>(harness.stores.pool, 'select sealed_voice from voiceprints');
const policyAt = async (home: Home) =>
  (await callUnary(harness.client, 'authenticateDevice', { deviceToken: home.deviceToken }, limits)).audience;

async function enrolled(person: number): Promise<Home> {
  const home = await makeHome(harness.client);
  await agree(home);
  await keep(home, takes(person));
  return home;
}

describe('a voice', () => {
  test('is kept by consent alone, and known in its own home and in no other', async () => {
    const home = await makeHome(harness.client);
    await expect(keep(home, takes(1))).rejects.toEqual(refused('CONSENT_REQUIRED'));
    expect((await policyAt(home))?.policy?.mayTellVoices).toBe(false);
    await agree(home);
    expect((await policyAt(home))?.policy?.mayTellVoices).toBe(true);
    await keep(home, takes(1));
    expect((await read(home)).isKept).toBe(true);
    expect((await tell(home, 1)).isKnown).toBe(true);
    expect((await tell(home, 2)).isKnown).toBe(false);
    expect((await tell(await enrolled(2), 1)).isKnown).toBe(false);
  });

  test.each([
    ['too few recordings', takes(1).slice(1)],
    ['too many', Array.from({ length: 21 }, () => voiceOf(1))],
    ['one of another length', [...takes(1), Buffer.alloc(8)]],
    ['silence', [...takes(1), Buffer.alloc(voiceNumbers * 4)]],
    ['no numbers', [...takes(1), Buffer.alloc(voiceNumbers * 4, 0xff)]],
  ])('is not made of %s', async (_name, recordings) => {
    const home = await makeHome(harness.client);
    await agree(home);
    await expect(keep(home, recordings)).rejects.toEqual(refused('INVALID_ARGUMENT'));
    expect((await read(home)).isKept).toBe(false);
  });

  test('stands nowhere unsealed, and is replaced, forgotten and taken back at once', async () => {
    const home = await enrolled(3);
    const plain = voiceOf(3).subarray(3 * 4, 3 * 4 + 4);
    for (const { sealed_voice } of await rows()) expect(sealed_voice.includes(plain)).toBe(false);
    await keep(home, takes(4));
    expect((await tell(home, 3)).isKnown).toBe(false);
    expect((await tell(home, 4)).isKnown).toBe(true);
    await callUnary(voices, 'forgetVoice', { subjectId: home.subjectId }, limits);
    expect((await tell(home, 4)).isKnown).toBe(false);
    await keep(home, takes(4));
    const before = (await rows()).length;
    await withdraw(home);
    expect((await rows()).length).toBe(before - 1);
    expect((await tell(home, 4)).isKnown).toBe(false);
    expect((await policyAt(home))?.policy?.mayTellVoices).toBe(false);
  });

  test('goes with the household', async () => {
    const home = await enrolled(5);
    const { householdId } = home;
    await callUnary(harness.client, 'eraseData', { householdId, tenantId: '' }, { deadlineMs: 30_000 });
    const left = await query(harness.stores.pool, 'select 1 from voiceprints where subject_id = $1', [
      home.subjectId,
    ]);
    expect(left).toEqual([]);
  });

  test('is never a child’s: not enrolled, not told where a child listens, gone when one is recognised', async () => {
    const home = await enrolled(6);
    const { addChild, answerFor, give } = guardians(() => family);
    const childId = await addChild(home);
    await answerFor(home.subjectId, childId, true);
    await expect(keep({ subjectId: childId }, takes(7))).rejects.toEqual(refused('PERMISSION_DENIED'));
    await give(home, childId);
    const there = await policyAt(home);
    expect(there?.listener).toBe(Listener.CHILD);
    expect(there?.policy?.mayTellVoices).toBe(false);
    // Whatever the caller says, the place decides.
    expect((await tell(home, 6)).isKnown).toBe(false);
    const other = await enrolled(8);
    const recognised = {
      askerId: other.subjectId,
      joinId: '',
      subjectId: other.subjectId,
      reason: ChildReason.UNSPECIFIED,
    };
    await callUnary(family, 'recogniseChild', { ...recognised, bornYear: 2018, bornMonth: 5 }, limits);
    expect((await read(other)).isKept).toBe(false);
  });

  test('of a member who joined is known in the main home while the join lasts, with what is theirs', async () => {
    const [main, sub] = [await enrolled(9), await enrolled(10)];
    const { householdId } = main;
    const { code, joinId } = await callUnary(
      family,
      'offerJoin',
      { subjectId: main.subjectId, name: 'Ada', lets: [], asks: [] },
      limits,
    );
    await callUnary(family, 'answerJoin', { subjectId: sub.subjectId, code, name: 'Ben', lets: [] }, limits);
    const thing = {
      thingId: '',
      names: ['lamp'],
      kinds: ['light'],
      roomId: '',
      deviceId: '',
      needsVoice: true,
    };
    const name = (whose: string) =>
      callUnary(harness.client, 'nameThing', { householdId, thing: { ...thing, whose } }, limits);
    // Nobody's before the second yes.
    await expect(name(joinId)).rejects.toEqual(refused('NOT_FOUND'));
    expect((await tell(main, 10)).isKnown).toBe(false);
    await callUnary(family, 'confirmJoin', { subjectId: main.subjectId, joinId }, limits);
    const [hers, his] = [(await name('me')).thingId, (await name(joinId)).thingId];
    expect(await tell(main, 9)).toEqual({ isKnown: true, ownThingIds: [hers] });
    expect(await tell(main, 10)).toEqual({ isKnown: true, ownThingIds: [his] });
    const listed = await callUnary(harness.client, 'listRooms', { householdId, tenantId: '' }, limits);
    expect(listed.things.map(({ whose, needsVoice }) => [whose, needsVoice])).toEqual([
      ['me', true],
      [joinId, true],
    ]);
    // The main account is a stranger in the other's home.
    expect((await tell(sub, 9)).isKnown).toBe(false);
    await callUnary(family, 'endJoin', { subjectId: main.subjectId, joinId }, limits);
    expect((await tell(main, 10)).isKnown).toBe(false);
  });
});
