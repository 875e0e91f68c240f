/** The contract of duties: audit, incidents, the end of the service, recipients, borders. */
import { type DutiesServiceServer, ExceptionCode } from '../../../proto/gen/earshot/duties/v1/duties.ts';
import { requireOwn } from '../../common/callers/objects.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { unary } from '../../common/grpc/server.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Crossings } from '../consent/crossings.ts';
import type { TakenBackNotes } from '../holding/taken-back.ts';
import { requireException } from './exceptions.ts';
import type { Incidents } from './incidents.ts';
import { type Locale, localeOf } from './messages.ts';
import type { Shutdown } from './shutdown.ts';
import type { RecipientRecords } from './terms.ts';

export interface DutiesParts {
  readonly audit: AuditLog;
  readonly incidents: Incidents;
  readonly shutdown: Shutdown;
  readonly terms: RecipientRecords;
  readonly crossings: Crossings;
  readonly takenBack: TakenBackNotes;
}

export function dutiesHandlers(parts: DutiesParts): DutiesServiceServer {
  const { audit, incidents, shutdown, terms, crossings, takenBack } = parts;
  return {
    listAudit: unary(async ({ afterSequence, pageSize }) => ({
      entries: await audit.list(afterSequence, pageSize),
    })),
    verifyAudit: unary(({ keptSequence, keptHash }) =>
      audit.verify({ sequence: keptSequence, hash: keptHash }),
    ),
    openIncident: unary(async ({ scope, parts: given, isDrill, foundAtMs }) => {
      if (scope === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'scope' } });
      return { incident: await incidents.open(scope, given, isDrill, foundAtMs) };
    }),
    tellIncident: unary(async ({ incidentId }) => ({ incident: await incidents.tell(incidentId) })),
    recordTold: unary(async ({ incidentId, isRegulatorTold, isPublic }) => ({
      incident: await incidents.recordTold(incidentId, isRegulatorTold, isPublic),
    })),
    listIncidents: unary(async () => ({ incidents: await incidents.list() })),
    listAnnouncements: unary(async ({ subjectId, locale: asked }, call) => {
      requireOwn(call, { subjectId });
      const locale = localeOf(asked);
      const [touching, ending, changed] = await Promise.all([
        incidents.announce(subjectId, locale),
        shutdown.announcementFor(subjectId, locale),
        terms.changesFor(subjectId),
      ]);
      const announcements = [
        ...touching.map((one) => ({ kind: 'incident', ...one })),
        ...ending.map((one) => ({ kind: 'shutdown', ...one })),
        ...changed.map((one) => ({
          kind: 'recipient',
          atMs: one.since.getTime(),
          text: changeText(locale, one),
        })),
      ];
      return { announcements: announcements.sort((a, b) => b.atMs - a.atMs) };
    }),
    announceShutdown: unary(({ endsOn }) => shutdown.announce(endsOn)),
    eraseEverything: unary(() => shutdown.eraseEverything()),
    setRecipientTerms: unary(async ({ recipient, role, agreement }) => {
      await terms.set(recipient, role, agreement);
      return {};
    }),
    transferRecipient: unary(async (to) => {
      const { recipient, operator, cause, takesDuties } = to;
      const transfer = () => terms.transfer(recipient, operator, cause, takesDuties);
      const taken = { kind: 'transfer', recipient, operator, cause, takesDuties } as const;
      return { people: await takenBack.keep(taken, transfer) };
    }),
    listRecipients: unary(async () => ({ recipients: await terms.list() })),
    allowCrossing: unary(async ({ subjectId, recipient, region }, call) => {
      requireOwn(call, { subjectId });
      await crossings.allow(subjectId, recipient, region);
      return {};
    }),
    endCrossing: unary(async ({ subjectId, recipient }, call) => {
      requireOwn(call, { subjectId });
      await takenBack.keep({ kind: 'crossing', subjectId, recipient }, () =>
        crossings.end(subjectId, recipient),
      );
      return {};
    }),
    allowCrossingByLaw: unary(async ({ recipient, region, exception, staffRole }) => {
      requireException({ exception, staffRole }, [ExceptionCode.LEGAL_ORDER, ExceptionCode.TREATY]);
      await crossings.allowByLaw(recipient, region, exception);
      return {};
    }),
    endCrossingByLaw: unary(async ({ recipient, region }) => {
      await takenBack.keep({ kind: 'crossing-by-law', recipient, region }, () =>
        crossings.endByLaw(recipient, region),
      );
      return {};
    }),
  };
}

/** What somebody reads whose recipient has another operator now. */
function changeText(
  locale: Locale,
  { recipient, operator, takes_duties }: { recipient: string; operator: string; takes_duties: boolean },
): string {
  if (locale === 'en-US') {
    return takes_duties
      ? `${recipient} is run by ${operator} now, which has taken on every duty towards you. What you allowed goes on for the same purposes; you can take it back.`
      : `${recipient} is run by ${operator} now. What you had allowed has ended; it asks you again.`;
  }
  return takes_duties
    ? `${recipient} 现由 ${operator} 运营，并承接对您的全部义务。您的授权按原目的继续有效，您可以随时撤回。`
    : `${recipient} 现由 ${operator} 运营。您此前的授权已经终止，需要时会重新征求您的同意。`;
}
