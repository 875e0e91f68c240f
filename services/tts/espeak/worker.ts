/** A worker thread that speaks one piece of text at a time with espeak-ng, and hands audio over as it is made. */
import { parentPort, workerData } from 'node:worker_threads';
import loadEspeak from '@echogarden/espeak-ng-emscripten';
import { Resampler } from '../../common/audio/resample.ts';
import { takeLongTurns } from '../../common/step-back.ts';
import type { Manner } from '../engine.ts';
import type { SpeakMessage, WorkerData, WorkerMessage } from '../pool/messages.ts';
import { Pieces } from './pieces.ts';
import { Rehearsal } from './rehearsal.ts';

takeLongTurns();
const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');
const cancelled = new Int32Array((workerData as WorkerData).cancelled);
const send = (message: WorkerMessage, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

const { eSpeakNGWorker: Voice } = await loadEspeak();
const voice = new Voice();
let currentVoice = '';
const usual: Manner = { ratePercent: 100, pitchPercent: 100 };

const rehearsals = [
  ['en-us', 'One moment, please.'],
  ['cmn', '请稍等一下。'],
] as const;
/** After so many a sentence costs what it costs from then on: 7 ms of a core and not 90. */
const rehearsedTimes = 20;
const rehearsedRateHz = 16_000;

interface Speech extends Omit<SpeakMessage, 'jobId'> {
  readonly hear: (samples: Int16Array) => void;
  readonly isCancelled: () => boolean;
}

function speak({ text, voice: name, sampleRateHz, manner = usual, hear, isCancelled }: Speech): void {
  if (name !== currentVoice) {
    if (voice.set_voice(name) !== 0) throw new Error('voice missing');
    currentVoice = name;
  }
  const { ratePercent, pitchPercent } = manner;
  // Within what the engine takes: 80 to 450 words a minute, a height from 0 to 99 with 50 in the middle.
  voice.set_rate(Math.round(((name === 'cmn' ? 165 : 160) * ratePercent) / 100));
  voice.set_pitch(Math.max(0, Math.min(99, 50 + Math.round((pitchPercent - 100) * 0.6))));
  const resampler = new Resampler(voice.samplerate, sampleRateHz);
  voice.synthesize(text, (samples) => {
    if (isCancelled()) return true;
    hear(resampler.push(samples));
    return false;
  });
  hear(resampler.flush());
}

function speakAloud({ jobId, ...job }: SpeakMessage): void {
  const pieces = new Pieces(job.sampleRateHz, ({ buffer }) =>
    send({ kind: 'audio', jobId, audio: buffer }, [buffer]),
  );
  speak({
    ...job,
    hear: (samples) => pieces.hear(samples),
    isCancelled: () => Atomics.load(cancelled, 0) === jobId,
  });
  pieces.end();
}

function rehearse(name: string, text: string): void {
  const silence = { hear: () => {}, isCancelled: () => false };
  try {
    speak({ text, voice: name, sampleRateHz: rehearsedRateHz, ...silence });
  } catch {
    // A voice that is missing is reported when it is asked for.
  }
}

let rehearsal: Rehearsal | undefined;
port.on('message', (job: SpeakMessage) => {
  rehearsal?.heard();
  try {
    speakAloud(job);
    send({ kind: 'done', jobId: job.jobId });
  } catch {
    // The message of an error inside the engine may quote the text.
    send({ kind: 'failed', jobId: job.jobId });
  }
  rehearsal?.heard();
});

/** The first words are the slowest; let them be nobody's. */
for (const [name, text] of rehearsals) rehearse(name, text);
send({ kind: 'ready' });
rehearsal = new Rehearsal({
  lines: rehearsals.flatMap(([name, text]) =>
    Array<() => void>(rehearsedTimes).fill(() => rehearse(name, text)),
  ),
  quietMs: 5_000,
  pauseMs: 100,
});
