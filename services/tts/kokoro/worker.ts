/** A worker thread that speaks one sentence at a time with Kokoro, clause by clause, and hands audio over as it is made. */
import { parentPort, workerData } from 'node:worker_threads';
import { samplesOfSound } from '../../common/audio/pcm.ts';
import { Resampler } from '../../common/audio/resample.ts';
import { takeLongTurns } from '../../common/step-back.ts';
import type { SpeakMessage, WorkerData, WorkerMessage } from '../pool/messages.ts';
import { clausesOf } from './clauses.ts';
import { loadEnglishSounds } from './espeak-sounds.ts';
import { type KokoroFiles, kokoroRateHz, loadKokoro, maxTokens } from './model.ts';
import { soundsOf } from './sounds.ts';

takeLongTurns();
const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');
const { cancelled: memory, setup } = workerData as WorkerData;
const cancelled = new Int32Array(memory);
const send = (message: WorkerMessage, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

const { voices, ...files } = setup as KokoroFiles & { readonly voices: readonly string[] };
const model = await loadKokoro(files);
const english = await loadEnglishSounds();

async function speak(job: SpeakMessage): Promise<void> {
  const { jobId } = job;
  const resampler = new Resampler(kokoroRateHz, job.sampleRateHz);
  const sendAudio = (samples: Int16Array) => {
    if (samples.length === 0) return;
    const audio = new ArrayBuffer(samples.byteLength);
    new Int16Array(audio).set(samples);
    send({ kind: 'audio', jobId, audio }, [audio]);
  };
  for (const clause of clausesOf(soundsOf(job.text, english), maxTokens)) {
    if (Atomics.load(cancelled, 0) === jobId) return;
    const sound = await model.say(clause, job.voice, (job.manner?.ratePercent ?? 100) / 100);
    if (Atomics.load(cancelled, 0) === jobId) return;
    // Half a second at a time, as a reader may stop at any.
    const step = kokoroRateHz / 2;
    for (let at = 0; at < sound.length; at += step)
      sendAudio(resampler.push(samplesOfSound(sound.subarray(at, at + step))));
  }
  sendAudio(resampler.flush());
}

port.on('message', async (job: SpeakMessage) => {
  try {
    await speak(job);
    send({ kind: 'done', jobId: job.jobId });
  } catch {
    // The message of an error inside the engine may quote the text.
    send({ kind: 'failed', jobId: job.jobId });
  }
});

/** The first words are the slowest; let them be nobody's. A voice that is missing ends the start. */
for (const voice of voices) await model.say('wˈʌn mˈOmənt.', voice);
send({ kind: 'ready' });
