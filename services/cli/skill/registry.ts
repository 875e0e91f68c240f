/** The registry as whoever gives the command may use it: a developer over https with their own key, or the operator on this machine. */
import {
  type CertifySkillResponse,
  type ChangeSignatureKeyResponse,
  type ListSignatureKeysResponse,
  PublishingServiceClient,
  type ReadSkillAnalyticsResponse,
  type ReadSkillLogResponse,
  type RollBackSkillResponse,
} from '../../../proto/gen/earshot/skills/v1/publishing.ts';
import {
  type ListSkillVersionsResponse,
  type RegisterSkillResponse,
  SkillState,
  SkillsServiceClient,
} from '../../../proto/gen/earshot/skills/v1/skills.ts';
import {
  type ReviewSentenceRequest,
  type SuggestSentencesRequest,
  type SuggestSentencesResponse,
  TrainingServiceClient,
} from '../../../proto/gen/earshot/training/v1/training.ts';
import type { SkillRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { inOneLine, SkillCommandError } from '../../../skills-sdk/src/command/failure.ts';
import { stateDir } from '../../common/addresses.ts';
import { loadConfig } from '../../common/config.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { asOperator } from '../as-operator.ts';
import { callingAs, operator } from '../identity.ts';
import { ProvenCallError } from '../key-account.ts';
import { readAccount } from './account.ts';
import { addressOf, deadlineMs } from './local.ts';

/** What developers and operators do alike. */
export interface SharedRegistry {
  registerSkill(manifestJson: string): Promise<RegisterSkillResponse>;
  listSkillVersions(skillId: string): Promise<ListSkillVersionsResponse>;
  certifySkill(skill: SkillRef, isReviewed: boolean): Promise<CertifySkillResponse>;
  suspendSkill(skill: SkillRef): Promise<unknown>;
  rollBackSkill(skillId: string): Promise<RollBackSkillResponse>;
  readSkillAnalytics(skillId: string, days: number): Promise<ReadSkillAnalyticsResponse>;
  readSkillLog(skillId: string): Promise<ReadSkillLogResponse>;
  listSignatureKeys(skillId: string): Promise<ListSignatureKeysResponse>;
  changeSignatureKey(
    skillId: string,
    publicKey: string,
    windowS: number,
  ): Promise<ChangeSignatureKeyResponse>;
}

/** What people said to a skill in vain, for whoever writes it. */
export interface Suggestions {
  suggestSentences(request: SuggestSentencesRequest): Promise<SuggestSentencesResponse>;
  reviewSentence(request: ReviewSentenceRequest): Promise<unknown>;
}

/** And what operators do alone. */
export interface OperatorsRegistry extends SharedRegistry {
  goLive(skill: SkillRef, sharePercent: number, isAnyway: boolean): Promise<unknown>;
  setQuota(skillId: string, callsPerMinute: number, callsAtOnce: number): Promise<unknown>;
}

/** As whom a command is given. */
export interface AsWhom {
  readonly operator?: boolean;
}

/** What the registry says when it says no, and what to do then. */
const reasons: Readonly<Record<string, string>> = {
  SKILL_VERSION_EXISTS:
    'this version is registered with another content, and a version never changes; give the manifest a new version',
  PERMISSION_DENIED:
    'another developer registered this id first, or it comes with Earshot; choose another id. A skill also stays with the operator that its manifest named first',
  SKILL_MANIFEST_INVALID: 'the registry refuses the manifest; look at it with: earshot skill validate',
  NOT_FOUND:
    'there is no such skill, version or suggestion, or it is not yours; look with: earshot skill list',
  SKILL_NO_EARLIER_VERSION: 'there is no earlier live version to go back to',
  SKILL_NOT_CERTIFIED: 'the version is a draft; first: earshot skill promote',
  UNAUTHENTICATED:
    'your key is not admitted there; send the operator what this prints: earshot skill account. Clocks that differ by a minute do the same',
  CALLER_REFUSED: 'that is for the operator to do; on the machine of that Earshot: --operator',
  RATE_LIMITED: 'this skill was checked too often in the last hour, or is being checked now; wait a while',
  SKILLS_FULL: 'there are as many skills or versions of yours as there may be',
  SERVICE_UNAVAILABLE: 'no Earshot answers here; start one with: earshot up',
};

const said = (code: string): SkillCommandError =>
  new SkillCommandError(reasons[code] ?? `the registry said ${code}`);

type Call = <T>(method: string, request: object) => Promise<T>;

/** What a developer asks over https, signed with their own key. @throws SkillCommandError where there is none */
function proven(): Call {
  const account = readAccount();
  if (account === undefined) {
    throw new SkillCommandError(
      'you have no developer account; make one with: earshot skill account. Whoever runs this Earshot may say --operator instead',
    );
  }
  return <T>(method: string, request: object) =>
    account.call(method, request).catch((error: unknown) => {
      throw error instanceof ProvenCallError ? said(error.code) : error;
    }) as Promise<T>;
}

/** Suggestions for a skill: of one's own with an account, of any as whoever runs this Earshot. Every sample of the time is opened. */
export async function withTraining(
  { operator: isOperator }: AsWhom,
  work: (suggestions: Suggestions) => Promise<void>,
): Promise<void> {
  if (isOperator !== true) {
    const call = proven();
    return work({
      suggestSentences: (request) => call('suggestSentences', request),
      reviewSentence: (request) => call('reviewSentence', request),
    });
  }
  const limits = { deadlineMs: 60_000 };
  await asOperator(TrainingServiceClient, 'training', (training) =>
    work({
      suggestSentences: (request) => callUnary(training, 'suggestSentences', request, limits),
      reviewSentence: (request) => callUnary(training, 'reviewSentence', request, limits),
    }).catch((error: unknown) => {
      throw error instanceof SkillCommandError ? error : said(codeOf(error));
    }),
  );
}

/** As the developer whose account this is, or with `--operator` as whoever runs this Earshot. */
export async function withRegistry(
  { operator: isOperator }: AsWhom,
  work: (registry: SharedRegistry) => Promise<void>,
): Promise<void> {
  if (isOperator === true) return withOperatorsRegistry(work);
  await inOneLine(async () => {
    const call = proven();
    await work({
      registerSkill: (manifestJson) => call('registerSkill', { manifestJson }),
      listSkillVersions: (skillId) => call('listSkillVersions', { skillId }),
      certifySkill: (skill) => call('certifySkill', { skill }),
      suspendSkill: (skill) => call('suspendSkill', { skill }),
      rollBackSkill: (skillId) => call('rollBackSkill', { skillId, fromVersion: '' }),
      readSkillAnalytics: (skillId, days) => call('readSkillAnalytics', { skillId, days }),
      readSkillLog: (skillId) => call('readSkillLog', { skillId, pageSize: 0 }),
      listSignatureKeys: (skillId) => call('listSignatureKeys', { skillId }),
      changeSignatureKey: (skillId, publicKey, windowS) =>
        call('changeSignatureKey', { skillId, publicKey, windowS }),
    });
  });
}

/** With the command line's key of this machine. */
export async function withOperatorsRegistry(
  work: (registry: OperatorsRegistry) => Promise<void>,
): Promise<void> {
  await inOneLine(async () => {
    const { stateDir: state } = loadConfig({ stateDir });
    const address = await addressOf('skills', state);
    const credentials = callingAs(operator, state);
    const skills = connect(SkillsServiceClient, address, credentials);
    const publishing = connect(PublishingServiceClient, address, credentials);
    const limits = { deadlineMs };
    const setState = (skill: SkillRef, state: SkillState, sharePercent = 0, isAnyway = false) =>
      callUnary(skills, 'setSkillState', { skill, state, sharePercent, isAnyway }, limits);
    try {
      await work({
        registerSkill: (manifestJson) =>
          callUnary(skills, 'registerSkill', { manifestJson, state: SkillState.DRAFT }, limits),
        listSkillVersions: (skillId) => callUnary(skills, 'listSkillVersions', { skillId }, limits),
        certifySkill: (skill, isReviewed) =>
          callUnary(publishing, 'certifySkill', { skill, isReviewed }, { deadlineMs: 60_000 }),
        suspendSkill: (skill) => setState(skill, SkillState.SUSPENDED),
        rollBackSkill: (skillId) =>
          callUnary(publishing, 'rollBackSkill', { skillId, fromVersion: '' }, limits),
        readSkillAnalytics: (skillId, days) =>
          callUnary(publishing, 'readSkillAnalytics', { skillId, days }, limits),
        readSkillLog: (skillId) => callUnary(publishing, 'readSkillLog', { skillId, pageSize: 0 }, limits),
        listSignatureKeys: (skillId) => callUnary(publishing, 'listSignatureKeys', { skillId }, limits),
        changeSignatureKey: (skillId, publicKey, windowS) =>
          callUnary(publishing, 'changeSignatureKey', { skillId, publicKey, windowS }, limits),
        goLive: (skill, sharePercent, isAnyway) => setState(skill, SkillState.LIVE, sharePercent, isAnyway),
        setQuota: (skillId, callsPerMinute, callsAtOnce) =>
          callUnary(publishing, 'setSkillQuota', { skillId, callsPerMinute, callsAtOnce }, limits),
      });
    } catch (error) {
      if (error instanceof SkillCommandError) throw error;
      throw said(codeOf(error));
    } finally {
      skills.close();
      publishing.close();
    }
  });
}
