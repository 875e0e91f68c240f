/** The data card of a copy: what is in it, until when, and what was measured of the way it was made. */
import { type Figures, readFigures } from './figures.ts';
import { type Manifest, type SplitLines, splits } from './lines.ts';

const table = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  [columns, columns.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** What was measured, as it was: nobody who holds a copy has to look for it elsewhere. */
function measuredWith({ words, wordsOn, voice, voiceOn, heard }: Figures): string {
  return `## What is missed when people are taken out of words

Of the held-out sentences of Earshot's bench (${wordsOn}), by kind: how many there were, how many of them were found, and how many of the hits were right.
Words are names and addresses; written and spoken is how numbers are given. Where the tagger of Chinese names is installed, more of them are found than
this.

${table(['language', 'form', 'kind', 'identifiers', 'recall', 'precision'], words)}

## What an attacker still gets from the voice

Equal error rate: 0 % where nobody is mistaken for another, 50 % where one might as well guess (${voiceOn}, voices of a synthesiser).

${table(['attacker', 'equal error rate', '95 %'], voice)}

The words that are still understood in the altered voice:

${table(['recogniser', 'word error before', 'after'], heard)}

How this was measured is in the Earshot pages \`docs/bench-deid.md\`, \`docs/bench-voice.md\` and \`docs/deidentification.md\`.
`;
}

export function card(about: Omit<Manifest, 'files'>, lines: SplitLines): string {
  const withSound = splits.filter((split) =>
    (lines.get(split) ?? []).some(({ file_name }) => file_name !== undefined),
  );
  // One loader reads a folder: text alone is a folder of its own, whose splits go by the names of its files.
  const configs = withSound.map(
    (split) => `  - split: ${split === 'dev' ? 'validation' : split}\n    path: ${split}/**\n`,
  );
  const rows = splits.map((split) => {
    const all = lines.get(split) ?? [];
    const speakers = new Set(all.map(({ speaker }) => speaker)).size;
    const audio = all.filter((line) => line.file_name !== undefined).length;
    return `| ${split} | ${all.length} | ${audio} | ${speakers} |`;
  });
  const head =
    configs.length === 0
      ? ''
      : `---\nconfigs:\n- config_name: audio\n  data_files:\n${configs.join('')}---\n`;
  return `${head}# Earshot samples, version ${about.version}

Spoken commands of people who allowed it (consent version ${about.consentVersion}), **de-identified**: names, numbers and
addresses in the words are replaced, the recording is silent there, and the voice is altered. This is still personal data:
somebody determined may recognise a voice or a turn of phrase.

- Copy ${about.copyId}, held by ${about.recipient}, of ${about.exportedOn}.
- Every sample names the day on which it must be deleted; the last is ${about.expiresOn}.
- People may withdraw at any time. Run \`earshot dataset verify FOLDER --delete\` at least once a week: it deletes what has gone
  and confirms it.
- Speakers and samples have random names of this version alone. Models of devices are as exact as twenty speakers share.
- Splits are by speaker.
- \`load_dataset(FOLDER)\` of Hugging Face's datasets reads what has sound, \`load_dataset(FOLDER + "/text")\` what has none; Kaldi's
  lists are in \`kaldi/\`, Lhotse's manifests in \`lhotse/\`, their paths from here.

| split | samples | with sound | speakers |
| --- | --- | --- | --- |
${rows.join('\n')}

${measuredWith(readFigures())}`;
}
