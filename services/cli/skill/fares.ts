/** `earshot skill logs | analytics`: what happened to a skill's versions, and how it fares; never a word that anybody said. */
import type { NamedCount } from '../../../proto/gen/earshot/skills/v1/publishing.ts';
import { SkillCommandError } from '../../../skills-sdk/src/command/failure.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { type AsWhom, withRegistry, withTraining } from './registry.ts';

interface Options extends AsWhom {
  readonly json?: boolean;
}

export async function logs(id: string, options: Options): Promise<void> {
  await withRegistry(options, async (registry) => {
    const { events } = await registry.readSkillLog(id);
    const rows = events
      .toReversed()
      .map(({ atMs, ...rest }) => ({ at: new Date(atMs).toISOString(), ...rest }));
    if (options.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
    else if (rows.length === 0) process.stdout.write('nothing yet\n');
    else {
      const lines = rows.map(({ at, version, event, detail, by }) =>
        `${at}  ${version.padEnd(14)}${event} ${detail}`.trimEnd().concat(`  (${by})\n`),
      );
      process.stdout.write(lines.join(''));
    }
  });
  if (options.json !== true) await waiting(id, options);
}

/** Beside what happened: how many sentences, said in vain by enough people, wait for whoever writes the model. */
async function waiting(skillId: string, options: AsWhom): Promise<void> {
  await withTraining(options, async (training) => {
    for (const locale of ['en-US', 'zh-CN']) {
      const { sentences = [] } = await training.suggestSentences({ skillId, locale, withReviewed: false });
      if (sentences.length === 0) continue;
      const what = `${sentences.length} sentences in ${locale} wait for a review`;
      process.stdout.write(`${what}: earshot skill suggestions --locale ${locale}\n`);
    }
  }).catch((error: unknown) => {
    // The log itself stands, and is whole.
    const reason = error instanceof SkillCommandError ? error.message : codeOf(error);
    process.stderr.write(`earshot: what people said to it in vain cannot be read: ${reason}\n`);
  });
}

export async function analytics(id: string, { days, ...options }: Options & { days: number }): Promise<void> {
  await withRegistry(options, async (registry) => {
    const { days: all, fewestHouseholds } = await registry.readSkillAnalytics(id, days);
    const rows = all.map((day) => ({
      ...{ day: day.day, version: day.version, isHidden: day.isHidden },
      ...{ calls: sum(day.outcomes), outcomes: table(day.outcomes), latencyMs: percentiles(day.latencyMs) },
      ...{ feedback: table(day.feedback), dropped: table(day.dropped), nearMisses: day.nearMisses },
    }));
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ days: rows, fewestHouseholds })}\n`);
      return;
    }
    if (rows.length === 0) process.stdout.write(`nobody called it in ${days} days before today\n`);
    for (const {
      day,
      version,
      isHidden,
      calls,
      outcomes,
      latencyMs,
      feedback,
      dropped,
      nearMisses,
    } of rows) {
      if (isHidden) {
        process.stdout.write(`${day}  ${version}  fewer than ${fewestHouseholds} households\n`);
        continue;
      }
      const { p50 = '?', p95 = '?', p99 = '?' } = latencyMs;
      process.stdout.write(
        `${day}  ${version}  ${calls} calls; half within ${p50} ms, 95 % ${p95}, 99 % ${p99}; ${nearMisses} refused near it\n` +
          [outcomes, feedback, dropped].map(formatCounts).join(''),
      );
    }
  });
}

const sum = (counts: readonly NamedCount[]): number => counts.reduce((all, { count }) => all + count, 0);
const table = (counts: readonly NamedCount[]): Record<string, number> =>
  Object.fromEntries(counts.map(({ name, count }) => [name, count]));

function formatCounts(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return parts.length === 0 ? '' : `            ${parts.join(', ')}\n`;
}

/** The upper end of the step within which so many of the answers came. */
function percentiles(steps: readonly NamedCount[]): Record<'p50' | 'p95' | 'p99', string> {
  const order = (name: string) => (name === 'more' ? Number.POSITIVE_INFINITY : Number(name));
  const sorted = [...steps].sort((a, b) => order(a.name) - order(b.name));
  const all = sum(steps);
  const at = (share: number): string => {
    let seen = 0;
    return (
      sorted.find(({ count }) => {
        seen += count;
        return seen >= share * all;
      })?.name ?? '?'
    );
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
