/** The contract of cases: orders, others who stand in them, and logs after a fault. */
import type { CasesServiceServer } from '../../../proto/gen/earshot/duties/v1/cases.ts';
import { ExceptionCode } from '../../../proto/gen/earshot/duties/v1/duties.ts';
import { requireOwn } from '../../common/callers/objects.ts';
import { unary } from '../../common/grpc/server.ts';
import { requireException } from '../duties/exceptions.ts';
import type { TakenBackNotes } from '../holding/taken-back.ts';
import type { DeviceLogs } from './device-logs.ts';
import type { Faults } from './faults.ts';
import type { Orders } from './orders.ts';
import type { Others } from './others.ts';

export interface CasesParts {
  readonly orders: Orders;
  readonly others: Others;
  readonly faults: Faults;
  readonly deviceLogs: DeviceLogs;
  readonly takenBack: TakenBackNotes;
}

export function casesHandlers({
  orders,
  others,
  faults,
  deviceLogs,
  takenBack,
}: CasesParts): CasesServiceServer {
  return {
    recordOrder: unary(async ({ otherContact, ...order }, call) => {
      requireOwn(call, { subjectId: order.subjectId });
      // A number without a country is of the country where the account is most likely.
      const otherMac = otherContact === '' ? undefined : others.macOf(otherContact, 'zh-CN');
      return { orderId: await orders.record({ ...order, otherMac }) };
    }),
    listOrders: unary(async ({ subjectId }, call) => {
      requireOwn(call, { subjectId });
      return { orders: await orders.list(subjectId) };
    }),
    confirmOrder: unary(async ({ subjectId, orderId, isRight }, call) => {
      requireOwn(call, { subjectId });
      await orders.confirm(subjectId, orderId, isRight);
      return {};
    }),
    readTradeRecord: unary(async ({ orderId, exception, staffRole }) => {
      requireException({ exception, staffRole }, [ExceptionCode.DISPUTE, ExceptionCode.LEGAL_ORDER]);
      return { order: await orders.readForDispute(orderId) };
    }),
    startOther: unary(async ({ contact, locale }) => ({ challenge: await others.start(contact, locale) })),
    finishOther: unary(async ({ challenge, code, correction }) => {
      const mac = await others.prove(challenge, code);
      const change = () => orders.changeOther(mac, correction);
      // A correction holds what somebody wrote, which no note may: after a restore it is asked for again.
      const changed =
        correction === ''
          ? await takenBack.keep({ kind: 'other', mac: mac.toString('hex') }, change)
          : await change();
      return { changed };
    }),
    reportFault: unary(async ({ subjectId, code }, call) => {
      requireOwn(call, { subjectId });
      return { case: await faults.report(subjectId, code) };
    }),
    listFaults: unary(async ({ subjectId }, call) => {
      requireOwn(call, { subjectId });
      return { cases: await faults.list(subjectId) };
    }),
    sendLogs: unary(async ({ subjectId, caseId, log, shownSha256 }, call) => {
      requireOwn(call, { subjectId });
      return { case: await faults.send(subjectId, caseId, log, shownSha256) };
    }),
    wantDeviceLog: unary(async ({ subjectId, caseId, deviceId }, call) => {
      requireOwn(call, { subjectId });
      await deviceLogs.want(subjectId, caseId, deviceId);
      return {};
    }),
    keepDeviceLog: unary(async ({ deviceId, caseId, log }) => {
      await deviceLogs.keep(deviceId, caseId, log);
      return {};
    }),
    readDeviceLog: unary(async ({ subjectId, caseId }, call) => {
      requireOwn(call, { subjectId });
      return { log: await deviceLogs.read(subjectId, caseId) };
    }),
    closeFault: unary(async ({ subjectId, caseId }, call) => {
      requireOwn(call, { subjectId });
      const close = () => faults.close(subjectId, caseId);
      return { case: await takenBack.keep({ kind: 'fault', subjectId, caseId }, close) };
    }),
    listOpenFaults: unary(async () => ({ cases: await faults.listOpen() })),
    askForLogs: unary(async ({ caseId }) => ({ case: await faults.ask(caseId) })),
    readLogs: unary(async ({ caseId }) => ({ log: await faults.read(caseId) })),
  };
}
