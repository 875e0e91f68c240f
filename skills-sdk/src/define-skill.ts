/** Defines a skill: its manifest, its model, and a handler for each intent. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FastifyLike, fastifyPlugin } from './http/fastify.ts';
import { fetchHandler } from './http/fetch.ts';
import { type ListeningSkill, type ListenOptions, listen, nodeHandler } from './http/node.ts';
import type { HttpOptions } from './http/receive.ts';
import type { InteractionModel } from './model.ts';
import { type LooseDefinition, SkillRuntime } from './run.ts';
import type { AttributesPart, DeletionPart, SkillCore, SkillDefinition } from './skill.ts';
import type { ManifestInput } from './turn.ts';

/** A skill, and every way to reach it. Nothing of it is global: a process may hold many. */
export interface Skill extends SkillCore {
  /** A server of its own on `node:http`. */
  listen(options?: ListenOptions): Promise<ListeningSkill>;
  /** A handler for Express and its like; put it before anything that parses bodies. */
  express(
    options?: HttpOptions,
  ): (request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void) => void;
  /** A plug-in for Fastify. */
  fastify(options?: HttpOptions): (instance: FastifyLike) => Promise<void>;
  /** A handler for the Fetch API: `const handler = skill.fetch(); const response = await handler(request)`. */
  fetch(options?: HttpOptions): (request: Request) => Promise<Response>;
}

class HttpSkill extends SkillRuntime implements Skill {
  listen(options?: ListenOptions): Promise<ListeningSkill> {
    return listen(this, options);
  }

  express(options?: HttpOptions): ReturnType<Skill['express']> {
    return nodeHandler(this, options);
  }

  fastify(options?: HttpOptions): ReturnType<Skill['fastify']> {
    return fastifyPlugin(this, options);
  }

  fetch(options?: HttpOptions): ReturnType<Skill['fetch']> {
    return fetchHandler(this, options);
  }
}

/**
 * Defines a skill: who is behind it, what may be said to it, and one function for each thing that it can do.
 *
 * Types follow from the `const` model and manifest: the slots of each intent and their values, the fields that
 * may be asked for, the directives that may be returned, and whether the skill must say how it forgets.
 *
 * @example
 * ```ts
 * export const skill = defineSkill({
 *   manifest,
 *   model,
 *   intents: {
 *     Drive: ({ slots, tell }) => tell({ 'en-US': `Going ${slots.direction.value}.`, 'zh-CN': '好的。' }),
 *   },
 * });
 * ```
 */
export function defineSkill<
  const Model extends InteractionModel,
  const Manifest extends ManifestInput,
  Attributes = Record<string, never>,
>(
  definition: SkillDefinition<Model, Manifest, Attributes> &
    DeletionPart<Manifest> &
    AttributesPart<Manifest>,
): Skill {
  return new HttpSkill(definition as unknown as LooseDefinition);
}
