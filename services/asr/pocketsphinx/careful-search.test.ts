import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NativeResult } from '../decoder.ts';
import { ModelStore } from '../language-model/model-store.ts';
import { installedModels } from '../models/installed.ts';
import { carefulHearing, chooseByCare, isUnsure } from './careful-search.ts';
import type { Interpretation } from './interpret.ts';
import type { PocketSphinxFiles } from './messages.ts';

const heard = (text: string, confidence: number): Interpretation => ({
  hypotheses: [{ text, words: [], confidence, isRejected: confidence < 0.5 }],
});
const result = { text: 'x' } as NativeResult;
const choose = (first: Interpretation, again: Interpretation) =>
  chooseByCare(
    first,
    () => result,
    () => again,
  ).hypotheses[0]!;

describe('a second thought', () => {
  it('is had of what may be a command, not of what surely is one or surely is none', () => {
    expect([0.04, 0.05, 0.5, 0.92, 0.93, 1].map((confidence) => isUnsure(heard('a', confidence)))).toEqual([
      ...[false, true, true, true, false, false],
    ]);
    expect(isUnsure({ hypotheses: [] })).toBe(false);
    const never = (): never => {
      throw new Error('asked');
    };
    const sure = heard('turn left', 0.95);
    expect(chooseByCare(sure, never, never)).toBe(sure);
  });

  it('stands where it is surer of a command', () => {
    expect(choose(heard('burn left', 0.6), heard('turn left', 0.8))).toMatchObject({ text: 'turn left' });
    expect(choose(heard('turn left', 0.8), heard('burn left', 0.6))).toMatchObject({ text: 'turn left' });
    expect(choose(heard('mm', 0.3), { hypotheses: [] })).toMatchObject({ text: 'mm' });
  });

  it('takes more to overturn a rejection, and changes the words all the same', () => {
    expect(choose(heard('is go', 0.1), heard('go on', 0.97))).toMatchObject({
      text: 'go on',
      isRejected: false,
    });
    expect(choose(heard('is go', 0.1), heard('go on', 0.55))).toMatchObject({
      text: 'go on',
      isRejected: true,
    });
    expect(choose(heard('is go', 0.1), heard('go on', 0.3))).toMatchObject({
      text: 'go on',
      isRejected: true,
    });
  });

  it('leaves the first hearing alone where there was too much to keep', () => {
    const first = heard('go on', 0.4);
    expect(
      chooseByCare(
        first,
        () => undefined,
        () => heard('x', 1),
      ),
    ).toBe(first);
  });
});

const locales = installedModels({ modelsDir: join(tmpdir(), 'no-such-models') });
const recording = '/usr/share/pocketsphinx/test/data/goforward.raw';

describe.skipIf(!locales['en-US'] || !existsSync(recording))('a model that is heard carefully', () => {
  it('hears a whole utterance once, and keeps nothing of it', async () => {
    const store = new ModelStore({ locales, maxModels: 2, maxWaiting: 2 });
    try {
      const samples = { 'en-US': ['go (forward|backward) {n} meters', 'turn left'] };
      const model = { invocationNames: {}, intents: { Move: { slots: { n: { type: 'number' } }, samples } } };
      const { files } = await store.compile({
        locale: 'en-US',
        skills: [{ skillId: 's', model }],
        names: {},
      });
      const hearing = carefulHearing(files as PocketSphinxFiles)!;
      const spoken = new Int16Array(Uint8Array.from(readFileSync(recording)).buffer);
      hearing.keep(spoken);
      expect(hearing.hear(5)?.text).toBe('go forward ten meters');
      expect(spoken.every((sample) => sample === 0)).toBe(true);
      expect(hearing.hear(5)).toBeUndefined();
      hearing.free();
    } finally {
      await store.close();
    }
  }, 60_000);

  it('leaves the first hearing alone where the library refuses it', () => {
    const base = { engine: 'pocketsphinx', key: 'k', locale: 'en-US', lexiconPath: '/nowhere' } as const;
    const files = { ...base, acousticModelDir: '/nowhere', languageModelPath: '/nowhere', acceptorPath: 'a' };
    const hearing = carefulHearing({ ...files, settings: {}, carefulSettings: { topn: 8 } })!;
    hearing.keep(new Int16Array(16_000));
    expect(hearing.hear(5)).toBeUndefined();
  });

  it('is none of an open model, or of one whose settings are careful already', () => {
    const files = {
      engine: 'pocketsphinx',
      key: 'k',
      locale: 'en-US',
      acousticModelDir: '',
      lexiconPath: '',
    } as const;
    const open = { ...files, languageModelPath: '', settings: {}, carefulSettings: { topn: 8 } };
    expect(carefulHearing(open)).toBeUndefined();
    const { carefulSettings: _, ...careful } = { ...open, acceptorPath: 'a' };
    expect(carefulHearing(careful)).toBeUndefined();
  });
});
