import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { installedModels } from '../models/installed.ts';
import type { CompileInput } from './compile.ts';
import { keyOf, ModelStore } from './model-store.ts';
import { compiledFiles } from './tuning.ts';

const locales = installedModels({ modelsDir: join(tmpdir(), 'no-such-models') });
const input = (sample: string, names: CompileInput['names'] = {}): CompileInput => ({
  locale: 'en-US',
  skills: [
    { skillId: 's', model: { invocationNames: {}, intents: { I: { samples: { 'en-US': [sample] } } } } },
  ],
  names,
});

describe.skipIf(!locales['en-US'])('the store of compiled models', () => {
  it('compiles once for callers who ask at the same time, forgets the oldest, leaves nothing behind', async () => {
    const leftover = join(tmpdir(), 'earshot-lm-999999999-abc');
    mkdirSync(leftover, { recursive: true });
    const store = new ModelStore({ locales, maxModels: 1, maxWaiting: 2 });
    expect(existsSync(leftover)).toBe(false);
    const [first, same] = await Promise.all([
      store.compile(input('open the door')),
      store.compile(input('open the door')),
    ]);
    expect(same).toBe(first);
    expect(first.ref.biasWords).toContain('door');
    const folder = dirname(first.files.languageModelPath);
    expect(statSync(folder).mode & 0o077).toBe(0);
    const second = await store.compile(input('close the door'));
    expect(store.find(first.ref.key)).toBeUndefined();
    expect(existsSync(folder)).toBe(false);
    const files = readdirSync(dirname(second.files.languageModelPath));
    expect(files.sort()).toEqual(Object.values(compiledFiles).sort());
    await store.close();
    expect(existsSync(dirname(dirname(second.files.languageModelPath)))).toBe(false);
  });

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
  });
});
