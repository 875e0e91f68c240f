import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { installedModels } from '../models/installed.ts';
import type { CompileInput } from './compile.ts';
import { keyOf, ModelStore } from './model-store.ts';
import { compiledFiles, tuning } from './tuning.ts';

const locales = installedModels({ modelsDir: join(tmpdir(), 'no-such-models') });
const input = (sample: string, names: CompileInput['names'] = {}): CompileInput => ({
  locale: 'en-US',
  skills: [
    {
      skillId: 's',
      model: {
        invocationNames: {},
        intents: {
          I: {
            ...(sample.includes('{') ? { slots: { room: { type: 'room-name' } } } : {}),
            samples: { 'en-US': [sample] },
          },
        },
      },
    },
  ],
  names,
});

describe.skipIf(!locales['en-US'])('the store of compiled models', () => {
  it('compiles once for callers who ask at the same time, forgets the oldest, leaves nothing behind', async () => {
    const leftover = join(tmpdir(), 'earshot-lm-999999999-abc');
    mkdirSync(leftover, { recursive: true, mode: 0o700 });
    const store = new ModelStore({ locales, maxModels: 1, maxWaiting: 2 });
    expect(existsSync(leftover)).toBe(false);
    const [first, same] = await Promise.all([
      store.compile(input('open the door')),
      store.compile(input('open the door')),
    ]);
    expect(same).toBe(first);
    expect(first.ref.biasWords).toContain('door');
    const folder = dirname(first.files.commandWordsPath ?? '');
    expect(statSync(folder).mode & 0o077).toBe(0);
    const second = await store.compile(input('close the door'));
    expect(store.find(first.ref.key)).toBeUndefined();
    expect(existsSync(folder)).toBe(false);
    const files = readdirSync(dirname(second.files.commandWordsPath ?? ''));
    const { phrases: _forOtherEngines, ...written } = compiledFiles;
    expect(files.sort()).toEqual(Object.values(written).sort());
    await store.close();
    expect(existsSync(dirname(dirname(second.files.commandWordsPath ?? '')))).toBe(false);
  });

  it('takes over what a killed process left, if it was made alike, and nothing half-made', async () => {
    const killed = new ModelStore({ locales, maxModels: 4, maxWaiting: 2 });
    const made = await killed.compile(input('water the roses'));
    const folder = dirname(dirname(made.files.commandWordsPath ?? ''));
    const leave = () => {
      const left = join(tmpdir(), `earshot-lm-999999999-${Math.random()}`);
      mkdirSync(left, { mode: 0o700 });
      for (const key of readdirSync(folder)) cpSync(join(folder, key), join(left, key), { recursive: true });
      mkdirSync(join(left, 'en-US-half.draft'));
      return left;
    };
    const left = leave();
    const next = new ModelStore({ locales, maxModels: 4, maxWaiting: 2 });
    expect(existsSync(left)).toBe(false);
    const adopted = next.find(made.ref.key);
    expect(adopted?.report).toEqual(made.report);
    expect(adopted?.ref).toEqual(made.ref);
    expect(existsSync(adopted?.files.commandWordsPath ?? '')).toBe(true);
    expect(readdirSync(dirname(dirname(adopted?.files.commandWordsPath ?? '')))).toEqual([made.ref.key]);
    leave();
    const other = new ModelStore({
      locales,
      maxModels: 4,
      maxWaiting: 2,
      tuning: { 'en-US': { ...tuning['en-US'], backgroundWords: 7 } },
    });
    expect(other.find(made.ref.key)).toBeUndefined();
    await Promise.all([killed.close(), next.close(), other.close()]);
  });

  it('forgets names of homes after an erasure, those that a killed process left too, and nothing else', async () => {
    const store = new ModelStore({ locales, maxModels: 8, maxWaiting: 8 });
    store.forgetNames('1');
    const plain = await store.compile(input('wash the car'));
    const named = await store.compile(input('wash the {room}', { 'room-name': ['boudoir'] }));
    const folder = dirname(dirname(named.files.commandWordsPath ?? ''));
    const words = (path: string) => readFileSync(join(path, compiledFiles.commandWords), 'utf8');
    expect(words(join(folder, named.ref.key))).toContain('boudoir');
    store.forgetNames('1');
    expect(store.find(named.ref.key)).toBeDefined();
    const left = join(tmpdir(), `earshot-lm-999999999-${Math.random()}`);
    mkdirSync(left, { mode: 0o700 });
    for (const key of readdirSync(folder)) cpSync(join(folder, key), join(left, key), { recursive: true });
    store.forgetNames('2');
    expect(readdirSync(folder)).toEqual([plain.ref.key]);
    const next = new ModelStore({ locales, maxModels: 8, maxWaiting: 8 });
    const taken = dirname(dirname(next.find(plain.ref.key)?.files.commandWordsPath ?? ''));
    expect(readdirSync(taken).sort()).toEqual([plain.ref.key, named.ref.key].sort());
    // Its first answer says how far erasures have come.
    next.forgetNames('2');
    expect(readdirSync(taken)).toEqual([plain.ref.key]);
    // One that is being made while somebody is erased may be theirs.
    const late = store.compile(input('wash the {room}', { 'room-name': ['boudoir'] }));
    store.forgetNames('3');
    expect(await late.then(() => 'kept', codeOf)).toBe('ASR_BUSY');
    expect(readdirSync(folder)).toEqual([plain.ref.key]);
    await Promise.all([store.close(), next.close()]);
  }, 90_000);

  it('keeps names of a conversation for its time and no longer, and takes over none', async () => {
    const store = new ModelStore({ locales, maxModels: 8, maxWaiting: 8, conversationMs: 500 });
    const plain = await store.compile(input('feed the cat'));
    const folder = dirname(dirname(plain.files.commandWordsPath ?? ''));
    const passing = await store.compile(input('feed the dog', { 's/List': ['boudoir'] }));
    const left = join(tmpdir(), `earshot-lm-999999999-${Math.random()}`);
    mkdirSync(left, { mode: 0o700 });
    for (const key of readdirSync(folder)) cpSync(join(folder, key), join(left, key), { recursive: true });
    expect(readdirSync(left).sort()).toEqual([plain.ref.key, passing.ref.key].sort());
    const next = new ModelStore({ locales, maxModels: 8, maxWaiting: 8 });
    const taken = dirname(dirname(next.find(plain.ref.key)?.files.commandWordsPath ?? ''));
    expect(readdirSync(taken)).toEqual([plain.ref.key]);
    await expect.poll(() => readdirSync(folder)).toEqual([plain.ref.key]);
    expect(store.find(passing.ref.key)).toBeUndefined();
    await Promise.all([store.close(), next.close()]);
  }, 90_000);

  it('refuses what has no acoustic model and more than may wait', async () => {
    const store = new ModelStore({ locales, maxModels: 4, maxWaiting: 1 });
    const code = (promise: Promise<unknown>) =>
      promise.then(
        () => 'done',
        (error: unknown) => codeOf(error),
      );
    expect(await code(store.compile({ ...input('x'), locale: 'zh-CN' }))).toBe('ASR_LOCALE_UNSUPPORTED');
    const running = store.compile(input('one'));
    expect(await code(store.compile(input('two')))).toBe('ASR_BUSY');
    await running;
    await store.close();
  });

  it('names models by everything that goes into them', () => {
    expect(keyOf(input('a'))).toBe(keyOf(input('a')));
    expect(keyOf(input('a'))).not.toBe(keyOf(input('b')));
    expect(keyOf(input('a'))).not.toBe(keyOf(input('a', { 'room-name': ['den'] })));
    const likelier = { ...input('a'), skills: input('a').skills.map((skill) => ({ ...skill, weight: 3 })) };
    expect(keyOf(likelier)).not.toBe(keyOf(input('a')));
  });

  it('reads the model of a skill once, however many turns hear it beside others', () => {
    const { skills, ...rest } = input('a');
    let read = 0;
    const watched = skills.map((skill) => ({
      ...skill,
      model: {
        ...skill.model,
        toJSON() {
          read += 1;
          return skill.model;
        },
      },
    }));
    const keys = [1, 2, 3].map(() => keyOf({ ...rest, skills: watched }));
    expect(new Set(keys)).toEqual(new Set([keyOf(input('a'))]));
    expect(read).toBe(skills.length);
  });
});
