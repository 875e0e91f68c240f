/** Everything on the shared corpora, through the product, and its page. */
import { missingShared, sharedPath } from '../../common/testing/shared-data.ts';
import { describeMachine, renderTable, writeReport } from '../report.ts';
import { CorpusError, readCorpus } from './corpus.ts';
import { evaluate, percent } from './evaluate.ts';
import { type ManySkillsResult, measureManySkills } from './many-skills.ts';
import { measureNlpJs } from './nlpjs.ts';
import { measureOutOfScope } from './out-of-scope.ts';
import { standardPage } from './page.ts';
import { ask, findEncoder, makeProduct } from './product.ts';
import type { CorpusResult, StandardResult } from './result.ts';
import { measureTalk, type TalkResult } from './talk.ts';

const massive = 'data/nlu/massive-en-US';
const smp = 'data/nlu/smp2020-zh-CN';
const corpora = [
  { name: 'MASSIVE 1.0 en-US, a skill for each scenario', folder: massive, locale: 'en-US' },
  { name: 'SMP2020-ECDT zh-CN, a skill for each intent', folder: smp, locale: 'zh-CN' },
] as const;

/** Throws a CorpusError when the shared corpora are not beside the checkout. `quick` measures accuracy alone. */
export async function measureStandard(
  { quick }: { readonly quick: boolean },
  progress: (line: string) => void,
): Promise<StandardResult> {
  const missing = missingShared(massive, smp);
  if (missing !== undefined) throw new CorpusError(missing, 0, 'give your own data with --train and --test');
  const sofar = {
    corpora: [] as CorpusResult[],
    nlpJs: [] as StandardResult['nlpJs'][number][],
    outOfScope: [] as StandardResult['outOfScope'][number][],
    talk: [] as TalkResult[],
    manySkills: [] as ManySkillsResult[],
    machine: describeMachine(),
  };
  // The page grows with each part: an interrupted run leaves what it measured, and says what is missing.
  const save = () => (quick ? undefined : writeReport('bench-nlu.md', standardPage(sofar)));
  const later: (() => Promise<void>)[] = [];
  for (const { name, folder, locale } of corpora) {
    const taught = readCorpus(sharedPath(`${folder}/train.jsonl`));
    const asked = readCorpus(sharedPath(`${folder}/dev.jsonl`));
    const found = await findEncoder(locale);
    if (found === undefined) progress(`no sentence encoder for ${locale}: by words alone`);
    for (const encoder of found === undefined ? [undefined] : [undefined, found.encoder]) {
      progress(`${name}${encoder ? ', with its encoder' : ''}: enabling`);
      const product = await makeProduct(taught, locale, encoder);
      if (found) found.encoder.isRemembering = false;
      const scores = await evaluate(asked, ask(product));
      if (found) found.encoder.isRemembering = true;
      encoder?.check();
      sofar.corpora.push({
        ...scores,
        corpus: name,
        locale,
        encoder: encoder && found?.runtime,
        taught: taught.length,
        skills: product.skills.length,
        enablingSeconds: product.enablingSeconds,
      });
      progress(
        `  intent ${percent(scores.intentAccuracy)}, slot F1 ${percent(scores.slotF1)}, exact ${percent(scores.exactMatch)}` +
          `, p99 ${scores.latencyMs.p99.toFixed(2)} ms`,
      );
      if (!quick) sofar.talk.push(await measureTalk(locale, encoder));
      save();
      if (folder !== massive) continue;
      later.push(async () => {
        progress('a thousand skills');
        sofar.manySkills.push(...(await measureManySkills([10, 1000], 1000, encoder, progress)));
        save();
        progress('out of scope: one scenario at a time');
        const result = await measureOutOfScope(product, asked, locale, encoder, progress);
        sofar.outOfScope.push({ isEncoded: encoder !== undefined, result });
        save();
      });
    }
    later.push(async () => {
      await found?.encoder.close();
      progress(`${name}: NLP.js`);
      sofar.nlpJs.push({ corpus: name, result: await measureNlpJs(taught, asked, locale) });
      save();
    });
  }
  if (!quick) for (const measure of later) await measure();
  const page = save();
  return { ...sofar, ...(page === undefined ? {} : { page }) };
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
  for (const one of result.manySkills)
    parts.push(
      `${one.skills} skills${one.isEncoded ? ', encoder' : ''}: p99 ${one.p99Ms.toFixed(2)} ms, ` +
        `enabling at most ${one.enableMaxMs.toFixed(0)} ms, ${percent(one.accuracy)} % right`,
    );
  if (result.page !== undefined) parts.push(`written: ${result.page}`);
  return parts.join('\n\n');
}
