/**
 * How turns are decided, in plain words, from the code that decides: docs/algorithms.md, and `earshot algorithms` for the machine
 * that it runs on. Every figure is read from where it is used.
 */
import { join } from 'node:path';
import { Listener, policyOf } from '../../language/audience/policy.ts';
import { rejectBelow } from '../../language/understand/confidence.ts';
import { hookSettings } from '../asr/hook-settings.ts';
import { modelCatalogue } from '../asr/models/catalogue.ts';
import { installedModels } from '../asr/models/installed.ts';
import { usualPolicy } from '../asr/second-pass/policy.ts';
import { loadConfig } from '../common/config.ts';
import type { WithheldReason } from '../privacy/disclosure/decide.ts';

/** Why a field stays here; the compiler wants each reason. */
const withheld: Readonly<Record<WithheldReason, string>> = {
  not_granted: 'you did not allow this skill to have it',
  purpose_changed: 'the skill now says another purpose than the one that you agreed to',
  device_kind: 'the speaker stands in a hotel, from which nothing of a person leaves',
  child: 'the speaker, or the account, is a child’s',
  not_personalised: 'you did not agree to being recognised again',
  no_precise_location: 'you did not agree that exact places leave',
  region:
    'the skill’s operator works in another region than the one that was shown, or in none that is known',
  not_implied: 'it is no part of the envelope that every skill gets',
  not_linked: 'it is a token of an account elsewhere, and you linked none',
  pull_only: 'it is read with a token alone, and never stands in a request',
  unknown_path: 'there is no such field',
};

export interface Engines {
  /** For each language: who hears commands. */
  readonly first: readonly { readonly locale: string; readonly engine: string }[];
  /** Declared outside our processes: name, operator, region. */
  readonly outside: readonly { readonly id: string; readonly operator: string; readonly region: string }[];
}

/** What hears on this machine now. */
export function enginesHere(modelsDir: string): Engines {
  const installed = installedModels({ modelsDir });
  const { engines } = loadConfig(hookSettings);
  return {
    first: Object.entries(installed).map(([locale, { engine }]) => ({ locale, engine })),
    outside: engines.map(({ id, operator, region }) => ({ id, operator, region })),
  };
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const default_ = loadConfig(hookSettings, {});

/** @param engines Absent: those that there can be. */
export function algorithmsPage(engines?: Engines): string {
  const hears =
    engines === undefined
      ? modelCatalogue
          .filter(
            ({ purpose }) =>
              purpose === 'recognition' || purpose === 'second hearing' || purpose === 'understanding',
          )
          .map(
            ({ name, purpose, description }) =>
              `| \`${name}\` | ${purpose} | ${description.replaceAll('|', '/')} |`,
          )
      : [
          ...engines.first.map(({ locale, engine }) => `| ${engine} | recognition | commands in ${locale} |`),
          ...engines.outside.map(
            ({ id, operator, region }) =>
              `| ${id} | second hearing | run by ${operator}, region ${region || 'unknown'} |`,
          ),
        ];
  const may = (listener: Listener) =>
    Object.entries(policyOf(listener))
      .filter(([, isAllowed]) => isAllowed)
      .map(([name]) => `\`${name}\``)
      .join(', ') || 'nothing';
  const word = usualPolicy.sureWordConfidence;
  return `# How a turn is decided

Written from the code by \`earshot algorithms --page\`; a test compares them. \`earshot algorithms\` prints the same for the
machine that it runs on, with the engines that are in use there. Nobody is rated, scored or sold to: each decision below is about
one sentence, and rests on what stands beside it and on nothing else.

## Who hears

| engine | does | what it is |
| --- | --- | --- |
${hears.join('\n')}

PocketSphinx with Debian’s English model is there without any of them; further engines are those that whoever runs Earshot names
([engines.md](engines.md)). A speaker listens after its wake word or a button, until the sentence is over.

## What is decided, and what it rests on

| decision | how | rests on | can be changed by you |
| --- | --- | --- | --- |
| Was the wake word said? | an engine compares the sound with that word; ${percent(default_.wakeMinConfidence)} sure is enough | the sound of the wake word alone | wake words, microphone |
| Is the sentence over? | silence, and whether what was heard so far is a whole command | sound, and the commands of your skills | no |
| What was said? | the engine of the language chooses among the commands of your skills, with the names of your rooms and things | sound, enabled skills, names in your home | skills, names |
| Is it heard again? | a second engine hears the same sound when the first was below ${percent(default_.sureConfidence)} sure, below ${percent(word['en-US'])} (English) or ${percent(word['zh-CN'])} (Mandarin) for one word, or heard nothing that fits; never under ${usualPolicy.minSpeechMs} ms of speech | the first result; whether your sound may go to that engine | region, second engines |
| What is meant? | sentences of the skills are compared, exactly first, then closely, then by a small statistical model; below ${percent(rejectBelow)} sure it asks or says that it did not understand | words, the open question, things and rooms | skills; say it differently |
| Which skill answers? | the one whose sentence fits best; of two equals you are asked | enabled skills, the question that is open | enable, disable |
| What does it get? | what it declared and you allowed, field by field, by the classes in the schema | grants, consents, region, who listens | grants, consents |
| Is it spoken? | the skill’s words are turned into sound by a voice on the machine, or one that its operator named | the answer | no |

No decision looks at earlier sentences but within one conversation, which ends two minutes after its last turn. No model is trained
on what you say unless you agreed to training; nothing is recommended, and no skill can pay to be chosen.

## Who is listening, and what follows

| listener | may |
| --- | --- |
| household | ${may(Listener.HOUSEHOLD)} |
| child | ${may(Listener.CHILD)} |
| guest of a hotel | ${may(Listener.HOTEL_GUEST)} |

Of these your consents take away again whatever you did not agree to.

## Why a field stays here

| reason | in words |
| --- | --- |
${Object.entries(withheld)
  .map(([reason, text]) => `| \`${reason}\` | ${text} |`)
  .join('\n')}

\`/privacy/left\` shows it for each turn, and \`earshot ledger show\` as well.
`;
}

export const pagePath = join('docs', 'algorithms.md');
