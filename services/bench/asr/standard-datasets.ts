/** The recordings that every run measures: shared ones, Debian's, and audio of our own. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locale } from '@earshot/skills-sdk';
import type { SkillSource } from '../../asr/language-model/compile.ts';
import { sharedPath } from '../../common/testing/shared-data.ts';
import { type Label, readLabels } from './dataset.ts';
import { houseSkills } from './models/index.ts';
import { sentenceSkill } from './sentence-model.ts';

export interface Dataset {
  readonly name: string;
  readonly dir: string;
  /** None where the recordings are not on this machine. */
  readonly labels: readonly Label[];
  readonly locale: Locale;
  /** Enabled while it is heard. */
  readonly skills: readonly SkillSource[];
}

const locales = ['en-US', 'zh-CN'] as const;
const debianDir = '/usr/share/pocketsphinx/test/data';

const labelsOf = (dir: string): Label[] => (existsSync(dir) ? readLabels(dir) : []);

/** Debian's recordings of people: playing cards, and a robot's command. */
function debianLabels(): Label[] {
  const path = join(debianDir, 'cards/cards.transcription');
  if (!existsSync(path)) return [];
  const cards = readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const match = /^(?:<s>\s*)?(.*?)\s*(?:<\/s>)?\s*\((\S+)\)\s*$/.exec(line);
      return match ? [{ audio: `cards/${match[2]}.wav`, text: match[1]! }] : [];
    });
  return [...cards, { audio: 'goforward.raw', text: 'go forward ten meters' }];
}

/** The skills whose every sentence is a label of the data set. */
export const ownGrammar = (labels: readonly Label[], locale: Locale): readonly SkillSource[] => [
  sentenceSkill(
    labels.map(({ text }) => text ?? ''),
    locale,
  ),
];

/** Commands and talk for nobody, all house skills enabled. */
export function houseDatasets(): Dataset[] {
  return locales.map((locale) => {
    const dir = sharedPath(`data/speech/${locale}-commands`);
    return { name: 'commands and talk', dir, labels: labelsOf(dir), locale, skills: houseSkills };
  });
}

/** Recordings of people, each data set under one grammar of all its sentences. */
export function closedDatasets(): Dataset[] {
  const words = sharedPath('data/speech/zh-CN-words');
  const hospitality = sharedPath('data/speech/en-US-hospitality');
  const closed = (name: string, dir: string, labels: Label[], locale: Locale): Dataset => ({
    name,
    dir,
    labels,
    locale,
    skills: ownGrammar(labels, locale),
  });
  return [
    closed('single words', words, labelsOf(words), 'zh-CN'),
    closed('hotel room commands', hospitality, labelsOf(hospitality), 'en-US'),
    closed("Debian's test data", debianDir, debianLabels(), 'en-US'),
  ];
}

/** What make-audio.ts made, a folder for each locale: natural voices and the robotic one apart. */
export function ownDatasets(ownAudio: string | undefined): Dataset[] {
  if (ownAudio === undefined) return [];
  return locales.flatMap((locale) => {
    const dir = join(ownAudio, locale);
    const byVoice = Map.groupBy(labelsOf(dir), ({ voice }) => voice ?? 'a voice');
    return [...byVoice].map(([voice, labels]): Dataset => {
      const name = `commands and talk of our own, ${voice}`;
      return { name, dir, labels, locale, skills: houseSkills };
    });
  });
}
