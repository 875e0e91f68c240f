/** What the console hears: turns of the developer's household as they are understood, and what each request held. */
import type { FastifyReply } from 'fastify';
import type {
  DevelopingServiceClient,
  WatchTurnsRequest,
  WatchTurnsResponse,
} from '../../../../proto/gen/earshot/dialogue/v1/developing.ts';
import {
  Decision,
  type Interpretation,
  type UnderstandResponse,
} from '../../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { dataClassToJSON } from '../../../../proto/gen/earshot/privacy/v1/data_class.ts';
import type {
  InspectRequestsRequest,
  InspectRequestsResponse,
  SkillsServiceClient,
} from '../../../../proto/gen/earshot/skills/v1/skills.ts';
import type { Person } from '../../../common/callers/access.ts';
import { codeOf } from '../../../common/errors/earshot-error.ts';
import type { ClientForPeople } from '../../../common/grpc/for-people.ts';
import type { Logger } from '../../../common/log.ts';

/** Then the browser comes again, and is asked anew who it is. */
const streamMs = 240_000;
const beatMs = 10_000;

export interface FeedParts {
  readonly skills: ClientForPeople<SkillsServiceClient>;
  readonly developing: ClientForPeople<DevelopingServiceClient>;
  readonly log: Logger;
  readonly person: Person;
  readonly skillId: string;
}

const decisions: Readonly<Record<number, string>> = {
  [Decision.INVOKE]: 'understood',
  [Decision.ASK]: 'asks',
  [Decision.CANCEL]: 'cancelled',
  [Decision.REJECT]: 'refused',
};

const reading = ({ skill, intent, confidence, slots, reasons }: Interpretation) => ({
  ...{ skillId: skill?.skillId ?? '', intent, confidence, reasons },
  slots: slots.map(({ name, valueJson, raw }) => ({ name, value: valueJson === '' ? raw : valueJson })),
});

/** A turn as the page's script shows it. */
function turnOf({ turnId, locale, understood }: WatchTurnsResponse) {
  const {
    decision = 0,
    interpretation,
    alternatives = [],
    text = '',
    speech,
  } = understood ?? ({} as Partial<UnderstandResponse>);
  return {
    ...{ turnId, locale, text, decision: decisions[decision] ?? '', asks: speech?.text ?? '' },
    meant: interpretation && reading(interpretation),
    nearest: decision === Decision.REJECT ? alternatives.slice(0, 3).map(reading) : [],
  };
}

const requestOf = ({ turnId, intent, fields, errorCode, skillMs }: InspectRequestsResponse) => ({
  ...{ turnId, intent, errorCode, skillMs },
  fields: fields.map(({ path, valueClass, isSent, reason }) => ({
    ...{ path, isSent, reason },
    dataClass: dataClassToJSON(valueClass).replace('DATA_CLASS_', '').toLowerCase(),
  })),
});

/** Until the browser leaves, or its time is over. */
export async function streamTurns(parts: FeedParts, reply: FastifyReply): Promise<void> {
  const { skills, developing, log, person, skillId } = parts;
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
  });
  raw.write('retry: 1000\n\n');
  const gone = new AbortController();
  raw.on('close', () => gone.abort());
  const beat = setInterval(() => raw.write(':\n\n'), beatMs);
  const limits = { deadlineMs: streamMs, signal: gone.signal };
  const tell = (event: string, data: object) =>
    raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const turns = developing.stream<WatchTurnsRequest, WatchTurnsResponse>(
    person,
    (client) => client.watchTurns,
    { householdId: person.householdId ?? '' },
    limits,
  );
  const requests = skills.stream<InspectRequestsRequest, InspectRequestsResponse>(
    person,
    (client) => client.inspectRequests,
    { skillId },
    limits,
  );
  const pump = async <T>(stream: AsyncIterable<T>, each: (one: T) => void) => {
    for await (const one of stream) each(one);
  };
  try {
    tell('begun', {});
    await Promise.all([
      pump(turns, (turn) => tell('turn', turnOf(turn))),
      pump(requests, (request) => tell('request', requestOf(request))),
    ]);
  } catch (error) {
    // Its time is over, the browser left, or a service went: the browser comes again.
    if (!gone.signal.aborted) log.debug('console.stream-ended', { code: codeOf(error) });
  } finally {
    gone.abort();
    clearInterval(beat);
    raw.end();
  }
}
