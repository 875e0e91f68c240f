/** Answers which fields may leave, after it stands in the ledger. */
import { randomUUID } from 'node:crypto';
import type {
  DisclosableField,
  DiscloseRequest,
  DiscloseResponse,
  WithheldField,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { DeviceRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { recipientShape, requireShape, turnIdShape, versionShape } from '../accounts/validate.ts';
import { isSkill } from '../consent/recipient-name.ts';
import type { EntryBody, EntryField } from '../ledger/entry.ts';
import type { LedgerWriter } from '../ledger/writer.ts';
import { trainingRecipient } from '../samples/names.ts';
import { accountTokenPath, decideField, isSamplePath } from './decide.ts';
import { pseudonymOf } from './pseudonym.ts';
import { makePullToken, type PullClaims } from './pull-token.ts';
import type { DisclosureSnapshot, Snapshots } from './snapshot.ts';

const maxFields = 256;
const maxPathLength = 160;
const maxPurposeLength = 500;
/** One sentence for each language. */
const maxPurposes = 64;
/** Consent that changes more often than this within one call is an attack or a mistake. */
const maxDecisions = 5;

export interface DiscloserOptions {
  readonly snapshots: Snapshots;
  readonly ledger: LedgerWriter;
  readonly pseudonymKey: Buffer;
  readonly pullTokenKey: Buffer;
  readonly pullTokenTtlMs: number;
  readonly pullUrl: string;
  /** Of the account that is linked for a skill; empty when there is none that is good. */
  readonly accountToken: (subjectId: string, skillId: string) => Promise<string>;
  readonly now: () => number;
}

interface Decision {
  readonly allowedPaths: string[];
  readonly withheld: WithheldField[];
  readonly sent: EntryField[];
  readonly grantIds: string[];
  readonly pullable: PullClaims['grants'][number][];
}

export class Discloser {
  readonly #options: DiscloserOptions;

  constructor(options: DiscloserOptions) {
    this.#options = options;
  }

  /**
   * Decides what may leave, writes it into the ledger durably, and only then answers; a preview is only decided.
   * @throws EarshotError INVALID_ARGUMENT; PERMISSION_DENIED when the device is revoked, unknown, or not whose the
   *   caller says it is; CONSENT_REQUIRED when the voice service is not agreed to; SKILL_OTHER_REGION when the
   *   recipient is across a border that its data may not cross; STORE_FAILED or OVERLOADED when the line could not be written: then nothing may leave.
   */
  async disclose(request: DiscloseRequest): Promise<DiscloseResponse> {
    const { turnId, device, skill, fields } = request;
    if (device === undefined || skill === undefined) throw new EarshotError('INVALID_ARGUMENT');
    requireShape(skill.skillId, recipientShape, 'skillId');
    requireShape(skill.version, versionShape, 'version');
    requireShape(turnId, turnIdShape, 'turnId');
    requireFields(fields);
    // A skill is enabled, and fetches; nobody else does either.
    const isEnvelope = fields.some((field) => field.isImpliedByEnabling || field.isPulled);
    if (isEnvelope && !isSkill(skill.skillId)) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'fields' } });
    }
    if (fields.some(({ path }) => isSamplePath(path)) && skill.skillId !== trainingRecipient) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'fields' } });
    }
    const disclosureId = randomUUID();
    for (let round = 0; round < maxDecisions; round += 1) {
      const snapshot = await this.#options.snapshots.get(device.deviceId, skill.skillId, skill.version);
      if (snapshot === undefined || !isOwnedAsSaid(snapshot, device)) {
        throw new EarshotError('PERMISSION_DENIED');
      }
      // Taken back while the turn was under way: then not even a bounded value leaves.
      if (!snapshot.decision.audience.policy.mayListen) throw new EarshotError('CONSENT_REQUIRED');
      // Not even that somebody called is to be known across a border that nobody let it cross.
      if (!snapshot.mayReach) throw new EarshotError('SKILL_OTHER_REGION');
      const decision = decide(snapshot, fields, isSkill(skill.skillId));
      if (request.isPreview === true) return previewOf(decision);
      const body: EntryBody = {
        chainId: snapshot.chainId,
        disclosureId,
        kind: 'invoke',
        skillId: skill.skillId,
        skillVersion: skill.version,
        turnId,
        fields: decision.sent,
        disclosedAtMs: this.#options.now(),
      };
      const outcome = await this.#options.ledger.append(body, snapshot.consentRevision);
      if (outcome === 'written') return this.#answer(snapshot, body, decision);
      this.#options.snapshots.drop(snapshot);
    }
    throw new EarshotError('OVERLOADED');
  }

  async #answer(
    snapshot: DisclosureSnapshot,
    body: EntryBody,
    decision: Decision,
  ): Promise<DiscloseResponse> {
    const { pseudonymKey, pullTokenKey, pullTokenTtlMs, pullUrl, now } = this.#options;
    const { skillId, skillVersion, turnId, disclosureId } = body;
    const { deviceId, subjectId, epoch, decision: ends } = snapshot;
    const isRecognisable = ends.audience.policy.mayPersonalise;
    const mayPull = decision.pullable.length > 0;
    const isTokenAllowed = decision.allowedPaths.includes(accountTokenPath);
    return {
      allowedPaths: decision.allowedPaths,
      withheld: decision.withheld,
      grantIds: decision.grantIds,
      // What stands in a hotel room or a child's room has no name at all.
      userPseudonym: isRecognisable ? pseudonymOf(pseudonymKey, 'user', subjectId, skillId, epoch) : '',
      devicePseudonym: isRecognisable ? pseudonymOf(pseudonymKey, 'device', deviceId, skillId, epoch) : '',
      disclosureId,
      accountToken: isTokenAllowed ? await this.#options.accountToken(subjectId, skillId) : '',
      pullUrl: mayPull ? pullUrl : '',
      pullToken: mayPull
        ? makePullToken(pullTokenKey, {
            disclosureId,
            turnId,
            deviceId,
            skillId,
            skillVersion,
            epoch,
            grants: decision.pullable,
            expiresAtMs: now() + pullTokenTtlMs,
          })
        : '',
    };
  }
}

/** What could leave, to a caller who sends nothing: no name, no token, and so no line in the ledger. */
const previewOf = ({ allowedPaths, withheld }: Decision): DiscloseResponse => ({
  allowedPaths,
  withheld,
  grantIds: [],
  userPseudonym: '',
  devicePseudonym: '',
  disclosureId: '',
  accountToken: '',
  pullUrl: '',
  pullToken: '',
});

/** The caller's word is not taken for whose device it is: its owner must be the one we know. */
function isOwnedAsSaid(snapshot: DisclosureSnapshot, device: DeviceRef): boolean {
  return snapshot.householdId === device.householdId && snapshot.tenantId === device.tenantId;
}

/** Enabling a skill lets bounded values leave for it; to nobody else does anything leave without a grant. */
function decide(
  snapshot: DisclosureSnapshot,
  fields: readonly DisclosableField[],
  isForSkill: boolean,
): Decision {
  const decision = decideFields(snapshot, fields);
  if (isForSkill || decision.grantIds.length > 0) return decision;
  const refused = decision.allowedPaths.map((path) => ({ path, reason: 'not_granted' }));
  const withheld = [...decision.withheld, ...refused];
  return { allowedPaths: [], withheld, sent: [], grantIds: [], pullable: [] };
}

function decideFields(snapshot: DisclosureSnapshot, fields: readonly DisclosableField[]): Decision {
  const decision: Decision = { allowedPaths: [], withheld: [], sent: [], grantIds: [], pullable: [] };
  for (const field of fields) {
    const verdict = decideField(snapshot.decision, field);
    if (!verdict.isAllowed) {
      decision.withheld.push({ path: field.path, reason: verdict.reason });
      continue;
    }
    decision.allowedPaths.push(field.path);
    if (verdict.grant !== undefined) decision.grantIds.push(verdict.grant.grantId);
    // A pulled field has not left yet; it gets a line of its own when it is read.
    if (field.isPulled) decision.pullable.push([field.path, verdict.grant?.grantId ?? '']);
    else {
      decision.sent.push({
        path: field.path,
        valueClass: verdict.valueClass,
        sizeBytes: field.sizeBytes,
        purpose: verdict.grant?.purpose ?? field.purpose,
        grantId: verdict.grant?.grantId ?? '',
      });
    }
  }
  return decision;
}

const isPurpose = (text: string): boolean => text.length <= maxPurposeLength && !text.includes('\u0000');

function requireFields(fields: readonly DisclosableField[]): void {
  const paths = new Set<string>();
  for (const { path, sizeBytes, purpose, declaredPurposes } of fields) {
    const isFine =
      /^[A-Za-z][\w.]*$/.test(path) &&
      path.length <= maxPathLength &&
      declaredPurposes.length <= maxPurposes &&
      [purpose, ...declaredPurposes].every(isPurpose) &&
      sizeBytes >= 0 &&
      !paths.has(path);
    if (!isFine) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'fields' } });
    paths.add(path);
  }
  if (fields.length > maxFields) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'fields' } });
}
