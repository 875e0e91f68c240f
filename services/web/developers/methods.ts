/** What a developer may ask for over the edge, and the shape that each request must have. */
import { z } from 'zod';
import type { PublishingServiceClient } from '../../../proto/gen/earshot/skills/v1/publishing.ts';
import { SkillState, type SkillsServiceClient } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import {
  SentenceReview,
  type TrainingServiceClient,
} from '../../../proto/gen/earshot/training/v1/training.ts';
import type { ClientForPeople } from '../../common/grpc/for-people.ts';
import { type ProvenMethods, provenMethods } from '../proven/edge.ts';

export interface DeveloperClients {
  readonly skills: ClientForPeople<SkillsServiceClient>;
  readonly publishing: ClientForPeople<PublishingServiceClient>;
  readonly training: ClientForPeople<TrainingServiceClient>;
}

const skillId = z.string().min(1).max(200);
const locale = z.enum(['zh-CN', 'en-US']);
const version = z.string().min(1).max(100);
const skill = z.strictObject({ skillId, version });
const limits = { deadlineMs: 10_000 };
/** A checklist asks a stranger's server eleven times, five seconds each at most. */
const checkLimits = { deadlineMs: 60_000 };
/** Every sample of the time is opened. */
const suggestLimits = { deadlineMs: 60_000 };
/** The largest manifest, as text inside of JSON. */
export const maxBodyBytes = 1_100_000;

const method = provenMethods<DeveloperClients>();

/** By name; a request of another shape is nobody's. */
export const developerMethods: ProvenMethods<DeveloperClients> = {
  registerSkill: method(
    z.strictObject({ manifestJson: z.string().max(maxBodyBytes) }),
    ({ manifestJson }) =>
      ({ skills }, person) =>
        skills.call(person, 'registerSkill', { manifestJson, state: SkillState.DRAFT }, limits),
  ),
  listSkillVersions: method(
    z.strictObject({ skillId: z.string().max(200) }),
    (request) =>
      ({ skills }, person) =>
        skills.call(person, 'listSkillVersions', request, limits),
  ),
  certifySkill: method(
    z.strictObject({ skill }),
    (request) =>
      ({ publishing }, person) =>
        publishing.call(person, 'certifySkill', { ...request, isReviewed: false }, checkLimits),
  ),
  suspendSkill: method(z.strictObject({ skill }), (request) => ({ skills }, person) => {
    const suspended = { ...request, state: SkillState.SUSPENDED, sharePercent: 0, isAnyway: false };
    return skills.call(person, 'setSkillState', suspended, limits);
  }),
  rollBackSkill: method(
    z.strictObject({ skillId, fromVersion: z.string().max(100) }),
    (request) =>
      ({ publishing }, person) =>
        publishing.call(person, 'rollBackSkill', request, limits),
  ),
  readSkillAnalytics: method(
    z.strictObject({ skillId, days: z.int().min(0).max(90) }),
    (request) =>
      ({ publishing }, person) =>
        publishing.call(person, 'readSkillAnalytics', request, limits),
  ),
  readSkillLog: method(
    z.strictObject({ skillId, pageSize: z.int().min(0).max(200) }),
    (request) =>
      ({ publishing }, person) =>
        publishing.call(person, 'readSkillLog', request, limits),
  ),
  changeDeveloperKey: method(
    z.strictObject({ publicKey: z.string().max(100) }),
    (request) =>
      ({ publishing }, person) =>
        publishing.call(person, 'changeDeveloperKey', request, limits),
  ),
  listSignatureKeys: method(
    z.strictObject({ skillId }),
    (request) =>
      ({ publishing }, person) =>
        publishing.call(person, 'listSignatureKeys', request, limits),
  ),
  changeSignatureKey: method(
    z.strictObject({ skillId, publicKey: z.string().max(100), windowS: z.int().min(0) }),
    (request) =>
      ({ publishing }, person) =>
        publishing.call(person, 'changeSignatureKey', request, limits),
  ),
  suggestSentences: method(
    z.strictObject({ skillId, locale, withReviewed: z.boolean() }),
    (request) =>
      ({ training }, person) =>
        training.call(person, 'suggestSentences', request, suggestLimits),
  ),
  reviewSentence: method(
    z.strictObject({ skillId, locale, text: z.string().max(2_000), review: z.enum(SentenceReview) }),
    (request) =>
      ({ training }, person) =>
        training.call(person, 'reviewSentence', request, suggestLimits),
  ),
};
