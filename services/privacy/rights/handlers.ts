/** The contract of rights: cases, restriction, closing, reasons, and history. */
import { StaffRole } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import { RefusalCode, type RightsServiceServer } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import type { Principal } from '../../common/callers/access.ts';
import { requireOwn } from '../../common/callers/objects.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { serverStream, unary } from '../../common/grpc/server.ts';
import type { Holder } from '../../common/holders/holder.ts';
import type { History } from '../history/history.ts';
import type { Erasures } from '../holding/erasures.ts';
import { exportAll, type RemoteHolder } from '../holding/holders.ts';
import type { TakenBackNotes } from '../holding/taken-back.ts';
import { namesOfSubject } from '../holding/whose.ts';
import { disclosuresOfTurn } from '../ledger/read.ts';
import { requireMember } from '../sign-in/members.ts';
import { readErasure, restIdentities } from './closing.ts';
import { kindNamed, type Proof, type RequestParts, type Requests, refusalNamed } from './requests.ts';

export interface RightsParts extends Pick<RequestParts, 'pool' | 'now'> {
  readonly requests: Requests;
  readonly history: History;
  readonly erasures: Erasures;
  readonly takenBack: TakenBackNotes;
  readonly own: Holder;
  readonly others: readonly RemoteHolder[];
  readonly identityKey: Buffer;
}

/** How it was shown who asks. */
export const proofOf = ({ principal }: { readonly principal: Principal | undefined }): Proof =>
  principal?.service === 'web' ? 'session' : 'command';

export function rightsHandlers(parts: RightsParts): RightsServiceServer {
  const { pool, requests, history, erasures, takenBack, now } = parts;
  const holders = ['privacy', ...parts.others.map(({ name }) => name)];
  return {
    openRequest: unary(({ subjectId, kind, note }, call) => {
      requireOwn(call, { subjectId });
      return requests.open(subjectId, kindNamed(kind), note, proofOf(call));
    }),
    appealRequest: unary(({ subjectId, requestId, note }, call) => {
      requireOwn(call, { subjectId });
      return requests.appeal(subjectId, requestId, note, proofOf(call));
    }),
    listRequests: unary(({ subjectId }, call) => {
      requireOwn(call, { subjectId });
      return requests.list(subjectId);
    }),
    restrictAccount: unary(async ({ subjectId, isRestricted }, call) => {
      requireOwn(call, { subjectId });
      await takenBack.keep({ kind: 'restriction', subjectId, isRestricted }, () =>
        requests.restrict(subjectId, isRestricted, proofOf(call)),
      );
      return {};
    }),
    listOpenRequests: unary(async () => ({ requests: await requests.listOpen() })),
    answerRequest: unary(async ({ requestId, refusal, answer, staffRole }) => {
      // A right is refused by somebody whose work that is, and it stands in the audit log.
      const isRefused = refusal !== RefusalCode.UNSPECIFIED;
      if (isRefused && staffRole !== StaffRole.PRIVACY_OFFICER) throw new EarshotError('STAFF_ROLE_REQUIRED');
      await requests.answer(requestId, refusalNamed(refusal), answer);
      return {};
    }),
    closeAccount: unary(({ householdId }, call) => {
      requireOwn(call, { householdId });
      const owner = { householdId, tenantId: '' };
      return erasures.erase(owner, (client, whose) =>
        restIdentities(client, parts.identityKey, whose.subjectIds, now()),
      );
    }),
    exportMember: serverStream(async ({ subjectId }, call) => {
      requireOwn(call, { subjectId });
      await requireMember(pool, subjectId);
      const whose = await namesOfSubject(pool, subjectId);
      for await (const held of exportAll(parts.own, parts.others, whose)) await call.write(held);
      await requests.settle(pool, [subjectId], 'access');
    }),
    eraseMember: unary(async ({ subjectId }, call) => {
      requireOwn(call, { subjectId });
      await requireMember(pool, subjectId);
      return erasures.erase({ householdId: '', tenantId: '', subjectId }, (client, whose) =>
        restIdentities(client, parts.identityKey, whose.subjectIds, now()),
      );
    }),
    readErasure: unary(({ erasureId }) => readErasure(pool, erasureId, holders)),
    explainTurn: unary(async ({ subjectId, turnId }, call) => {
      requireOwn(call, { subjectId });
      const [disclosures, words] = await Promise.all([
        disclosuresOfTurn(pool, subjectId, turnId),
        history.words(subjectId, turnId),
      ]);
      const answeredBy = words?.skillId ?? disclosures.at(-1)?.skillId ?? '';
      return { disclosures, skillId: answeredBy, ended: words?.ended ?? '' };
    }),
    recordTurn: unary(async (turn) => ({ isKept: await history.record(turn) })),
    listHistory: unary(({ subjectId, search, beforeMs, pageSize }, call) => {
      requireOwn(call, { subjectId });
      return history.list(subjectId, { search, beforeMs, pageSize });
    }),
    deleteHistory: unary(async ({ subjectId, ...what }, call) => {
      requireOwn(call, { subjectId });
      const deleted = await takenBack.keep({ kind: 'history', subjectId, what }, () =>
        history.delete(subjectId, what),
      );
      return { deleted };
    }),
    setHistoryDays: unary(async ({ subjectId, days }, call) => {
      requireOwn(call, { subjectId });
      await takenBack.keep({ kind: 'history-days', subjectId, days }, () => history.setDays(subjectId, days));
      return {};
    }),
  };
}
