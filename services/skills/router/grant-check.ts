/** Whether a skill may be called at all, asked before it asks its own questions: a missing permission is told first. */
import { permissionNames } from '../../../language/answer/permissions.ts';
import { localeFor } from '../../../language/locale.ts';
import { requiredFields } from '../../../language/projection/index.ts';
import type { CheckGrantsRequest } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import type { Speech } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { ownerOfDevice } from '../registry/index.ts';
import { apologyFor } from './apology.ts';
import { discloseRequest } from './disclosure.ts';
import type { RouterParts } from './router.ts';

export interface CheckLimits {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

export type GrantCheckParts = Pick<RouterParts, 'registry' | 'disclose' | 'observe' | 'audiences'>;

export class GrantCheck {
  readonly #parts: GrantCheckParts;

  constructor(parts: GrantCheckParts) {
    this.#parts = parts;
  }

  /**
   * @returns what is said where a permission is missing; dialogue then waits for nothing any more
   * @throws EarshotError INVALID_ARGUMENT for a request that makes no sense, SKILL_NOT_ENABLED for a skill that this device has not
   */
  async check(request: CheckGrantsRequest, limits: CheckLimits): Promise<Speech | undefined> {
    const { turn, skill, intent, device } = request;
    if (turn === undefined || skill === undefined || device === undefined || turn.turnId === '')
      throw new EarshotError('INVALID_ARGUMENT');
    const { registry, disclose, observe, audiences } = this.#parts;
    const isCallable = await registry.isCallable(ownerOfDevice(device), skill);
    const manifest = await registry.manifest(skill);
    if (!isCallable || manifest === undefined) throw new EarshotError('SKILL_NOT_ENABLED');
    const locale = localeFor(turn.locale);
    const fields = requiredFields(manifest, intent, audiences.read(turn.audience).policy, locale);
    if (fields.length === 0) return undefined;
    const asked = { ...discloseRequest(turn.turnId, device, skill, { fields }), isPreview: true };
    const allowed = new Set((await disclose(asked, limits)).allowedPaths);
    const missing = fields.filter(({ path }) => !allowed.has(path)).map(({ path }) => path);
    if (missing.length === 0) return undefined;
    const over = { elicitSlot: '', isConfirming: false, isExpectingSpeech: false, isSessionEnded: true };
    await observe(
      { turn, device, skill, intent, slots: [], ...over, reprompt: undefined, conversation: undefined },
      limits,
    );
    const names = permissionNames(manifest, missing, locale);
    return apologyFor('SKILL_GRANT_MISSING', turn.locale, manifest.name[locale], names);
  }
}
