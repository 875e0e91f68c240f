/** What a skill was sent and what was withheld: names, classes, reasons; never values. */
import { dataClassToJSON } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import type { InspectedField, InspectRequestsResponse } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { openServerStream } from '../../common/grpc/client.ts';
import type { LocalServices } from './local.ts';

/** Reasons as sentences for somebody who wonders where a field is. */
const reasons: Readonly<Record<string, string>> = {
  not_declared: 'not in the manifest',
  not_granted: 'declared, not granted by the user',
  not_called: 'allowed, but the skill was not called',
  purpose_changed: 'granted for another purpose than this version declares; ask again',
  not_present: 'nothing there this time',
  pull_only: 'granted; read it with pull()',
  device_kind: 'never leaves a hotel room or a child',
  child: 'never leaves a child',
  region: 'the operator is in another region',
  not_implied: 'enabling the skill is not enough',
  granted: 'granted',
  implied: 'goes with every request',
};

const className = ({ valueClass }: InspectedField): string =>
  dataClassToJSON(valueClass).replace('DATA_CLASS_', '').toLowerCase();

export interface Inspection {
  readonly turnId: string;
  readonly intent: string;
  readonly sent: readonly { readonly path: string; readonly dataClass: string; readonly reason: string }[];
  readonly withheld: readonly {
    readonly path: string;
    readonly dataClass: string;
    readonly reason: string;
  }[];
  readonly errorCode: string | undefined;
  readonly skillMs: number;
}

export function inspectionOf(inspected: InspectRequestsResponse): Inspection {
  const shown = (field: InspectedField) => ({
    path: field.path,
    dataClass: className(field),
    reason: field.reason,
  });
  // The token travels only where something may be read with it.
  const mayPull = inspected.fields.some(({ reason }) => reason === 'pull_only');
  const isThere = ({ path, isSent }: InspectedField) => isSent && (mayPull || !path.startsWith('pull.'));
  return {
    turnId: inspected.turnId,
    intent: inspected.intent,
    sent: inspected.fields.filter(isThere).map(shown),
    withheld: inspected.fields.filter(({ isSent }) => !isSent).map(shown),
    errorCode: inspected.errorCode === '' ? undefined : inspected.errorCode,
    skillMs: inspected.skillMs,
  };
}

const line = (label: string, rest: string): string => `  ${label.padEnd(12)}${rest}\n`;

/** Readable: one line for each field that somebody decided about, one for all that was never asked for. */
export function formatInspection({ sent, withheld, errorCode, skillMs }: Inspection): string {
  const asked = sent
    .filter(({ reason }) => reason !== 'implied')
    .map(({ path, dataClass }) => `${path} (${dataClass})`);
  const envelope = sent.filter(({ reason }) => reason === 'implied').map(({ path }) => path);
  const undeclared = withheld.filter(({ reason }) => reason === 'not_declared').map(({ path }) => path);
  // An empty field of the envelope is no decision about anybody.
  const decided = withheld.filter(({ reason }) => reason !== 'not_declared' && reason !== 'not_present');
  const rows = [
    line('sent', [...asked, ...envelope].join(', ')),
    ...decided.map(({ path, dataClass, reason }) =>
      line('withheld', `${path} (${dataClass}): ${reasons[reason] ?? reason}`),
    ),
    ...(undeclared.length === 0
      ? []
      : [line('withheld', `${reasons['not_declared']}: ${undeclared.join(', ')}`)]),
  ];
  const outcome = errorCode === undefined ? 'answered' : errorCode;
  return `${rows.join('')}${line('skill', `${outcome} after ${skillMs} ms`)}`;
}

/** Requests to a skill: those kept, then each new one, until the signal ends it. */
export async function* followRequests(
  { skills }: LocalServices,
  skillId: string,
  signal: AbortSignal,
): AsyncGenerator<InspectRequestsResponse, void, void> {
  const day = 24 * 3600 * 1000;
  yield* openServerStream<{ skillId: string }, InspectRequestsResponse>(
    (request, metadata, options) => skills.inspectRequests(request, metadata, options),
    { skillId },
    { deadlineMs: day, signal },
  );
}
