/** The tables of docs/protocol.md that come from the code: running this file writes them, a test keeps them equal. */
import { readFile, writeFile } from 'node:fs/promises';
import { conversationLifetimeMs } from '../../language/understand/state.ts';
import { catalogue } from '../common/errors/catalogue.ts';
import { maxControlBytes } from './dialect/earshot/control.ts';
import { maxListItems } from './dialect/earshot/json-codec.ts';
import { defaultLimits as limits, maxTextLength } from './limits.ts';
import { connectionCodes, overHttp, turnCodes } from './protocol-codes.ts';
import { httpStatus } from './websocket/http.ts';

export const protocolPagePath = new URL('../../docs/protocol.md', import.meta.url);

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
