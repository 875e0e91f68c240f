/** Calls that are running, ended when their skill is switched off or a field withdrawn. */
import type { SkillRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { Bag } from '../../common/bag.ts';
import type { ErrorCode } from '../../common/errors/catalogue.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import type { Logger } from '../../common/log.ts';
import type { Owner, Registry } from '../registry/index.ts';

interface Running {
  readonly owner: Owner;
  readonly skill: SkillRef;
  readonly controller: AbortController;
}

export interface Entry {
  /** Ends at the deadline, when the caller gives up, when the skill is switched off or suspended, and by `recall`. */
  readonly signal: AbortSignal;
  recall(reason: EarshotError): void;
  leave(): void;
}

/**
 * Calls that are running. Each change of the registry is held against them: switching a skill off takes effect for
 * requests on their way too.
 */
export class InFlight {
  readonly #registry: Registry;
  readonly #log: Logger;
  readonly #running = new Bag<Running>();

  constructor(registry: Registry, log: Logger) {
    this.#registry = registry;
    this.#log = log;
    registry.onChange(() => void this.#recheck());
  }

  enter(owner: Owner, skill: SkillRef, caller: AbortSignal, timeoutMs: number): Entry {
    const controller = new AbortController();
    const running = { owner, skill, controller };
    const timer = setTimeout(() => controller.abort(new EarshotError('SKILL_TIMEOUT')), timeoutMs);
    const onCallerGone = () => controller.abort(new EarshotError('CANCELLED'));
    caller.addEventListener('abort', onCallerGone, { once: true });
    if (caller.aborted) onCallerGone();
    this.#running.add(running);
    return {
      signal: controller.signal,
      recall: (reason) => controller.abort(reason),
      leave: () => {
        clearTimeout(timer);
        caller.removeEventListener('abort', onCallerGone);
        this.#running.delete(running);
      },
    };
  }

  async #recheck(): Promise<void> {
    for (const running of this.#running) {
      let code: ErrorCode = 'SKILL_NOT_ENABLED';
      try {
        if (await this.#registry.isCallable(running.owner, running.skill)) continue;
      } catch (error) {
        // Nobody can say whether it is still allowed, so it is not.
        this.#log.warn('skill.recheck-failed', { skillId: running.skill.skillId }, error);
        code = codeOf(error);
      }
      running.controller.abort(new EarshotError(code));
    }
  }
}
