/** One version of a skill with a simulated user, in a process of its own: orders come in, turns go out. */
import { pathToFileURL } from 'node:url';
import type { Locale } from '../model.ts';
import type { SkillCore } from '../skill.ts';
import { simulate } from '../testing/index.ts';
import type { SimulatedTurn, Simulator, TestAudience } from '../testing/types.ts';

/** What the console wants done. */
export type Order =
  | {
      readonly begin: {
        readonly locale: string;
        readonly audience: string;
        readonly grants: readonly string[];
      };
    }
  | { readonly say: string }
  | { readonly grant: string }
  | { readonly withdraw: string }
  | { readonly set: { readonly path: string; readonly value: string } }
  | { readonly locale: string }
  | { readonly startOver: true }
  | { readonly deleteData: true };

/** A turn as it crosses to the console: its error as a sentence. */
export type HeardTurn = Omit<SimulatedTurn, 'error'> & { readonly error: string | undefined };

/** What became of an order. */
export interface Heard {
  readonly turn?: HeardTurn;
  readonly failure?: string;
}

let user: Simulator | undefined;

async function obey(order: Order): Promise<Heard> {
  if ('begin' in order) {
    const { skill } = (await import(pathToFileURL(process.argv[2] ?? '').href)) as { skill?: SkillCore };
    if (!skill) return { failure: 'the skill module exports no "skill"' };
    const { locale, audience, grants } = order.begin;
    user = simulate(skill, {
      locale: locale as Locale,
      audience: audience as TestAudience,
      grants,
      now: new Date(),
    });
    return {};
  }
  if (!user) return { failure: 'nobody is there' };
  if ('say' in order) {
    const { error, ...turn } = await user.say(order.say);
    const sentence = error === undefined ? undefined : error instanceof Error ? error.message : String(error);
    return { turn: { ...turn, error: sentence } };
  }
  if ('grant' in order) user.grant(order.grant);
  else if ('withdraw' in order) await user.withdraw(order.withdraw);
  else if ('set' in order) user.setProfile(order.set.path, order.set.value);
  else if ('locale' in order) {
    if (order.locale !== 'en-US' && order.locale !== 'zh-CN')
      return { failure: 'a locale is en-US or zh-CN' };
    user.setLocale(order.locale);
  } else if ('startOver' in order) user.startOver();
  else await user.deleteData();
  return {};
}

process.on('message', async (order: Order) => {
  const heard = await obey(order).catch((error: unknown) => ({ failure: (error as Error).message }));
  process.send?.(heard);
});
process.on('disconnect', () => process.exit());
