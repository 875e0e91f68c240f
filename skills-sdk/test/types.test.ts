import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import type { SlotsOf } from '../src/index.ts';
import type { model } from './sample.ts';

// Compilers and npm run in processes of their own, on machines that do other things as well.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const packageDir = dirname(import.meta.dirname);
const run = promisify(execFile);

describe('types', () => {
  it('refuse misspelt slots, unknown intents and missing handlers', async () => {
    const compiler = join(packageDir, '../node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [compiler, '-p', 'tsconfig.check.json'], {
      cwd: packageDir,
    }).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });

  it('infer the slots of an intent', () => {
    type Brew = SlotsOf<typeof model, 'Brew'>;
    expectTypeOf<Brew['tea']['value']>().toEqualTypeOf<'green' | 'black'>();
    expectTypeOf<keyof Brew>().toEqualTypeOf<'tea' | 'cups' | 'warmth' | 'note' | 'place'>();
  });
});
