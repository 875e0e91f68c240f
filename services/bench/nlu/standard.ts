/** Everything on the shared corpora, through the product, and its page. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { missingShared, sharedPath } from '../../common/testing/shared-data.ts';
import { describeMachine, renderTable, writeReport } from '../report.ts';
import { CorpusError, readCorpus } from './corpus.ts';
import { evaluate, percent } from './evaluate.ts';
import { measureFirstAfternoon } from './first-afternoon.ts';
import { measureManySkills } from './many-skills.ts';
import { measureNlpJs } from './nlpjs.ts';
import { measureOutOfScope } from './out-of-scope.ts';
import { standardPage } from './page.ts';
import { ask, findEncoder, makeProduct } from './product.ts';
import type { StandardResult } from './result.ts';
import { measureTalk } from './talk.ts';

const massive = 'data/nlu/massive-en-US';
const smp = 'data/nlu/smp2020-zh-CN';
const corpora = {
  en: { name: 'MASSIVE 1.0 en-US, a skill for each scenario', folder: massive, locale: 'en-US' },
  zh: { name: 'SMP2020-ECDT zh-CN, a skill for each intent', folder: smp, locale: 'zh-CN' },
} as const;
type CorpusKey = keyof typeof corpora;

type Results = { -readonly [K in keyof Omit<StandardResult, 'page'>]: Mutable<StandardResult[K]> };
type Mutable<T> = T extends readonly (infer Item)[] ? Item[] : T;

/** What can be measured in a sitting of its own, in the order of a whole measurement: what people meet comes first. */
export const standardParts = [
  'afternoon',
  'en-words',
  'en-encoder',
  'zh-words',
  'zh-encoder',
  'many-words',
  'many-encoder',
  'scope-words',
  'scope-encoder',
  'nlpjs-en',
  'nlpjs-zh',
] as const;
export type StandardPart = (typeof standardParts)[number];

export interface StandardOptions {
  /** Accuracy alone, and no page. */
  readonly quick: boolean;
  /** Only these; all when absent. */
  readonly parts?: readonly StandardPart[] | undefined;
  /** A file that keeps what earlier sittings measured, as a busy machine has no quiet half hour. */
  readonly keep?: string | undefined;
}

/** @throws CorpusError when the shared corpora are not beside the checkout */
export async function measureStandard(
  { quick, parts, keep }: StandardOptions,
  progress: (line: string) => void,
): Promise<StandardResult> {
  const missing = missingShared(massive, smp);
  if (missing !== undefined) throw new CorpusError(missing, 0, 'give your own data with --train and --test');
  const results: Results =
    keep !== undefined && existsSync(keep)
      ? { ...nothingYet(), ...(JSON.parse(readFileSync(keep, 'utf8')) as Partial<Results>) }
      : nothingYet();
  // The page grows with each part: an interrupted run leaves what it measured.
  const save = () => {
    if (keep !== undefined) writeFileSync(keep, JSON.stringify(results));
    return quick ? undefined : writeReport('bench-nlu.md', standardPage(results));
  };
  const wanted = parts ?? (quick ? standardParts.slice(0, 5) : standardParts);
  for (const part of standardParts) {
    if (!wanted.includes(part)) continue;
    progress(`measuring ${part}`);
    await measurePart(part, results, quick, progress);
    save();
  }
  const page = save();
  return { ...results, ...(page === undefined ? {} : { page }) };
}

const nothingYet = (): Results => ({
  corpora: [],
  nlpJs: [],
  outOfScope: [],
  talk: [],
  firstAfternoon: [],
  manySkills: [],
  machine: describeMachine(),
});

async function measurePart(
  part: StandardPart,
  results: Results,
  quick: boolean,
  progress: (line: string) => void,
): Promise<void> {
  const [first, second = ''] = part.split('-') as [string, string?];
  if (first === 'afternoon') {
    results.firstAfternoon = (['en-US', 'zh-CN'] as const).map(measureFirstAfternoon);
    return;
  }
  if (first === 'nlpjs') {
    const { name, locale } = corpora[second as CorpusKey];
    const { taught, asked } = rowsOf(second as CorpusKey);
    put(
      results.nlpJs,
      { corpus: name, result: await measureNlpJs(taught, asked, locale) },
      ({ corpus }) => corpus,
    );
    return;
  }
  const key: CorpusKey = first === 'zh' ? 'zh' : 'en';
  const { locale } = corpora[key];
  const found = second === 'encoder' ? await findEncoder(locale) : undefined;
  if (second === 'encoder' && found === undefined) {
    progress(`no sentence encoder for ${locale}: left out`);
    return;
  }
  try {
    if (first === 'many') {
      const measured = await measureManySkills([10, 1000], 1000, found?.encoder, progress);
      const isEncoded = found !== undefined;
      results.manySkills = [...results.manySkills.filter((one) => one.isEncoded !== isEncoded), ...measured];
    } else if (first === 'scope') {
      const { taught, asked } = rowsOf(key);
      const product = await makeProduct(taught, locale, found?.encoder);
      const result = await measureOutOfScope(product, asked, locale, found?.encoder, progress);
      put(results.outOfScope, { isEncoded: found !== undefined, result }, ({ isEncoded }) =>
        String(isEncoded),
      );
    } else await measureCorpus(key, found, results, quick, progress);
    found?.encoder.check();
  } finally {
    await found?.encoder.close();
  }
}

async function measureCorpus(
  key: CorpusKey,
  found: Awaited<ReturnType<typeof findEncoder>>,
  results: Results,
  quick: boolean,
  progress: (line: string) => void,
): Promise<void> {
  const { name, locale } = corpora[key];
  const { taught, asked } = rowsOf(key);
  const product = await makeProduct(taught, locale, found?.encoder);
  if (found) found.encoder.isRemembering = false;
  const scores = await evaluate(asked, ask(product));
  if (found) found.encoder.isRemembering = true;
  const measured = {
    ...scores,
    corpus: name,
    locale,
    encoder: found?.runtime,
    taught: taught.length,
    skills: product.skills.length,
    enablingSeconds: product.enablingSeconds,
  };
  put(results.corpora, measured, ({ corpus, encoder }) => `${corpus} ${encoder !== undefined}`);
  progress(
    `  intent ${percent(scores.intentAccuracy)}, slot F1 ${percent(scores.slotF1)}, exact ${percent(scores.exactMatch)}` +
      `, p99 ${scores.latencyMs.p99.toFixed(2)} ms`,
  );
  if (quick) return;
  const talk = await measureTalk(locale, found?.encoder);
  put(results.talk, talk, ({ locale: own, isEncoded }) => `${own} ${isEncoded}`);
}

const rowsOf = (key: CorpusKey) => ({
  taught: readCorpus(sharedPath(`${corpora[key].folder}/train.jsonl`)),
  asked: readCorpus(sharedPath(`${corpora[key].folder}/dev.jsonl`)),
});

/** In place of what an earlier sitting measured of the same. */
function put<T>(list: T[], item: T, keyOf: (one: T) => string): void {
  const at = list.findIndex((one) => keyOf(one) === keyOf(item));
  if (at < 0) list.push(item);
  else list[at] = item;
}

export function describeStandard(result: StandardResult): string {
  const parts = [
    renderTable({
      columns: ['corpus', 'encoder', 'accepted %', 'intent %', 'slot F1 %', 'exact %', 'p99 ms'],
      rows: result.corpora.map((one) => [
        one.corpus,
        one.encoder ?? 'none',
        percent(one.accepted),
        percent(one.intentAccuracy),
        percent(one.slotF1),
        percent(one.exactMatch),
        one.latencyMs.p99.toFixed(2),
      ]),
    }),
  ];
  for (const { isEncoded, result: one } of result.outOfScope)
    parts.push(
      `out of scope${isEncoded ? ', encoder' : ''}: ${percent(one.atFivePercent)} % taken at 5 % false rejection, ` +
        `${percent(one.atTenPercent)} % at 10 %`,
    );
  for (const one of result.talk)
    parts.push(
      `talk ${one.locale}${one.isEncoded ? ', encoder' : ''}: ${one.taken} of ${one.utterances} taken`,
    );
  for (const one of result.firstAfternoon)
    parts.push(
      `a skill of a first afternoon, ${one.locale}: ${one.right} of ${one.utterances} right, ${one.refused} refused, ${one.wrong} wrong`,
    );
  for (const one of result.manySkills)
    parts.push(
      `${one.skills} skills${one.isEncoded ? ', encoder' : ''}: p99 ${one.p99Ms.toFixed(2)} ms, ` +
        `enabling at most ${one.enableMaxMs.toFixed(0)} ms, ${percent(one.accuracy)} % right`,
    );
  if (result.page !== undefined) parts.push(`written: ${result.page}`);
  return parts.join('\n\n');
}
