import fc from 'fast-check';
import { pinyin } from 'pinyin-pro';
import { beforeAll, describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { clausesOf } from './clauses.ts';
import { loadEnglishSounds } from './espeak-sounds.ts';
import { sayMandarin, sayMandarinSyllable } from './mandarin-sounds.ts';
import { soundsOf } from './sounds.ts';

describe('Mandarin', () => {
  test.each([
    ['ma1', 'ma→'],
    ['ma0', 'ma'],
    ['zhi1', 'ꭧɨ→'],
    ['si4', 'sɨ↘'],
    ['ri4', 'ɻɨ↘'],
    ['qi1', 'ʨʰi→'],
    ['nv3', 'ny↓'],
    ['lve4', 'lɥe↘'],
    ['jue2', 'ʨɥe↗'],
    ['xuan1', 'ɕɥɛ→n'],
    ['yuan2', 'ɥɛ↗n'],
    ['yun2', 'y↗n'],
    ['yi1', 'i→'],
    ['ying2', 'i↗ŋ'],
    ['you3', 'jou↓'],
    ['yong4', 'jʊ↘ŋ'],
    ['ye4', 'je↘'],
    ['wu3', 'u↓'],
    ['wo3', 'wo↓'],
    ['wei4', 'wei↘'],
    ['wen2', 'wə↗n'],
    ['weng1', 'wə→ŋ'],
    ['gui4', 'kwei↘'],
    ['lun2', 'lwə↗n'],
    ['bo1', 'pwo→'],
    ['liu4', 'ljou↘'],
    ['er4', 'ɚ↘'],
    ['shuang1', 'ʂwa→ŋ'],
  ])('%s', (syllable, sound) => {
    expect(sayMandarinSyllable(syllable)).toBe(sound);
  });

  test('every syllable that characters have is known', () => {
    const missing = new Set<string>();
    for (let code = 0x4e00; code <= 0x9fa5; code++) {
      const [syllable = ''] = pinyin(String.fromCharCode(code), { toneType: 'num', type: 'array', v: true });
      if (/^[a-zü]+[0-5]$/.test(syllable) && sayMandarinSyllable(syllable) === undefined)
        missing.add(syllable);
    }
    expect([...missing]).toEqual([]);
  });

  test('of two low tones in a word the first rises, and words stand apart', () => {
    expect(sayMandarin('你好')).toBe('ni↗xau↓');
    expect(sayMandarin('打开客厅')).toBe('ta↓kʰai→ kʰɤ↘tʰi→ŋ');
  });
});

describe('sentences', () => {
  let english: (words: string) => string;
  beforeAll(async () => {
    english = await loadEnglishSounds();
  });

  test('English, with pauses and tunes kept', () => {
    expect(soundsOf('Good morning, Chicago!', english)).toBe('ɡˈʊd mˈɔɹnɪŋ, ʃᵻkˈɑɡO!');
  });

  test('English inside Chinese is said in English', () => {
    expect(soundsOf('Wi-Fi 已连接。', english)).toBe('wˈIfˌI i↓ ljɛ↗nʨje→.');
  });

  test('long ones are said in parts that fit, and nothing is lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'mˈOmənt', ', ', '. ', ' ', '… ', 'x'.repeat(30)), { maxLength: 60 }),
        (parts) => {
          const text = parts.join('');
          const clauses = clausesOf(text, 100);
          for (const clause of clauses) expect(clause.length).toBeLessThanOrEqual(100);
          const letters = (value: string) => value.replace(/\s/g, '');
          expect(letters(clauses.join(''))).toBe(letters(text));
        },
      ),
      { numRuns: propertyRuns() },
    );
    expect(clausesOf('fˈɜɹst kˈʌmz ðə fˈɜɹst pˈɑɹt, ðˈɛn ðə sˈɛkənd wˈʌn kˈʌmz.', 500)).toHaveLength(2);
    expect(clausesOf('jˈɛs, ðˈɛn.', 500)).toHaveLength(1);
  });
});
