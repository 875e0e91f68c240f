/**
 * k6 scenario `steady`: speakers stream recorded utterances on the clock, at an open arrival rate.
 *
 * An utterance starts when its time has come, whether or not the last one was answered, so a slow server meets
 * the same load as a fast one (no coordinated omission). Time is counted from the *scheduled* end of speech.
 * One iteration is one utterance on a connection of its own. `loadtest/run.ts` makes the audio and the devices.
 */
import exec from 'k6/execution';
import { Counter, Trend } from 'k6/metrics';
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'k6/timers';
import { WebSocket } from 'k6/websockets';

interface Utterance {
  /** Name of a file with PCM16, 16 kHz, mono. */
  readonly file: string;
  readonly durationMs: number;
  /** Last sample with speech in it. */
  readonly speechEndMs: number;
}

interface Plan {
  readonly url: string;
  readonly tokens: readonly string[];
  readonly utterances: readonly Utterance[];
  readonly speakers: number;
  /** Mean time from one utterance of a speaker to its next, in milliseconds. */
  readonly cycleMs: number;
  readonly seconds: number;
  readonly maxLostShare: number;
}

const plan = JSON.parse(open(__ENV.EARSHOT_PLAN ?? 'plan.json')) as Plan;
const audio = plan.utterances.map(({ file }) => open(file, 'b'));

export const utterancePerceived = new Trend('utterance_perceived_ms', true);
export const utterancePlatform = new Trend('utterance_platform_ms', true);
export const utteranceSkill = new Trend('utterance_skill_ms', true);
export const turnsLost = new Counter('turns_lost');
export const turnsCompleted = new Counter('turns_completed');
export const turnsFailed = new Counter('turns_failed');

export const options = {
  scenarios: {
    steady: {
      executor: 'constant-arrival-rate',
      // Every speaker says one thing in each cycle.
      rate: plan.speakers,
      timeUnit: `${plan.cycleMs}ms`,
      duration: `${plan.seconds}s`,
      // Enough that an arrival never waits for a virtual user; dropped ones fail the run.
      preAllocatedVUs: plan.speakers * 2 + 2,
      gracefulStop: '20s',
    },
  },
  thresholds: {
    dropped_iterations: ['count==0'],
    turns_lost: [
      `count<=${Math.floor(plan.maxLostShare * plan.speakers * ((plan.seconds * 1000) / plan.cycleMs))}`,
    ],
  },
  summaryTrendStats: ['min', 'med', 'p(95)', 'p(99)', 'max', 'count'],
};

const frameMs = 20;
const frameBytes = (16_000 / 1000) * frameMs * 2;
const headerBytes = 8;

/** One frame of docs/protocol.md: version and type, flags, sequence, timestamp, then PCM. */
function frame(samples: ArrayBuffer, index: number, isLast: boolean): ArrayBuffer {
  const pcm = new Uint8Array(
    samples,
    index * frameBytes,
    Math.min(frameBytes, samples.byteLength - index * frameBytes),
  );
  // A frame is always whole: the last one is padded with silence.
  const message = new Uint8Array(headerBytes + frameBytes);
  const header = new DataView(message.buffer);
  header.setUint8(0, 0x11);
  header.setUint8(1, isLast ? 1 : 0);
  header.setUint16(2, index & 0xffff);
  header.setUint32(4, index * frameMs);
  message.set(pcm, headerBytes);
  return message.buffer;
}

export default function speak(): void {
  const number = exec.scenario.iterationInTest;
  const utterance = plan.utterances[number % plan.utterances.length] as Utterance;
  const samples = audio[number % audio.length] as ArrayBuffer;
  const token = plan.tokens[exec.vu.idInTest % plan.tokens.length] as string;
  const socket = new WebSocket(plan.url, ['earshot.v1'] as unknown as null, {
    headers: { authorization: `Bearer ${token}` },
  });
  socket.binaryType = 'arraybuffer';

  let scheduledEndMs = 0;
  let isAnswerDue = false;
  let isAnswered = false;
  let isEnded = false;
  let timer: ReturnType<typeof setInterval> | undefined;
  const send = (message: object) => socket.send(JSON.stringify(message));
  const finish = () => {
    if (timer !== undefined) clearInterval(timer);
    socket.close();
  };

  /** Sends each frame at its own time; a late tick sends what is due, so lateness never adds up. */
  const stream = () => {
    const startedMs = Date.now();
    scheduledEndMs = startedMs + utterance.speechEndMs;
    const frames = Math.ceil(samples.byteLength / frameBytes);
    let next = 0;
    timer = setInterval(() => {
      const due = Math.min(frames, Math.floor((Date.now() - startedMs) / frameMs));
      for (; next < due; next++) socket.send(frame(samples, next, next === frames - 1));
      if (next === frames) {
        if (timer !== undefined) clearInterval(timer);
        send({ type: 'listen_stop', listenId: 'u' });
      }
    }, frameMs);
  };

  socket.addEventListener('open', () => {
    send({
      type: 'hello',
      protocol: 'earshot.v1',
      model: 'k6',
      firmware: '1',
      locale: 'en-US',
      capabilities: ['audio', 'device-control'],
      audioUp: { codec: 'pcm16', sampleRateHz: 16000, frameMs },
      audioDown: { codec: 'pcm16', sampleRateHz: 16000, frameMs },
    });
  });

  socket.addEventListener('message', (event) => {
    if (!('data' in event) || typeof event.data !== 'string') return;
    const message = JSON.parse(event.data);
    switch (message.type) {
      case 'hello_ack':
        send({ type: 'listen_start', listenId: 'u', mode: 'held_button' });
        stream();
        break;
      case 'reply':
        isAnswerDue = !message.isProgress;
        break;
      case 'audio_start':
        // Its first frame leaves with it. The text alone is no answer to somebody who listens.
        if (isAnswerDue && !isAnswered) {
          isAnswered = true;
          utterancePerceived.add(Date.now() - scheduledEndMs);
        }
        break;
      case 'turn_ended':
        isEnded = true;
        if (message.end === 'completed') {
          turnsCompleted.add(1);
          utterancePlatform.add(message.platformUs / 1000);
          utteranceSkill.add(message.skillUs / 1000);
        } else {
          turnsFailed.add(1, { code: message.code });
        }
        finish();
        break;
      case 'error':
        if (message.isFatal) finish();
        break;
    }
  });

  socket.addEventListener('close', () => {
    if (timer !== undefined) clearInterval(timer);
    // k6 ends an iteration with its last timer, and its virtual user is free only then.
    clearTimeout(deadline);
    if (!isEnded) turnsLost.add(1);
  });
  socket.addEventListener('error', () => {});
  // A turn that never ends must not hold its virtual user for ever.
  const deadline = setTimeout(() => {
    if (!isEnded) finish();
  }, utterance.durationMs + 15_000);
}

/** Everything as JSON for the report; the driver prints the page. */
export function handleSummary(data: unknown): Record<string, string> {
  return { [__ENV.EARSHOT_SUMMARY ?? 'summary.json']: JSON.stringify(data) };
}
