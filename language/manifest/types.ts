/**
 * The manifest: who is behind a skill, what it hears, what it asks for and why, and what may flow back.
 *
 * The people who enable the skill are shown all of it. The router builds every request from it, and drops
 * whatever a response holds beyond it.
 */
import type { InteractionModel, Locale, Localised } from '../model/types.ts';

/** Data classes by name, as in `earshot.privacy.v1.DataClass` without its prefix, in lower case. */
export type DataClassName =
  | 'structure'
  | 'public'
  | 'operational'
  | 'command'
  | 'utterance'
  | 'audio'
  | 'identifier'
  | 'contact'
  | 'location_coarse'
  | 'location_precise'
  | 'biometric'
  | 'child'
  | 'credential'
  | 'government_id'
  | 'transaction'
  | 'health'
  | 'image'
  | 'preference';

/** Who answers for the skill. Shown before the skill is enabled. */
export interface SkillDeveloper {
  /** The legal name of the operator. */
  readonly operator: string;
  /** An e-mail address or an https URL at which people reach the operator. */
  readonly contact: string;
  /** Where the operator processes data: an ISO 3166-1 country code in lower case, or `eu`. */
  readonly region: string;
  /** https. */
  readonly privacyPolicyUrl: string;
}

/**
 * One field of the request that the skill wants to see. It arrives only if it is listed here *and* the user
 * granted it; what was withheld is not named in the request.
 *
 * Names are JSON paths in `earshot.skill.v1.SkillRequest`:
 *
 * | name | how it arrives | data class |
 * | --- | --- | --- |
 * | `utterance`, `history` | in the request | utterance |
 * | `slots.<SlotName>` | in the request; needs no declaration if its class is command | that of the slot's type |
 * | `device.timeZone` | in the request | location (coarse) |
 * | `device.tools`, `device.status`, `device.camera` | in the request | preference |
 * | `user.accountToken` | in the request; needs {@link SkillManifest.accountLinking} | credential |
 * | `user.name` | pulled | identifier |
 * | `user.contact.email`, `user.contact.phone` | pulled | contact |
 * | `device.city` | pulled | location (coarse) |
 * | `device.address` | pulled | location (precise) |
 *
 * The envelope needs no declaration: `requestId`, `locale`, `session`, the intent's name, and `user.id` and
 * `device.id`, which are pseudonyms made for this skill alone.
 */
export interface FieldDeclaration {
  readonly name: string;
  /** When true, the skill is not called unless the user granted the field; the user is told so. */
  readonly required: boolean;
  /** The sentence the user is shown, for each locale of the skill. */
  readonly purpose: Localised<string>;
  /** Days that the skill keeps it; 0 = not beyond the answer; at most 180. */
  readonly retentionDays: number;
}

/** Something that a response may hold. `speech` covers progress speech too; `listening` is `expectSpeech`. */
export type ReturnName =
  | 'speech'
  | 'reprompt'
  | 'card'
  | 'audio'
  | 'display'
  | 'device-control'
  | 'device-tool'
  | 'timer'
  | 'attributes'
  | 'names'
  | 'permission'
  | 'listening'
  | 'elicit'
  | 'confirm'
  | 'feedback';

/** What may flow back. Anything else in a response is dropped and counted. */
export interface ReturnDeclaration {
  readonly name: ReturnName;
  /**
   * What the content reveals, if more than the schema says of it: a bank's speech is `transaction`. Content
   * above `utterance` is dropped on hotel devices and on children's devices.
   */
  readonly dataClass?: DataClassName;
}

/** Declared fields that people switch on and off together. A field belongs to at most one scope. */
export interface ScopeDeclaration {
  readonly name: string;
  /** As shown on the switch. */
  readonly title: Localised<string>;
  /** Names of declared fields. */
  readonly fields: readonly string[];
}

/** OAuth 2.0 authorisation code with PKCE at the skill's own account system. */
export interface AccountLinking {
  /** https. */
  readonly authorizationUrl: string;
  /** https. */
  readonly tokenUrl: string;
  /** https, RFC 7009. Where tokens are revoked as soon as somebody unlinks; without it they are only forgotten. */
  readonly revocationUrl?: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** What the skill gets to know by linking, as shown to the user. */
  readonly skillLearns: Localised<string>;
  /** What Earshot gets to know by linking, as shown to the user. */
  readonly earshotLearns: Localised<string>;
}

/** By what names and numbers a server of AliGenie's knows the skill and its intents. */
export interface AliGenieSettings {
  readonly skillId: number;
  readonly skillName?: string;
  /** By the names of our model. One that is not listed is sent as 0 with its own name. */
  readonly intents: { readonly [intentName: string]: { readonly id: number; readonly name?: string } };
  /** Base64 of an RSA key (SPKI, DER): requests are encrypted to it, as such servers may want. It proves nothing. */
  readonly publicKey?: string;
}

/** Write it as a `const` beside the interaction model; `earshot skill validate` checks it. */
export interface SkillManifest {
  /** Reverse domain name in lower case, e.g. `com.example.bean-counter`. The audience of every signature. */
  readonly id: string;
  /** Semantic version. A registered version never changes. */
  readonly version: string;
  /** Shown and spoken, for each locale. */
  readonly name: Localised<string>;
  readonly developer: SkillDeveloper;
  readonly locales: readonly Locale[];
  readonly model: InteractionModel;
  /** An https URL that requests are posted to, or `in-process` for a skill that Earshot itself runs. */
  readonly endpoint: string;
  /**
   * How requests and answers are written: ours, or those of AliGenie's custom skills. Default `earshot-v1`. Signatures, limits
   * and what may be in a request are the same in all.
   */
  readonly protocol?: 'earshot-v1' | 'aligenie-v1' | 'aligenie-v3';
  /** For the protocols of AliGenie, and needed there. */
  readonly aligenie?: AliGenieSettings;
  /**
   * Standard Webhooks public keys (`whpk_` and the base64 of a raw ed25519 key). When there are any, every
   * response must be signed by one of them.
   */
  readonly signatureKeys?: readonly string[];
  readonly fields: readonly FieldDeclaration[];
  readonly returns: readonly ReturnDeclaration[];
  readonly scopes?: readonly ScopeDeclaration[];
  readonly accountLinking?: AccountLinking;
  /** How long an answer may take, 100 to 8,000 ms. Default 3,000. */
  readonly timeoutMs?: number;
  /**
   * https. Where `user.data.delete`, `skill.disabled` and `consent.changed` are posted. Required if any field
   * is kept (`retentionDays` above 0).
   */
  readonly deletionUrl?: string;
}
