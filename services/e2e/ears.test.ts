/**
 * Better ears in a started Earshot, from the wire to what is done: a Mandarin command by libvosk, an answer in any words by Moonshine, and
 * a thing that obeys a known voice and no other by CAM++.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConsentPurpose, ConsentWay } from '../../proto/gen/earshot/consent/v1/consent.ts';
import { PrivacyServiceClient, Thing } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { VoiceprintServiceClient } from '../../proto/gen/earshot/voiceprint/v1/voiceprint.ts';
import { englishModelDirs } from '../asr/models/installed.ts';
import { VoiceThread, voiceFiles } from '../asr/voices/voice-thread.ts';
import { callingAs, ownerOf } from '../cli/identity.ts';
import { asking, limits } from '../cli/terms.ts';
import { type LocalDevice, prepareRecogniser } from '../cli/up/household.ts';
import { bytesOf, samplesOf } from '../common/audio/pcm.ts';
import { loadConfig } from '../common/config.ts';
import { callUnary, connect } from '../common/grpc/client.ts';
import { modelSettings, modelsDirOf } from '../common/models-dir.ts';
import { missingShared, sharedPath } from '../common/testing/shared-data.ts';
import { speakForTest } from '../common/testing/spoken.ts';
import type { Speaker } from '../speaker/index.ts';
import { type Earshot, startEarshot, wavFile } from './testing/earshot.ts';

const modelsDir = modelsDirOf(loadConfig(modelSettings));
const models = ['vosk-zh-CN', 'vosk-runtime'];
const absent =
  missingShared('data/speech/zh-CN-commands') ?? models.find((name) => !existsSync(join(modelsDir, name)));

const isLate = (code: string): boolean => code === 'ASR_BUSY' || code === 'DEADLINE_EXCEEDED';

/** Says it again while decoders are busy: on a machine that others use too, models may still be loading. */
async function sayPatiently(speaker: Speaker, pcm: Buffer) {
  let turn = await speaker.sayAudio(pcm, { mode: 'held_button' });
  for (let tries = 0; isLate(turn.code) && tries < 10; tries++) {
    await sleep(2_000);
    turn = await speaker.sayAudio(pcm, { mode: 'held_button' });
  }
  return turn;
}

describe.skipIf(absent !== undefined)(`models of the catalogue (${absent ?? 'present'})`, () => {
  let earshot: Earshot;
  beforeAll(async () => {
    earshot = await startEarshot(['lights'], { EARSHOT_MODELS_DIR: modelsDir });
    await prepareRecogniser(earshot.stack, earshot.device, 'zh-CN');
  }, 240_000);
  afterAll(async () => earshot?.stop());

  const say = async (locale: 'zh-CN', name: string) => {
    const speaker = await earshot.connect({ hello: { locale } });
    const pcm = await wavFile(sharedPath(`data/speech/${locale}-commands/${name}.wav`));
    const turn = await sayPatiently(speaker, pcm);
    await speaker.close();
    return turn;
  };
  const recognised = async (locale: string) =>
    (await earshot.readLog())
      .split('\n')
      .filter((line) => line.includes('asr.recognised'))
      .map((line) => JSON.parse(line) as { locale: string; engineId: string; state: string })
      .filter((line) => line.locale === locale)
      .map(({ engineId, state }) => `${engineId} ${state}`);
  test('a Mandarin command is heard by libvosk, understood and done', async () => {
    const turn = await say('zh-CN', '001');
    expect(turn).toMatchObject({ end: 'completed', code: '', transcript: '打开客厅的灯' });
    expect(turn.directives).not.toEqual([]);
    expect(await recognised('zh-CN')).toEqual(['vosk accepted']);
  });
});

const english = ['moonshine-en-US', 'sherpa-onnx', 'speaker-campplus'];
const absentEnglish =
  missingShared('data/speech/en-US-commands', 'data/speech/en-US-hospitality') ??
  (englishModelDirs.some((folder) => existsSync(folder)) ? undefined : 'pocketsphinx-en-us') ??
  english.find((name) => !existsSync(join(modelsDir, name)));

describe.skipIf(absentEnglish !== undefined)(`ears for English (${absentEnglish ?? 'present'})`, () => {
  let earshot: Earshot;
  beforeAll(async () => {
    earshot = await startEarshot(['reminders'], {
      EARSHOT_MODELS_DIR: modelsDir,
      // Tests run beside others: who speaks late speaks all the same.
      EARSHOT_ASR_SECOND_PASS_DEADLINE_MS: '10000',
    });
  }, 240_000);
  afterAll(async () => earshot?.stop());

  const commands = (name: string) => wavFile(sharedPath(`data/speech/en-US-commands/${name}.wav`));
  const say = async (pcm: Buffer) => {
    const speaker = await earshot.connect();
    const turn = await sayPatiently(speaker, pcm);
    await speaker.close();
    return turn;
  };

  test('an answer in any words is heard by the open ear, and kept as it was said', async () => {
    const { device, stack } = earshot;
    const privacy = connect(
      PrivacyServiceClient,
      stack.address('privacy'),
      callingAs(ownerOf(device), stack.stateDir),
    );
    const granted = {
      ...{ subjectId: device.subjectId, skillId: 'org.example.memory-jogger', recipientRegion: 'eu' },
      paths: ['slots.what', 'device.timeZone'],
      purposes: ['To write down what you want to be reminded of.', 'To remind you at your own local time.'],
    };
    await callUnary(privacy, 'grantFields', granted, limits).finally(() => privacy.close());
    const speaker = await earshot.connect();
    const asked = await speaker.sayText('set a reminder');
    expect(asked.replies.map(({ text }) => text)).toEqual(['What should I remind you of?']);
    // Talk of the shared recordings, which no template foresees.
    const answered = await sayPatiently(speaker, await commands('075'));
    await speaker.close();
    expect(answered).toMatchObject({ end: 'completed', code: '' });
    expect(answered.transcript).toMatch(/seven three nine two write it down/);
    const engines = (await earshot.readLog())
      .split('\n')
      .filter((line) => line.includes('asr.recognised'))
      .map((line) => (JSON.parse(line) as { engineId: string }).engineId);
    expect(engines.at(-1)).toBe('moonshine');
  }, 120_000);

  test('a thing that its household guards obeys the voice that it knows, and no other', async () => {
    const { device, stack } = earshot;
    const { householdId, subjectId, deviceId } = device;
    const credentials = callingAs(ownerOf(device), stack.stateDir);
    const privacy = connect(PrivacyServiceClient, stack.address('privacy'), credentials);
    const voiceprints = connect(VoiceprintServiceClient, stack.address('privacy'), credentials);
    const thread = new VoiceThread(voiceFiles(modelsDir)!, { patienceMs: 60_000 });
    try {
      await agreeToBeTold(device, stack);
      const rooms = [{ names: ['living room'] }];
      const { roomIds } = await callUnary(
        privacy,
        'createRooms',
        { householdId, tenantId: '', rooms },
        limits,
      );
      const [roomId = ''] = roomIds;
      await callUnary(privacy, 'placeDevice', { householdId, tenantId: '', deviceId, roomId }, limits);
      const thing = Thing.fromPartial({
        names: ['television'],
        kinds: ['television'],
        roomId,
        needsVoice: true,
      });
      await callUnary(privacy, 'nameThing', { householdId, thing }, limits);
      const voices: Buffer[] = [];
      for (const name of ['003', '004', '016', '020']) {
        const voice = await thread.voiceOf(samplesOf(await commands(name)));
        voices.push(Buffer.from(voice!.buffer, voice!.byteOffset, voice!.byteLength));
      }
      await callUnary(voiceprints, 'keepVoice', { subjectId, voices }, limits);
      await prepareRecogniser(stack, device, 'en-US');
    } finally {
      privacy.close();
      voiceprints.close();
      await thread.close();
    }
    const stranger = await wavFile(sharedPath('data/speech/en-US-hospitality/I_want_the_television_On.wav'));
    const robot = await speakForTest('turn on the television', {
      voice: 'en-us+m3',
      marginMs: 200,
      wordsPerMinute: 140,
    });
    const refusal = 'I do that only for voices that I know.';
    const known = await say(await commands('009'));
    expect(known).toMatchObject({ end: 'completed', transcript: 'turn on the television' });
    expect(known.replies.map(({ text }) => text)).not.toContain(refusal);
    expect(await say(Buffer.from(bytesOf(robot)))).toMatchObject({
      ...{ end: 'completed', directives: [] },
      replies: [{ text: refusal }],
    });
    expect(await say(stranger)).toMatchObject({ end: 'completed', directives: [] });
  }, 120_000);
});

/** The person's yes to the current text about being told apart by voice. */
const agreeToBeTold = ({ householdId, subjectId }: LocalDevice, stack: Earshot['stack']) =>
  asking(stack, ownerOf({ householdId, subjectId }), async (consents) => {
    const who = { subjectId, tenantId: '' };
    const { purposes } = await callUnary(consents, 'listConsents', who, limits);
    const purpose = ConsentPurpose.VOICEPRINT;
    const textVersion = purposes.find((one) => one.purpose === purpose)!.currentVersion;
    const answer = { ...who, purpose, textVersion, locale: 'en-US', way: ConsentWay.PAGE };
    await callUnary(consents, 'giveConsent', answer, limits);
  });
