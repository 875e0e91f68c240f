/**
 * The one name by which consent, pseudonyms, notices and ledger know a recipient: a skill by its id alone, every other as
 * `kind:id`. No id holds a colon, so no recipient can be taken for another, and the ledger's hashes hold the kind.
 */
import { RecipientKind } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { Principal, ServiceName } from '../../common/callers/access.ts';
import { personOf } from '../../common/callers/objects.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { requireShape, skillIdShape } from '../accounts/validate.ts';

const prefixes: Readonly<Partial<Record<RecipientKind, string>>> = {
  [RecipientKind.HOTEL]: 'hotel',
  [RecipientKind.TRAINING]: 'training',
  [RecipientKind.ENGINE]: 'engine',
  [RecipientKind.PARTNER]: 'partner',
};

/** The service that hands data to recipients of a kind. Nobody hands any to partners yet. */
const handlers: Readonly<Partial<Record<RecipientKind, ServiceName>>> = {
  [RecipientKind.SKILL]: 'skills',
  [RecipientKind.HOTEL]: 'hotel',
  [RecipientKind.TRAINING]: 'training',
  [RecipientKind.ENGINE]: 'asr',
};

/** Absent, and not said, is a skill. */
const kindOr = (kind: RecipientKind | undefined): RecipientKind =>
  kind === undefined || kind === RecipientKind.UNSPECIFIED ? RecipientKind.SKILL : kind;

/** @throws EarshotError INVALID_ARGUMENT for what is no id, or no kind. */
export function recipientName(kind: RecipientKind | undefined, id: string): string {
  requireShape(id, skillIdShape, 'skillId');
  const known = kindOr(kind);
  if (known === RecipientKind.SKILL) return id;
  const prefix = prefixes[known];
  if (prefix === undefined)
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'recipientKind' } });
  return `${prefix}:${id}`;
}

/** As messages say it. */
export function recipientOf(name: string): { skillId: string; recipientKind: RecipientKind } {
  const at = name.indexOf(':');
  const kind = Object.entries(prefixes).find(([, prefix]) => prefix === name.slice(0, Math.max(at, 0)));
  return kind === undefined
    ? { skillId: name, recipientKind: RecipientKind.SKILL }
    : { skillId: name.slice(at + 1), recipientKind: Number(kind[0]) as RecipientKind };
}

export const isSkill = (name: string): boolean => !name.includes(':');

/** @throws EarshotError CALLER_REFUSED unless the caller is the service that hands data to recipients of this kind. */
export function requireHandler(
  call: { readonly principal: Principal | undefined },
  kind: RecipientKind | undefined,
): void {
  if (personOf(call) !== undefined || call.principal?.service !== handlers[kindOr(kind)]) {
    throw new EarshotError('CALLER_REFUSED');
  }
}
