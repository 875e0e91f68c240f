/** The most used Python client of the xiaozhi family against a whole Earshot: activation, a spoken command, an abort, and back again. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PrivacyServiceClient } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { callingAs, ownerOf } from '../../cli/identity.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { type PythonPeer, pythonPeer } from '../../common/testing/peers.ts';
import { askXiaozhi, wavAtRate } from '../../speaker/index.ts';
import { type Earshot, recording, startEarshot } from '../testing/earshot.ts';

const peer = await pythonPeer();
const script = fileURLToPath(new URL('xiaozhi_peer.py', import.meta.url));
const mac = '02:1a:2b:3c:4d:5e';

/** As the client computes it: a UUID of version 5 in the name space of host names. */
function clientIdOf(name: string): string {
  const space = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex');
  const hash = createHash('sha1').update(space).update(name).digest().subarray(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

describe.skipIf(typeof peer === 'string')(
  `the Python client ${typeof peer === 'string' ? `(${peer})` : ''}`,
  () => {
    let earshot: Earshot;
    let otaUrl: string;
    beforeAll(async () => {
      earshot = await startEarshot(['rover']);
      otaUrl = `${earshot.stack.speakerUrl.replace('ws:', 'http:')}/xiaozhi/ota/`;
    }, 120_000);
    afterAll(async () => earshot?.stop());

    const act = (action: string, argument = '') =>
      (peer as PythonPeer).run(script, [otaUrl, mac, action, ...(argument === '' ? [] : [argument])]);
    const states = (lines: readonly Record<string, unknown>[]) =>
      lines
        // When its own connection is closed, before or after it says that all is over.
        .filter(({ type }) => type !== 'websocket')
        .map(({ type, state }) => (state === undefined ? type : `${type} ${state}`));

    test('is not let in before its owner entered the code that it was given, and is then', async () => {
      expect((await act('ask'))[0]).toMatchObject({ type: 'connected', connected: false });
      const { code = '' } = await askXiaozhi({ otaUrl, deviceId: mac, clientId: clientIdOf(mac) });
      const { stack, device } = earshot;
      const privacy = connect(
        PrivacyServiceClient,
        stack.address('privacy'),
        callingAs(ownerOf(device), stack.stateDir),
      );
      const { householdId, subjectId } = device;
      const entered = { householdId, subjectId, code, isChildDevice: false, roomId: '' };
      await callUnary(privacy, 'acceptDevice', entered, { deadlineMs: 5_000 });
      privacy.close();
      expect((await act('ask'))[0]).toMatchObject({ type: 'connected', connected: true });
    });

    test('says a command, and hears an answer', async () => {
      const file = join(earshot.directory, 'goforward.raw');
      await writeFile(file, await recording('goforward.raw'));
      const lines = await act('say', file);
      expect(states(lines)).toEqual([
        'connected',
        'stt',
        'llm',
        'tts start',
        'tts sentence_start',
        'tts stop',
        'over',
      ]);
      expect(lines[1]?.['text']).toMatch(/go forwards? ten met(er|re)s/);
      const reply = await readFile(`${file}.reply`);
      expect(reply.length / 48).toBeGreaterThan(500);
      // What it decoded is speech that says what was answered: said to another speaker, it is heard again.
      const samples = new Int16Array(reply.buffer, reply.byteOffset, reply.length / 2);
      const listener = await earshot.connect();
      const pcm = wavAtRate({ sampleRateHz: 24_000, samples }, 16_000);
      const again = await listener.sayAudio(pcm, { mode: 'held_button' });
      await listener.close();
      expect(lines[4]?.['text']).toBe('Going forward 10 meters.');
      expect(again.transcript.toLowerCase()).toMatch(/(go|going) forwards? (ten|10) met(er|re)s/);
    }, 90_000);

    test('types, aborts in mid-speech, and comes back', async () => {
      const typed = await act('type', 'go forward ten meters');
      expect(states(typed)).toContain('tts stop');
      const file = join(earshot.directory, 'goforward.raw');
      const aborted = await act('abort', file);
      expect(states(aborted).slice(-2)).toEqual(['tts stop', 'over']);
      const whole = await act('say', file);
      const playedMs = (lines: readonly Record<string, unknown>[]) =>
        Number(lines.find(({ type }) => type === 'over')?.['playedMs']);
      expect(playedMs(aborted)).toBeLessThan(playedMs(whole));
    }, 120_000);
  },
);
