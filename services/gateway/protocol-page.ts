/** The tables of docs/protocol.md that come from the code: running this file writes them, a test keeps them equal. */
import { readFile, writeFile } from 'node:fs/promises';
import { conversationLifetimeMs } from '../../language/understand/state.ts';
import { catalogue, type ErrorCode } from '../common/errors/catalogue.ts';
import { maxControlBytes } from './dialect/earshot/control.ts';
import { maxListItems } from './dialect/earshot/json-codec.ts';
import { defaultLimits as limits, maxTextLength } from './limits.ts';
import { httpStatus } from './websocket/http.ts';

export const protocolPagePath = new URL('../../docs/protocol.md', import.meta.url);

/** What a connection can be refused or closed for, or be told. */
const connectionCodes: readonly ErrorCode[] = [
  'AUDIO_BEFORE_HELLO',
  'AUDIO_FLOOD',
  'AUDIO_FORMAT_UNSUPPORTED',
  'AUDIO_OUTSIDE_LISTEN',
  'CONNECTION_IDLE',
  'DEVICE_CONNECTION_LIMIT',
  'DRAINING',
  'FOLLOW_UP_NOT_EXPECTED',
  'FRAME_INVALID',
  'FRAME_OUT_OF_ORDER',
  'FRAME_SIZE_WRONG',
  'FRAME_TOO_LARGE',
  'FRAME_TRUNCATED',
  'FRAME_VERSION_UNSUPPORTED',
  'HELLO_EXPECTED',
  'HELLO_REPEATED',
  'HELLO_TIMEOUT',
  'INTERNAL',
  'LISTEN_ID_REUSED',
  'MESSAGE_FLOOD',
  'MESSAGE_MALFORMED',
  'MESSAGE_TOO_LARGE',
  'MESSAGE_UNKNOWN',
  'MICROPHONE_MUTED',
  'NOT_FOUND',
  'ORIGIN_REFUSED',
  'OVERLOADED',
  'PROTOCOL_UNSUPPORTED',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'SESSION_NOT_RESUMABLE',
  'SESSION_REPLACED',
  'SPEAKER_NOT_READING',
  'UNAUTHENTICATED',
  'WAKE_WORD_OFF',
];

const overHttp: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'DEVICE_CONNECTION_LIMIT',
  'DRAINING',
  'MESSAGE_MALFORMED',
  'MESSAGE_TOO_LARGE',
  'NOT_FOUND',
  'ORIGIN_REFUSED',
  'OVERLOADED',
  'PROTOCOL_UNSUPPORTED',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'UNAUTHENTICATED',
]);

/** What a turn ends with beside the codes of skills and engines. */
const turnCodes: readonly ErrorCode[] = [
  'DEADLINE_EXCEEDED',
  'DRAINING',
  'GATEWAY_LOST',
  'INTERNAL',
  'LISTEN_STALLED',
  'NO_SPEECH',
  'OVERLOADED',
  'SERVICE_UNAVAILABLE',
  'SPEAKER_NOT_READING',
  'WAKE_NOT_VERIFIED',
];

function errorsTable(): string {
  const rows = connectionCodes.map((code) => {
    const { closeCode, isRetryable, message } = catalogue[code];
    const http = overHttp.has(code) ? httpStatus(code) : '';
    return `| \`${code}\` | ${closeCode ?? ''} | ${http} | ${isRetryable ? 'yes' : 'no'} | ${message} |`;
  });
  return ['| code | close | HTTP | retry | meaning |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

function turnErrorsTable(): string {
  const rows = turnCodes.map((code) => {
    const { isRetryable, message } = catalogue[code];
    return `| \`${code}\` | ${isRetryable ? 'yes' : 'no'} | ${message} |`;
  });
  return ['| code | retry | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

function limitsTable(): string {
  const seconds = (ms: number) => `${ms / 1000} s`;
  const rows: readonly (readonly [string, string])[] = [
    ['hello after the upgrade within', seconds(limits.helloTimeoutMs)],
    ['ping interval', seconds(limits.pingIntervalMs)],
    ['connections of one device', String(limits.maxConnectionsPerDevice)],
    ['control message', `${maxControlBytes} bytes`],
    ['text of a `text` message', `${maxTextLength} characters`],
    ['items of a list', String(maxListItems)],
    [
      'control messages (and pings of the transport)',
      `${limits.controlBurst} at once, then ${limits.controlPerSecond} a second`,
    ],
    [
      'a message that ends a running turn (`abort`, speaking again) counts as',
      `${limits.abortCost} messages`,
    ],
    [
      'turns at once of one device (its connections together), of one household, of one tenant',
      `${limits.maxTurnsPerDevice}, ${limits.maxTurnsPerHousehold}, ${limits.maxTurnsPerTenant}; one more is refused with \`OVERLOADED\` and a hint`,
    ],
    ['audio frame', '`maxFrameBytes` of `hello_ack`: the bytes of one PCM16 frame, 1500 for Opus'],
    ['audio ahead of the clock', `${seconds(limits.audioBurstMs)}, then ${limits.audioRate} × real time`],
    ['frames outside a listen, in a row', String(limits.maxRefusedFrames)],
    ['utterance', seconds(limits.maxUtteranceMs)],
    ['wake-word audio', seconds(limits.maxWakeAudioMs)],
    ['no audio at all in an open listen', seconds(limits.stallTimeoutMs)],
    ['no more audio in an open listen: what was said is decoded after', seconds(limits.quietTimeoutMs)],
    [
      'pauses of an open listen together, after which it is ended and answered',
      seconds(limits.stallTimeoutMs),
    ],
    ['first byte of the reply after the end of speech', seconds(limits.replyTimeoutMs)],
    ['spoken reply', seconds(limits.maxReplyAudioMs)],
    [
      'a conversation, after its last turn (a question, and what a skill noted)',
      seconds(conversationLifetimeMs),
    ],
    ['speech ahead of playing', `${limits.paceLeadMs} ms`],
    [
      'a speaker that does not read',
      `${limits.softOutboundBytes} bytes unsent for ${seconds(limits.slowSpeakerTimeoutMs)}, or ${limits.maxOutboundBytes} bytes`,
    ],
    [
      'a look at each connected device, should nothing have been heard of it, every',
      seconds(limits.recheckIntervalMs),
    ],
  ];
  return [
    '| what | default |',
    '| --- | --- |',
    ...rows.map(([what, value]) => `| ${what} | ${value} |`),
  ].join('\n');
}

const parts: Readonly<Record<string, () => string>> = {
  limits: limitsTable,
  errors: errorsTable,
  'turn-errors': turnErrorsTable,
};

/** The page with its tables as they are in the code. */
export function renderProtocolPage(page: string): string {
  let rendered = page;
  for (const [name, make] of Object.entries(parts)) {
    const begin = `<!-- ${name}: written by services/gateway/protocol-page.ts -->`;
    const end = `<!-- /${name} -->`;
    const from = rendered.indexOf(begin);
    const to = rendered.indexOf(end);
    if (from === -1 || to < from) throw new Error(`docs/protocol.md has no place for ${name}`);
    rendered = `${rendered.slice(0, from + begin.length)}\n${make()}\n${rendered.slice(to)}`;
  }
  return rendered;
}

if (process.argv[1] === import.meta.filename) {
  await writeFile(protocolPagePath, renderProtocolPage(await readFile(protocolPagePath, 'utf8')));
}
