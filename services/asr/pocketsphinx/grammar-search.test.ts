import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NativeResult } from '../decoder.ts';
import { packAcceptor } from '../language-model/acceptor.ts';
import { buildGraph } from '../language-model/compile.ts';
import { writeFiniteGrammar } from '../language-model/finite-grammar.ts';
import { type CompiledModel, ModelStore } from '../language-model/model-store.ts';
import { installedModels } from '../models/installed.ts';
import { chooseByGrammar, grammarHearing } from './grammar-search.ts';
import type { Interpretation } from './interpret.ts';
import type { Evidence, ModelFiles, PocketSphinxFiles } from './messages.ts';
import { createPocketSphinxEngine } from './pocketsphinx-engine.ts';

const heard = (...words: string[]): NativeResult => ({
  text: words.join(' '),
  score: -1,
  posterior: 1,
  segments: words.map((word, index) => ({
    word,
    startFrame: index * 10,
    endFrame: index * 10 + 9,
    acousticScore: -1,
    languageScore: -1,
    posterior: 1,
  })),
  nBest: [],
  frames: words.length * 10,
});
const evidence = (overlooked: number): Evidence => ({
  overlooked,
  rank: 0,
  backgroundShare: 0,
  posterior: 1,
  meanWordPosterior: 1,
  leastWordPosterior: 1,
  wordCount: 2,
  framesPerUnit: 20,
  acousticPerFrame: -1,
  languagePerWord: -1,
});
const interpretation = (isRejected: boolean, ...texts: string[]): Interpretation => ({
  evidence: evidence(1),
  hypotheses: texts.map((text, place) => ({
    text,
    words: [],
    confidence: (isRejected ? 0.2 : 0.8) / (place + 1),
    isRejected,
  })),
});

describe('choosing by grammar', () => {
  it('puts the sentence first and leaves verdict and confidence to the language model', () => {
    const chosen = chooseByGrammar(
      interpretation(false, 'raise it eyes', 'raise it'),
      () => heard('<sil>', 'raise', 'it(2)'),
      'en-US',
    ).hypotheses;
    expect(chosen.map(({ text }) => text)).toEqual(['raise it', 'raise it eyes']);
    expect(chosen[0]).toMatchObject({ confidence: 0.8, isRejected: false });
    expect(chosen[0]!.words.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [100, 200],
      [200, 300],
    ]);
    expect(chosen[1]!.confidence).toBeLessThan(0.8);
  });

  it('is not even asked about what was rejected, what is a sentence already, or silence', () => {
    const never = (): never => {
      throw new Error('asked');
    };
    const rejected = interpretation(true, 'something else');
    expect(chooseByGrammar(rejected, never, 'en-US')).toBe(rejected);
    const foreseen = { ...interpretation(false, 'stop'), evidence: evidence(0) };
    expect(chooseByGrammar(foreseen, never, 'en-US')).toBe(foreseen);
    expect(chooseByGrammar({ hypotheses: [] }, never, 'en-US').hypotheses).toEqual([]);
  });

  it('changes nothing when it hears nothing', () => {
    const before = interpretation(false, 'stop');
    expect(chooseByGrammar(before, () => heard('<sil>'), 'en-US')).toBe(before);
    expect(chooseByGrammar(before, () => undefined, 'en-US')).toBe(before);
  });
});

const locales = installedModels({ modelsDir: join(tmpdir(), 'no-such-models') });
const recording = '/usr/share/pocketsphinx/test/data/goforward.raw';
const isMissing = !locales['en-US'] || !existsSync(recording);

describe.skipIf(isMissing)('a short list in a decoder', () => {
  const dir = mkdtempSync(join(tmpdir(), 'earshot-grammar-test-'));
  let store: ModelStore;
  let model: CompiledModel;
  let files: PocketSphinxFiles;
  beforeAll(async () => {
    store = new ModelStore({ locales, maxModels: 2, maxWaiting: 2 });
    const samples = { 'en-US': ['go (forward|backward) (ten|two) meters', 'turn left'] };
    const skills = [{ skillId: 's', model: { invocationNames: {}, intents: { Move: { samples } } } }];
    model = await store.compile({ locale: 'en-US', skills, names: {} });
    files = model.files as PocketSphinxFiles;
  }, 60_000);
  afterAll(async () => {
    rmSync(dir, { recursive: true, force: true });
    await store?.close();
  });

  const samples = (): Int16Array => new Int16Array(Uint8Array.from(readFileSync(recording)).buffer);
  const hearWith = async (loaded: ModelFiles) => {
    const engine = createPocketSphinxEngine({
      locales: ['en-US'],
      openModels: {},
      filesOf: () => loaded,
      minDecoders: 1,
      spareDecoders: 0,
      maxWaitMs: 30_000,
      maxDecoders: 1,
      maxWaiting: 1,
    });
    try {
      const stream = await engine.openStream({ locale: 'en-US', languageModel: model.ref });
      await stream.write(samples());
      return await stream.finish();
    } finally {
      await engine.close();
    }
  };

  it('hears one of its sentences, and nothing in no audio', () => {
    const search = grammarHearing(files)!;
    expect(search.hear(samples())?.text).toBe('go forward ten meters');
    expect(search.hear(undefined)).toBeUndefined();
    search.free();
  });

  it('has the last word in the decoder process about what is no sentence of the list', async () => {
    // A list of which the language model knows nothing: what comes first can only be the grammar's.
    const grammarPath = join(dir, 'other.fsg');
    writeFileSync(
      grammarPath,
      writeFiniteGrammar([
        ['turn', 'left', 'backward'],
        ['two', 'left'],
      ]),
    );
    const acceptorPath = join(dir, 'other.bin');
    const samples = { 'en-US': ['turn left backward', 'two left'] };
    const skills = [{ skillId: 's', model: { invocationNames: {}, intents: { Move: { samples } } } }];
    const { graph } = buildGraph({ locale: 'en-US', skills, names: {} });
    writeFileSync(acceptorPath, packAcceptor(graph, 'en-US'));
    const [best, second] = await hearWith({ ...files, key: 'other', grammarPath, acceptorPath });
    expect(['turn left backward', 'two left']).toContain(best!.text);
    expect(second!.text).toBe('go forward ten meters');
    expect((await hearWith(files))[0]!.text).toBe('go forward ten meters');
  });

  it('goes on without a grammar that the library refuses', async () => {
    const grammarPath = join(dir, 'unknown-word.fsg');
    writeFileSync(grammarPath, writeFiniteGrammar([['zzyzx']]));
    expect(grammarHearing({ ...files, grammarPath })).toBeUndefined();
    const [best] = await hearWith({ ...files, key: 'refused', grammarPath });
    expect(best!.text).toBe('go forward ten meters');
  });
});
