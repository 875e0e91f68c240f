/** Every code that a speaker can meet is on the page: read from the sources of whatever may say one. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkoutDir } from '../common/addresses.ts';
import { type ErrorCode, isErrorCode } from '../common/errors/catalogue.ts';
import { connectionCodes, overHttp, turnCodes } from './protocol-codes.ts';
import { httpStatus } from './websocket/http.ts';

/**
 * Met by no speaker: whoever gave up waits for no answer, no turn calls what staff are named for, and a
 * process that could not listen ends before anybody reaches it.
 */
const neverTold = ['CANCELLED', 'STAFF_ROLE_REQUIRED', 'ADDRESS_TAKEN'] as const;

/** Codes that the sources under these folders name. */
function namedIn(...folders: string[]): ErrorCode[] {
  const files = folders.flatMap((folder) => globSync(`services/${folder}/**/*.ts`, { cwd: checkoutDir }));
  expect(files.length).toBeGreaterThan(folders.length);
  const named = new Set<ErrorCode>();
  for (const file of files) {
    if (/\.test\.ts$|\/testing\/|\/protocol-codes\.ts$/.test(file)) continue;
    const source = readFileSync(join(checkoutDir, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    for (const [, text] of source.matchAll(/'([A-Z][A-Z_]+)'/g)) if (isErrorCode(text)) named.add(text);
  }
  for (const code of neverTold) named.delete(code);
  return [...named].sort();
}

/** What any call between services can come back with. */
const theWayThere = ['common/grpc', 'common/callers', 'common/db'];
const inTurns = [
  'asr',
  'dialogue',
  'tts',
  'skills/router',
  'skills/delivery',
  'common/egress',
  'privacy/disclosure',
];
const inConnections = ['privacy/accounts', 'privacy/claims'];

test('what letting a speaker in can meet stands in the table of errors', () => {
  expect(connectionCodes).toEqual(expect.arrayContaining(namedIn(...inConnections, ...theWayThere)));
});

test('what the services behind a turn can answer stands in the table of ends', () => {
  expect(turnCodes).toEqual(expect.arrayContaining(namedIn(...inTurns, ...theWayThere)));
});

test('what the gateway itself says stands in either', () => {
  expect([...connectionCodes, ...turnCodes]).toEqual(expect.arrayContaining(namedIn('gateway')));
});

test('nothing stands there that nobody says', () => {
  const said = namedIn('gateway', 'speaker', ...inTurns, ...inConnections, ...theWayThere);
  expect([...connectionCodes, ...turnCodes].filter((code) => !said.includes(code))).toEqual([]);
});

test.each([...overHttp])('%s has a status of its kind over HTTP', (code) => {
  const isOurs = ['INTERNAL', 'CALLER_REFUSED', 'CALLER_UNKNOWN'].includes(code);
  expect(isOurs ? [500, 503] : [400, 401, 403, 404, 409, 413, 429, 503]).toContain(httpStatus(code));
});
