/**
 * Fits the recogniser's confidence on audio of our own making (make-audio.ts): decodes every file, keeps what
 * the verdict can be made of, and finds logistic weights. Prints them for services/asr/pocketsphinx/confidence.ts.
 *
 *   node services/bench/asr/calibrate.ts --audio DIR [--models DIR] [--evidence FILE.json]
 *
 * Positive are commands whose meaning was heard right, negative is talk that was meant for nobody. With --evidence
 * the decoding is read from that file where it exists, and written to it where it does not.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Locale } from '@earshot/skills-sdk';
import { featureNames, features } from '../../asr/pocketsphinx/confidence.ts';
import type { Evidence } from '../../asr/pocketsphinx/messages.ts';
import { isForNobody, readAudio, readLabels } from './dataset.ts';
import { houseSkills } from './models/index.ts';
import { openRecogniser } from './recogniser.ts';
import { share, unitsOf } from './score.ts';
import { createUnderstander, sameMeaning } from './understanding.ts';

interface Case {
  readonly isCommand: boolean;
  readonly isRight: boolean;
  readonly evidence: Evidence;
}

const { values: options } = parseArgs({
  options: {
    audio: { type: 'string' },
    models: { type: 'string', default: '.earshot/models' },
    evidence: { type: 'string' },
  },
});
if (!options.audio) throw new Error('--audio DIR is needed');

async function decode(locale: Locale): Promise<Case[]> {
  const dir = join(options.audio!, locale);
  const recogniser = openRecogniser({ modelsDir: options.models, decoders: 2 });
  const { ref } = await recogniser.compile(locale, houseSkills);
  const understander = createUnderstander(houseSkills, locale);
  const labels = readLabels(dir);
  const cases: Case[] = [];
  const work = async (): Promise<void> => {
    for (let label = labels.shift(); label; label = labels.shift()) {
      const heard = await recogniser.hear(readAudio(dir, label), locale, ref);
      const text = heard.hypotheses[0]?.text ?? '';
      const isRight =
        unitsOf(text, locale).join() === unitsOf(label.text ?? '', locale).join() ||
        sameMeaning(understander.ofText(text), understander.ofText(label.text ?? ''));
      if (heard.evidence) cases.push({ isCommand: !isForNobody(label), isRight, evidence: heard.evidence });
    }
  };
  await Promise.all([work(), work()]);
  await recogniser.close();
  return cases;
}

/** Logistic regression by gradient descent with momentum and a small ridge; both classes weigh the same. */
function fitLogistic(rows: readonly (readonly number[])[], isPositive: readonly boolean[]): number[] {
  const size = rows[0]!.length;
  const weights = new Array<number>(size).fill(0);
  const speed = new Array<number>(size).fill(0);
  const positives = isPositive.filter(Boolean).length;
  for (let step = 0; step < 20_000; step += 1) {
    const gradient = weights.map((weight, index) => (index === 0 ? 0 : 0.002 * weight));
    rows.forEach((row, at) => {
      const score = row.reduce((sum, value, index) => sum + value * weights[index]!, 0);
      const error = 1 / (1 + Math.exp(-score)) - (isPositive[at] ? 1 : 0);
      const balance = 0.5 / (isPositive[at] ? positives : rows.length - positives);
      row.forEach((value, index) => {
        gradient[index]! += error * value * balance;
      });
    });
    for (let index = 0; index < size; index += 1) {
      speed[index] = 0.9 * speed[index]! - 0.05 * gradient[index]!;
      weights[index]! += speed[index]!;
    }
  }
  return weights;
}

for (const locale of ['en-US', 'zh-CN'] as const) {
  if (!existsSync(join(options.audio, locale))) continue;
  const cache = options.evidence ? options.evidence.replace(/(\.json)?$/, `.${locale}.json`) : undefined;
  const cases: Case[] =
    cache && existsSync(cache) ? JSON.parse(readFileSync(cache, 'utf8')) : await decode(locale);
  if (cache) writeFileSync(cache, JSON.stringify(cases));
  const used = cases.filter((one) => !one.isCommand || one.isRight);
  const rows = used.map(({ evidence }) => features(evidence));
  const weights = fitLogistic(
    rows,
    used.map(({ isCommand }) => isCommand),
  );
  const scoreOf = (evidence: Evidence): number =>
    1 / (1 + Math.exp(-features(evidence).reduce((sum, value, index) => sum + value * weights[index]!, 0)));
  const commands = cases.filter(({ isCommand }) => isCommand);
  const none = cases.filter(({ isCommand }) => !isCommand);
  process.stdout.write(
    `${locale}\n  weights ${JSON.stringify(Object.fromEntries(featureNames.map((name, index) => [name, Number(weights[index]!.toFixed(3))])))}\n`,
  );
  process.stdout.write(
    `  heard right: ${share(commands.filter(({ isRight }) => isRight).length, commands.length)}\n`,
  );
  for (const threshold of [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) {
    const kept = commands.filter((one) => one.isRight && scoreOf(one.evidence) >= threshold).length;
    const taken = none.filter((one) => scoreOf(one.evidence) >= threshold).length;
    process.stdout.write(
      `  from ${threshold}: right and kept ${share(kept, commands.length)}, none taken ${share(taken, none.length)}\n`,
    );
  }
}
