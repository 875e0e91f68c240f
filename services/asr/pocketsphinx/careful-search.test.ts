import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { speakForTest } from '../../common/testing/spoken.ts';
import type { NativeResult } from '../decoder.ts';
import { ModelStore } from '../language-model/model-store.ts';
import { installedModels } from '../models/installed.ts';
import { carefulHearing, chooseByCare, isUnsure } from './careful-search.ts';
import type { Interpretation } from './interpret.ts';
import type { Evidence, PocketSphinxFiles } from './messages.ts';
import { spokenWords } from './spoken-words.ts';

const heard = (text: string, confidence: number): Interpretation => ({
  hypotheses: [{ text, words: [], confidence, isRejected: confidence < 0.5 }],
});
/** Its text is the name of what is made of it, below. */
const result = (text: string, score = 0) => ({ text, score }) as NativeResult;
const never = (): never => {
  throw new Error('asked');
};
const choose = (first: Interpretation, again: Interpretation) =>
  chooseByCare(first, { open: () => result('x'), closed: never }, () => again).hypotheses[0]!;
/** As the interpretation tells it of a reading of which so many words had to be overlooked, and so much is background. */
const seen = (text: string, confidence: number, overlooked: number, backgroundShare = 0): Interpretation => ({
  ...heard(text, confidence),
  evidence: { overlooked, backgroundShare } as Evidence,
});

describe('a second thought', () => {
  it('is had of what may be a command, not of what surely is one or surely is none', () => {
    expect([0.04, 0.05, 0.5, 0.92, 0.93, 1].map((confidence) => isUnsure(heard('a', confidence)))).toEqual([
      ...[false, true, true, true, false, false],
    ]);
    expect(isUnsure({ hypotheses: [] })).toBe(false);
    expect(isUnsure(seen('my bath cards', 0.5, -1, 0.41))).toBe(false);
    expect(isUnsure(seen('my bath cards', 0.5, -1, 0.4))).toBe(true);
    const sure = heard('turn left', 0.95);
    expect(chooseByCare(sure, { open: never, closed: never }, never)).toBe(sure);
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
    expect(chooseByCare(first, { open: () => undefined, closed: never }, () => heard('x', 1))).toBe(first);
  });

  describe('among the words of the commands alone', () => {
    const first = seen('much in with milk', 0.3, -1, 0.2);
    const command = seen('mocha with milk', 0.97, 0);
    const decide = (open: Interpretation, closed: Interpretation, scores = { open: -900, closed: -850 }) =>
      chooseByCare(
        first,
        { open: () => result('open', scores.open), closed: () => result('closed', scores.closed) },
        ({ text }) => (text === 'open' ? open : closed),
      ).hypotheses[0]!;

    it('a whole command stands that explains the sound better than everyday words do', () => {
      expect(decide(seen('much in with milk', 0.6, -1, 0.17), command)).toMatchObject({
        text: 'mocha with milk',
        isRejected: false,
      });
    });

    it('everyday words stand that explain it better', () => {
      const open = seen('when the light', 0.6, 2, 0.2);
      expect(decide(open, command, { open: -850, closed: -900 })).toMatchObject({ text: 'when the light' });
    });

    it('what is no whole command, or rejected, does not', () => {
      const open = seen('much in with milk', 0.6, -1, 0.17);
      expect(decide(open, seen('mocha with with', 0.9, 1))).toMatchObject({ text: 'much in with milk' });
      expect(decide(open, seen('mocha with milk', 0.4, 0))).toMatchObject({ text: 'much in with milk' });
    });

    it('nothing is looked for in a whole command, in talk, and in what is mostly everyday words', () => {
      const ask = (open: Interpretation) =>
        chooseByCare(first, { open: () => result('open'), closed: never }, () => open).hypotheses[0]!;
      expect(ask(seen('go on', 0.9, 0))).toMatchObject({ text: 'go on' });
      expect(ask(seen('mm', 0.04, -1))).toMatchObject({ text: 'much in with milk' });
      expect(ask(seen('the cat ate', 0.7, -1, 0.26))).toMatchObject({ text: 'the cat ate' });
      const asTalk = seen('the cat ate', 0.3, -1, 0.26);
      const open = seen('much in with milk', 0.7, -1, 0.1);
      expect(
        chooseByCare(asTalk, { open: () => result('open'), closed: never }, () => open).hypotheses[0],
      ).toMatchObject({ text: 'much in with milk' });
    });
  });
});

const closedWords = ({ commandLexiconPath }: PocketSphinxFiles): string[] =>
  spokenWords(
    readFileSync(commandLexiconPath!, 'utf8')
      .split('\n')
      .map((row) => row.split(' ')[0]!)
      .join(' '),
  );
const locales = installedModels({ modelsDir: join(tmpdir(), 'no-such-models') });
const recording = '/usr/share/pocketsphinx/test/data/goforward.raw';

describe.skipIf(!locales['en-US'] || !existsSync(recording))('a model that is heard carefully', () => {
  it('hears a whole utterance among all words and among the commands’ alone', async () => {
    const store = new ModelStore({ locales, maxModels: 2, maxWaiting: 2 });
    try {
      const samples = { 'en-US': ['go (forward|backward) {n} meters', 'turn left'] };
      const model = { invocationNames: {}, intents: { Move: { slots: { n: { type: 'number' } }, samples } } };
      const { files } = await store.compile({
        locale: 'en-US',
        skills: [{ skillId: 's', model }],
        names: {},
      });
      const { open, closed } = carefulHearing(files as PocketSphinxFiles)!;
      const spoken = new Int16Array(Uint8Array.from(readFileSync(recording)).buffer);
      expect(open.hear(spoken, 5)?.text).toBe('go forward ten meters');
      const command = closed!.hear(spoken, 5)!;
      expect(command.text).toBe('go forward ten meters');
      expect(open.hear(undefined)).toBeUndefined();
      // Talk, as all words hear it and as the commands' alone must.
      const talk = await speakForTest('my sister bought a new car yesterday', { voice: 'en-us' });
      const [asTalk, asCommand] = [open.hear(talk)!, closed!.hear(talk)!];
      const known = new Set(['go', 'forward', 'backward', 'meters', 'turn', 'left']);
      const words = spokenWords(asCommand.text);
      expect(words.length).toBeGreaterThan(0);
      expect(spokenWords(asTalk.text).some((word) => !known.has(word))).toBe(true);
      expect(closedWords(files as PocketSphinxFiles)).toEqual(expect.arrayContaining([...known]));
      expect(words.every((word) => closedWords(files as PocketSphinxFiles).includes(word))).toBe(true);
      open.free();
      closed!.free();
    } finally {
      await store.close();
    }
  }, 60_000);

  it('leaves the first hearing alone where the library refuses it', () => {
    const base = { engine: 'pocketsphinx', key: 'k', locale: 'en-US', lexiconPath: '/nowhere' } as const;
    const files = { ...base, acousticModelDir: '/nowhere', languageModelPath: '/nowhere', acceptorPath: 'a' };
    const hearing = carefulHearing({ ...files, settings: {}, carefulSettings: { topn: 8 } })!;
    expect(hearing.open.hear(new Int16Array(16_000), 5)).toBeUndefined();
    expect(hearing.closed).toBeUndefined();
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
