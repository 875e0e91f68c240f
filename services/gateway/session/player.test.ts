/** Speech is paced by the clock: so much ahead of its time, and then one frame for each frame's time. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AudioCodec } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import type { OpusEncoding } from '../codec/opus-encoding.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { SpeakerLink } from './link.ts';
import { Player } from './player.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const frameMs = 60;
const counter = { inc: () => {} };

/** A speaker that is played two seconds; how many frames it has after so many milliseconds. */
function playing(paceLeadMs: number | undefined) {
  const sent: string[] = [];
  const link = {
    headroomBytes: 4,
    paceLeadMs,
    bufferedBytes: 0,
    send: ({ $case }: { $case: string }) => sent.push($case),
    sendAudio: () => sent.push('frame'),
  } as unknown as SpeakerLink;
  const player = new Player({
    turnId: 't',
    format: { codec: AudioCodec.PCM16, sampleRateHz: 24_000, frameMs },
    link,
    opus: {} as OpusEncoding,
    limits: { paceLeadMs: 240, softOutboundBytes: 1, slowSpeakerTimeoutMs: 1_000 },
    metrics: { framesDown: counter, outputStalls: counter } as unknown as GatewayMetrics,
    onFirstFrame: () => {},
  });
  const pushed = player.push(Buffer.alloc(2_000 * 48)).then(() => player.end());
  const after = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms);
    return sent.filter((one) => one === 'frame').length;
  };
  return { sent, after, pushed };
}

test.each([
  ['as the gateway is configured', undefined, 5],
  ['two frames, for a device with little memory', 2 * frameMs, 3],
  ['none', 0, 1],
])('ahead of its time: %s', async (_name, leadMs, atOnce) => {
  const { after, sent, pushed } = playing(leadMs);
  expect(await after(0)).toBe(atOnce);
  let played = 0;
  for (let elapsedMs = 0; elapsedMs < 1_500; elapsedMs += 20) {
    // What is playing, and what is ahead of it.
    const most = Math.floor(elapsedMs / frameMs) + atOnce;
    played = await after(elapsedMs === 0 ? 0 : 20);
    expect(played).toBeLessThanOrEqual(most);
    // It never runs dry either: a frame is there when the one before it was played.
    expect(played).toBeGreaterThanOrEqual(Math.floor(elapsedMs / frameMs));
  }
  await vi.advanceTimersByTimeAsync(2_000);
  await pushed;
  expect(sent[0]).toBe('audioStart');
  expect(sent.at(-1)).toBe('audioEnd');
});
