/** English in the signs that Kokoro's voices were trained on, from the sounds that espeak-ng finds. */

/** Sounds that espeak-ng gives as one and the voices write with one letter, as `misaki` (Apache-2.0) has them. */
const joined: Readonly<Record<string, string>> = {
  ...{ aɪ: 'I', aʊ: 'W', eɪ: 'A', oʊ: 'O', ɔɪ: 'Y', dʒ: 'ʤ', tʃ: 'ʧ' },
  ...{ ɚ: 'əɹ', ɜː: 'ɜɹ', r: 'ɹ', x: 'k', ç: 'k', ɐ: 'ə', ɾ: 'T', ʔ: 't', e: 'A', o: 'ɔ', ɬ: 'l' },
  ...{ oːɹ: 'ɔɹ', əl: 'ᵊl', n̩: 'ᵊn', m̩: 'ᵊm', l̩: 'ᵊl', aɪɚ: 'Iəɹ', aɪə: 'Iə', ɪə: 'iə' },
};

/** One sound of espeak-ng, with its stress before it. */
export function sayEnglishSound(sound: string): string {
  const [, stress = '', plain = ''] = /^([ˈˌ]*)(.*)$/u.exec(sound) ?? [];
  const known = joined[plain];
  if (known !== undefined) return stress + known;
  return stress + plain.replaceAll('ː', '').replaceAll('ʲ', '').replaceAll('̃', '');
}

/** What espeak-ng tells of a text while it speaks it; the part that is used here. */
export interface SpokenEvent {
  readonly type: string;
  /** Of a phoneme: its sound, empty for a pause. */
  readonly id?: string | number;
}

/** The sounds of a text, words apart. */
export function sayEnglish(events: readonly SpokenEvent[]): string {
  let said = '';
  for (const { type, id } of events) {
    if (type === 'word') said += ' ';
    else if (type === 'phoneme' && typeof id === 'string') said += sayEnglishSound(id);
  }
  return said.trim();
}
