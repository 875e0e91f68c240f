/** The largest request that a skill could ever get; a projection is made from it, it never leaves. */
import type { NamedValue, Slot, Surroundings, TurnRef } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { isCameraTool } from '../answer/device-tools.ts';
import type { AudiencePolicy } from '../audience/policy.ts';
import { localeFor } from '../locale.ts';
import type { SkillManifest } from '../manifest/types.ts';
import type { RequestCandidate } from './plan.ts';

/** Version of the native protocol, as in `docs/skill-protocol.md`. */
export const protocolVersion = '1';

/** What the router knows of one call. */
export interface CallFacts {
  /** Stable over a safe retry. */
  readonly requestId: string;
  readonly turn: TurnRef;
  /** What follows from who is listening, as read from the turn's signed answer. */
  readonly policy: AudiencePolicy;
  readonly capabilities: readonly string[];
  /** What the device can do and how it is, as it said itself: the first word of a tool is its name. */
  readonly tools?: readonly string[];
  readonly status?: readonly string[];
  readonly surroundings: Surroundings | undefined;
  readonly manifest: SkillManifest;
  readonly intent: string;
  readonly slots: readonly Slot[];
  /** `none`, `confirmed` or `denied`. */
  readonly confirmation: string;
  readonly utterance: string;
  /** Random, made for this skill and this conversation; never the speaker's own session id. */
  readonly conversationId: string;
  readonly isNewConversation: boolean;
  /** The skill's own JSON object; empty text = none. */
  readonly attributesJson: string;
  /** Earlier utterances of this conversation, oldest first. */
  readonly history: readonly string[];
  /** What the skill named itself in this conversation. */
  readonly names?: readonly NamedValue[];
  /** What came of the permission that the skill asked for in its last answer. */
  readonly permission?: { readonly path: string; readonly isGranted: boolean } | undefined;
  readonly nowMs: number;
}

/** Gathers what a request could hold. No id of an account, household, device or session is among it. */
export function requestCandidate(facts: CallFacts): RequestCandidate {
  const { turn, manifest, tools = [] } = facts;
  const camera = facts.policy.mayUseCameras ? tools.find(isCameraTool) : undefined;
  return {
    policy: facts.policy,
    intent: facts.intent,
    slots: facts.slots,
    entities: facts.surroundings?.entities ?? [],
    names: facts.names ?? [],
    locale: localeFor(turn.locale),
    values: {
      requestId: facts.requestId,
      version: protocolVersion,
      skillId: manifest.id,
      skillVersion: manifest.version,
      timestamp: new Date(facts.nowMs).toISOString(),
      locale: turn.locale,
      'session.id': facts.conversationId,
      'session.isNew': facts.isNewConversation,
      'session.attributesJson': facts.attributesJson,
      'intent.name': facts.intent,
      'intent.confirmation': facts.confirmation === '' ? 'none' : facts.confirmation,
      'intent.permission.path': facts.permission?.path,
      'intent.permission.isGranted': facts.permission?.isGranted,
      'device.capabilities': facts.capabilities,
      'device.tools': tools.filter((tool) => !isCameraTool(tool)),
      'device.status': facts.status,
      'device.camera': camera,
      'device.timeZone': facts.surroundings?.timeZone,
      utterance: facts.utterance,
      history: facts.history,
    },
  };
}
