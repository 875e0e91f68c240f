import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { measureSoundGain } from './sound.ts';

describe('comparing by sound', () => {
  it('brings misheard Mandarin back and takes no talk for a command, as docs/interaction-model.md says', async () => {
    const gain = measureSoundGain();
    expect(gain.missed).toEqual([]);
    expect(gain.acceptedBySound).toBe(0);
    const page = await readFile(join(import.meta.dirname, '../../docs/interaction-model.md'), 'utf8');
    expect(page).toContain(
      `| characters alone | ${gain.rightBySpelling} of ${gain.sentences} | ${gain.acceptedBySpelling} of ${gain.unrelated} |`,
    );
    expect(page).toContain(
      `| characters and pinyin | ${gain.rightBySound} of ${gain.sentences} | ${gain.acceptedBySound} of ${gain.unrelated} |`,
    );
  });
});
