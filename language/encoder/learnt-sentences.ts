/** Every sentence whose vector is wanted before skills are learnt: their samples, and the background. */
import { backgroundSentences } from '../background/background.ts';
import { samplesOfSkill } from '../matcher/samples.ts';
import type { CompiledSkill } from '../matcher/skill.ts';
import type { Locale } from '../model/types.ts';

export function learntSentences(skills: readonly CompiledSkill[], locale: Locale): string[] {
  const samples = skills.flatMap((skill) => samplesOfSkill(skill));
  return [...backgroundSentences(locale), ...samples].flatMap(({ text, isForSlots }) =>
    isForSlots === true ? [] : [text],
  );
}
