/** Compiles the language models of skill sets in use before somebody speaks, and loads them into idle decoders. */
import type { Locale } from '@earshot/skills-sdk';
import type { SkillsServiceClient } from '../../proto/gen/earshot/skills/v1/skills.ts';
import type { SkillSet } from '../../proto/gen/earshot/turn/v1/turn.ts';
import type { Logger } from '../common/log.ts';
import { prepareAhead } from '../common/skill-sets-in-use.ts';
import type { PocketSphinxEngine } from './pocketsphinx/pocketsphinx-engine.ts';
import type { SkillSets } from './skill-sets.ts';

export interface CompileAheadOptions {
  readonly skills: SkillsServiceClient;
  readonly skillSets: SkillSets;
  readonly engine: PocketSphinxEngine;
  readonly locales: readonly Locale[];
  /** Idle decoders that get a new model at once; those that start later load it too. */
  readonly minDecoders: number;
  readonly readyDecoders: number;
  readonly log: Logger;
}

export interface CompilingAhead {
  /** Resolves when the skill sets in use at the start are compiled, or the registry could not be asked. */
  readonly first: Promise<void>;
  stop(): void;
}

export function compileAhead(options: CompileAheadOptions): CompilingAhead {
  const stopped = new AbortController();
  const { signal } = stopped;
  const prepare = (skillSets: readonly SkillSet[]) => prepareAll(skillSets, options, signal);
  const { first } = prepareAhead(options.skills, prepare, signal);
  return { first, stop: () => stopped.abort() };
}

async function prepareAll(
  skillSets: readonly SkillSet[],
  options: CompileAheadOptions,
  signal: AbortSignal,
): Promise<void> {
  for (const skillSet of skillSets) {
    for (const locale of options.locales) {
      try {
        const startedAt = performance.now();
        const ref = await options.skillSets.prepare({ skillSet, locale, entities: [] }, signal);
        if (!ref) continue;
        await options.engine.preload(ref, Math.max(options.minDecoders, options.readyDecoders));
        const durationMs = performance.now() - startedAt;
        options.log.info('asr.model-ready', { skillSetId: skillSet.skillSetId, locale, durationMs });
      } catch (error) {
        options.log.warn('asr.model-failed', { skillSetId: skillSet.skillSetId, locale }, error);
      }
    }
  }
}
