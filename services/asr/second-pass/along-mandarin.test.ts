/** Talk and commands in Mandarin, at the pace of speech, with libvosk hearing under its grammar and, along with it, openly. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { InteractionModel } from '@earshot/skills-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAudio, readLabels } from '../../bench/asr/dataset.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { signedAudience, testAudiences } from '../../common/testing/audiences.ts';
import type { LanguageModelRef } from '../engine.ts';
import { ModelStore } from '../language-model/model-store.ts';
import { installedModels, openModels, secondHearing } from '../models/installed.ts';
import { DecoderChild } from '../pocketsphinx/decoder-child.ts';
import { FinalsFirst } from '../pocketsphinx/finals-first.ts';
import type { VoskFiles } from '../pocketsphinx/messages.ts';
import { createPocketSphinxEngine, type PocketSphinxEngine } from '../pocketsphinx/pocketsphinx-engine.ts';
import { mandarinSpeechDir, missingForMandarin, modelsDir } from '../testing/mandarin.ts';
import { type InHouseEngine, openInHouseEngine } from './in-house.ts';
import { usualPolicy } from './policy.ts';
import { SecondPass } from './second-pass.ts';
import { soundAlike } from './sound-alike.ts';

const locales = installedModels({ modelsDir });
const absent = missingForMandarin();

const lights: InteractionModel = {
  invocationNames: { 'zh-CN': ['电灯'] },
  intents: {
    TurnOn: {
      samples: { 'zh-CN': ['(打开|关掉)(客厅|卧室|厨房)的灯', '把(客厅|卧室|厨房)的灯(打开|关掉)'] },
    },
  },
};

describe.skipIf(absent !== undefined)(`hearing along in Mandarin (${absent ?? 'present'})`, () => {
  const mandarin = { 'zh-CN': locales['zh-CN']! };
  const audience = testAudiences().read(signedAudience());
  let store: ModelStore;
  let engine: PocketSphinxEngine;
  let inHouse: InHouseEngine;
  let pass: SecondPass;
  let languageModel: LanguageModelRef;

  beforeAll(async () => {
    store = new ModelStore({ locales: mandarin, maxModels: 2, maxWaiting: 2 });
    engine = createPocketSphinxEngine({
      locales: ['zh-CN'],
      openModels: openModels(mandarin),
      filesOf: ({ key }) => store.find(key)?.files,
      ...{ minDecoders: 1, spareDecoders: 0, maxDecoders: 1, maxWaiting: 1, maxWaitMs: 60_000 },
    });
    // Moonshine, where it is installed, is none of those who hear Mandarin.
    inHouse = openInHouseEngine({ 'zh-CN': secondHearing(mandarin, modelsDir)['zh-CN']! })!;
    const bounds = { deadlineMs: 30_000, failuresBeforeRest: 2, restMs: 1_000, sureConfidence: 0.9 };
    pass = new SecondPass({ ...usualPolicy, ...bounds, engine: inHouse });
    const compiled = await store.compile({
      locale: 'zh-CN',
      skills: [{ skillId: 'lights', model: lights }],
      names: {},
    });
    languageModel = compiled.ref;
    await inHouse.ready;
  }, 120_000);
  afterAll(async () => {
    await engine?.close();
    await pass?.close();
    await store?.close();
  });

  /** Both hearings of it, and whether the open one was under way when its last word was said. */
  async function say(text: string) {
    const dir = mandarinSpeechDir;
    const label = readLabels(dir).find((one) => one.text?.startsWith(text))!;
    const pcm = Buffer.from(readAudio(dir, label).buffer);
    const stream = await engine.openStream({ locale: 'zh-CN', languageModel });
    const along = pass.hearAlong({ locale: 'zh-CN', audience, share: '' }, Promise.resolve(false))!;
    const reading = (async () => {
      for await (const partial of stream.partials) along.onPartial(partial);
    })();
    for (let at = 0; at < pcm.length; at += 1_920) {
      const frame = pcm.subarray(at, at + 1_920);
      along.onAudio(frame, 0);
      await stream.write(frame);
      await sleep(60);
    }
    const isAlong = along.isHearing;
    const [first] = await stream.finish();
    await reading;
    const second = await pass.run(pcm, { locale: 'zh-CN', audience, turnId: '', along });
    along.close();
    return { said: label.text!, isAlong, isRejected: first?.isRejected, second: second?.[0]?.text ?? '' };
  }

  // On a machine that is far behind nothing is heard on a guess, which is as it should be.
  test('talk is heard openly while it is said, and nothing of it is heard again', { retry: 3 }, async () => {
    const before = pass.counters;
    const heard = await say('我妈住院了');
    expect(heard).toMatchObject({ isRejected: true, isAlong: true });
    expect(soundAlike(heard.second, heard.said, 'zh-CN')).toBeGreaterThan(0.7);
    expect(pass.counters).toEqual({ ...before, runs: before.runs + 1, along: before.along + 1 });
  });

  test('a command costs no open hearing', async () => {
    expect(await say('打开客厅的灯')).toMatchObject({ isRejected: false, isAlong: false });
  });

  test('libvosk searches as we say: what it does not know is refused', async () => {
    const files = openModels(mandarin)['zh-CN'] as VoskFiles;
    const wrong = { ...files, key: 'wrong', settings: { ...files.settings, 'no-such-setting': 1 } };
    const child = new DecoderChild(() => {}, new FinalsFirst());
    try {
      await expect(child.load(wrong).catch((error: unknown) => codeOf(error))).resolves.toBe('ASR_FAILED');
    } finally {
      child.end();
    }
  });

  test('English is not heard by whoever hears Mandarin only', () => {
    expect(pass.hearAlong({ locale: 'en-US', audience, share: '' }, Promise.resolve(true))).toBeUndefined();
  });
});
