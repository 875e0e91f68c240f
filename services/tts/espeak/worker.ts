/** A worker thread that speaks one piece of text at a time with espeak-ng, and hands audio over as it is made. */
import { parentPort, workerData } from 'node:worker_threads';
import loadEspeak from '@echogarden/espeak-ng-emscripten';
import { Resampler } from '../../common/audio/resample.ts';
import { takeLongTurns } from '../../common/step-back.ts';
import type { Manner } from '../engine.ts';
import type { SpeakMessage, WorkerData, WorkerMessage } from '../pool/messages.ts';

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
  ['en-us', 'One moment.'],
  ['cmn', '请稍等。'],
] as const;

function speak(job: SpeakMessage): void {
  const { jobId } = job;
  if (job.voice !== currentVoice) {
    if (voice.set_voice(job.voice) !== 0) throw new Error('voice missing');
    currentVoice = job.voice;
  }
  const { ratePercent, pitchPercent } = job.manner ?? usual;
  // Within what the engine takes: 80 to 450 words a minute, a height from 0 to 99 with 50 in the middle.
  voice.set_rate(Math.round(((job.voice === 'cmn' ? 165 : 160) * ratePercent) / 100));
  voice.set_pitch(Math.max(0, Math.min(99, 50 + Math.round((pitchPercent - 100) * 0.6))));
  const resampler = new Resampler(voice.samplerate, job.sampleRateHz);
  const sendAudio = (samples: Int16Array) => {
    if (samples.length === 0) return;
    const audio = new ArrayBuffer(samples.byteLength);
    new Int16Array(audio).set(samples);
    send({ kind: 'audio', jobId, audio }, [audio]);
  };
  voice.synthesize(job.text, (samples) => {
    const isCancelled = Atomics.load(cancelled, 0) === jobId;
    if (!isCancelled) sendAudio(resampler.push(samples));
    return isCancelled;
  });
  sendAudio(resampler.flush());
}

port.on('message', (job: SpeakMessage) => {
  try {
    speak(job);
    send({ kind: 'done', jobId: job.jobId });
  } catch {
    // The message of an error inside the engine may quote the text.
    send({ kind: 'failed', jobId: job.jobId });
  }
});

/** The first words are the slowest; let them be nobody's. A voice that is missing is reported when it is asked for. */
for (const [name, text] of rehearsals) {
  if (voice.set_voice(name) === 0) voice.synthesize(text, () => false);
}
send({ kind: 'ready' });
