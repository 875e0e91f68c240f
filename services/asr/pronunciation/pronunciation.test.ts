import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { missingShared, sharedPath } from '../../common/testing/shared-data.ts';
import { englishPronouncer, ipaToArpabet } from './english.ts';
import { parseLexicon, readLexicon, writeLexicon } from './lexicon.ts';
import { mandarinPronouncer } from './mandarin.ts';

const dictionary = '/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict';

describe('pronunciations', () => {
  it('says a character by its own row where no other character teaches its syllable', () => {
    const lexicon = parseLexicon('什 sh en\n么 m e\n么(2) m a\n十 sh ib\n');
    expect(mandarinPronouncer(lexicon).pronounce('什么')?.[0]).toMatch(/ m e$/);
    expect(mandarinPronouncer(lexicon).pronounce('什龙')).toBeUndefined();
  });

  it('reads alternatives of a dictionary and writes only the words asked for', () => {
    const lexicon = parseLexicon('a AH\na(2) EY\nbee B IY\n');
    const pronouncer = { pronounce: (word: string) => (word === 'cee' ? ['S IY'] : undefined) };
    expect(writeLexicon(['a', 'cee', '???'], lexicon, pronouncer)).toEqual({
      text: 'a AH\na(2) EY\ncee S IY\n',
      guessed: ['cee'],
      unsayable: ['???'],
    });
  });

  it.each([
    ['θ_ˈɜː_m_ə_s_t_ˌæ_t', 'TH ER M AH S T AE T'],
    ['dʒ_ˈʌ_dʒ', 'JH AH JH'],
    ['f_ˈaɪɚ', 'F AY ER'],
    ['☃', undefined],
  ])('turns %s into ARPAbet', (ipa, arpabet) => {
    expect(ipaToArpabet(ipa)).toBe(arpabet);
  });

  it.skipIf(!existsSync(dictionary))(
    'gives words outside the dictionary phones that the acoustic model has',
    async () => {
      const known = new Set(
        [...readLexicon(dictionary).values()].flat().flatMap((phones) => phones.split(' ')),
      );
      const pronouncer = await englishPronouncer();
      for (const word of ['thermostat', 'zephyrium', 'gnocchi', 'cappuccinos', 'xylophonic', "earshot's"]) {
        const [phones] = pronouncer.pronounce(word) ?? [];
        expect(phones, word).toBeDefined();
        for (const phone of phones!.split(' ')) expect(known, `${word}: ${phone}`).toContain(phone);
      }
      expect(pronouncer.pronounce('灯')).toBeUndefined();
      expect(pronouncer.pronounce('x'.repeat(500))).toBeUndefined();
    },
  );

  const missing = missingShared('models/pocketsphinx-zh');
  it.skipIf(missing)('says Mandarin words by characters, as the dictionary would', () => {
    const lexicon = readLexicon(sharedPath('models/pocketsphinx-zh/mandarin_notone.dic'));
    const pronouncer = mandarinPronouncer(lexicon);
    const sample = ['客厅', '空调', '窗帘', '明天', '咖啡', '温度'];
    for (const word of sample) expect(lexicon.get(word), word).toContain(pronouncer.pronounce(word)?.[0]);
    expect(pronouncer.pronounce('豆豆龙')).toBeDefined();
    expect(pronouncer.pronounce('qqq☃')).toBeUndefined();
  });
});
