import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, speech, startHarness } from '../../gateway/testing/harness.ts';
import { readWav, type SpokenTurn, WavError, writeWav } from '../../speaker/index.ts';
import { devicePath, deviceToken } from './local-device.ts';
import { readRecording } from './recording.ts';
import { speakFiles } from './speak-files.ts';
import { bar, milliseconds, renderTimeline } from './timeline.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-speak-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const turn: SpokenTurn = {
  listenId: 'l',
  turnId: 't',
  end: 'completed',
  code: '',
  isRetryable: false,
  isOutcomeUnknown: false,
  perceivedUs: 612_400,
  platformUs: 61_300,
  skillUs: 3_000,
  retryAfterMs: 0,
  partials: [],
  transcript: 'go forward ten meters',
  replies: [
    {
      type: 'reply',
      turnId: 't',
      text: 'Going forward.',
      isExpectingSpeech: false,
      isProgress: false,
      skillId: 'example.rover',
      intent: 'Move',
    },
  ],
  directives: [{ type: 'device_control', targetId: '', property: 'power', value: 'on' }],
  stages: [
    { stage: 'listen', startUs: 0, endUs: 2_791_000 },
    { stage: 'recognise', startUs: 2_791_000, endUs: 2_832_000 },
    { stage: 'understand', startUs: 2_832_000, endUs: 2_832_420 },
    { stage: 'speak', startUs: 2_850_000, endUs: 4_090_000 },
  ],
  audioFormat: { codec: 'pcm16', sampleRateHz: 16_000, frameMs: 20 },
  audio: Buffer.alloc(0),
  speechSentAtMs: 1,
  firstReplyAtMs: 2,
  firstAudioAtMs: 3,
  endedAtMs: 4,
  outcome: undefined,
};

describe('the timeline', () => {
  test('shows words, stages and both clocks', () => {
    const text = renderTimeline(turn, {
      title: 'goforward.raw',
      note: '2.8 s',
      hasColour: false,
      barWidth: 20,
    });
    const lines = text.split('\n').map((line) => line.trimEnd());
    expect(lines).toEqual([
      '',
      '  goforward.raw  2.8 s',
      '  heard      “go forward ten meters”',
      '  answered   “Going forward.”  example.rover · Move',
      '  directive  power on',
      '',
      '  listen     █████████████▋         2 791 ms',
      '  recognise               ▎            41 ms',
      '  understand              ▏          0.42 ms',
      '  speak                   ██████▏   1 240 ms',
      '',
      '  perceived     612 ms  last speech → first byte of the reply',
      '  platform       61 ms  end of speech decided → first byte, the skill 3.0 ms',
      '',
      '  ✓ completed',
      '',
    ]);
  });

  test('says what a failed turn means', () => {
    const failed = {
      ...turn,
      end: 'failed' as const,
      code: 'GATEWAY_LOST',
      isRetryable: false,
      isOutcomeUnknown: true,
    };
    const text = renderTimeline(failed, { title: 'x', note: '', hasColour: false });
    expect(text).toContain('✗ failed GATEWAY_LOST · the skill may have acted');
  });

  test('a skill cannot reach the terminal through its words', () => {
    const hostile = '\u001b]0;owned\u0007 \u202etxet';
    const text = renderTimeline(
      {
        ...turn,
        transcript: hostile,
        code: hostile,
        end: 'failed',
        replies: turn.replies.map((reply) => ({ ...reply, text: hostile, skillId: hostile })),
        directives: [{ type: 'card', title: hostile, text: '' }],
      },
      { title: hostile, note: '', hasColour: false },
    );
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('bars have their width, begin where they should and are never empty', () => {
    expect(bar(0, 100, 100, 10)).toBe('██████████');
    expect(bar(50, 51, 100, 10)).toBe('     ▏    ');
    expect(bar(100, 100, 100, 10)).toBe('         ▏');
    expect(milliseconds(420)).toBe('0.42 ms');
    expect(milliseconds(1_234_567)).toBe('1 235 ms');
  });
});

describe('recordings', () => {
  test('stereo at another rate becomes mono at 16 kHz', async () => {
    const left = Int16Array.from({ length: 48_000 * 2 }, (_, index) => (index % 2 === 0 ? 1000 : 3000));
    const file = writeWav({ sampleRateHz: 48_000, samples: left });
    file.writeUInt16LE(2, 22);
    await writeFile(join(folder, 'stereo.wav'), file);
    const { pcm, durationMs } = await readRecording(join(folder, 'stereo.wav'));
    expect(durationMs).toBeCloseTo(1000, 0);
    expect(pcm.readInt16LE(16_000)).toBe(2000);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('this is not a recording at all')],
    ['a header and no audio', writeWav({ sampleRateHz: 16_000, samples: new Int16Array(0) }).subarray(0, 36)],
  ])('%s is refused', (_name, file) => {
    expect(() => readWav(file)).toThrow(WavError);
  });
});

describe('against a gateway (scripted services)', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  test('activates with a claim code and keeps the token to itself', async () => {
    const options = { stateDir: folder, name: 'shelf', url: harness.url, claimCode: 'GOOD-CODE' };
    expect(await deviceToken(options)).toBe('token-new');
    expect((await stat(devicePath(options))).mode & 0o777).toBe(0o600);
    expect(await deviceToken({ ...options, claimCode: undefined })).toBe('token-new');
    await expect(deviceToken({ ...options, claimCode: 'WRONG' })).rejects.toMatchObject({
      code: 'CLAIM_CODE_WRONG',
    });
  });

  test('says a file, writes the reply and prints one line of JSON', async () => {
    const path = join(folder, 'said.wav');
    const replyFile = join(folder, 'reply.wav');
    const pcm = speech(600);
    await writeFile(
      path,
      writeWav({ sampleRateHz: 16_000, samples: new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2) }),
    );
    const output = new PassThrough();
    const turns = await speakFiles({
      ...{
        url: harness.url,
        token: 'token-cli',
        locale: 'en-US',
        files: [path],
        output,
        isJson: true,
        replyFile,
      },
      isRealtime: false,
    });
    expect(turns).toMatchObject([{ end: 'completed', transcript: 'a large coffee' }]);
    const line = JSON.parse(String(output.read())) as Record<string, unknown>;
    expect(line).toMatchObject({ said: 'said.wav', end: 'completed', audioMs: 300, replyFile });
    expect(line).not.toHaveProperty('audio');
    expect(readWav(await readFile(replyFile)).samples).toHaveLength(4_800);
  });
});
