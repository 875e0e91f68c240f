/** A thread that makes voices into numbers with CAM++ (sherpa-onnx): native code, so never in a process's main thread. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { VoiceAnswer, VoiceFiles, VoiceJob } from './messages.ts';

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');

interface Extractor {
  createStream(): { acceptWaveform(wave: object): void; inputFinished(): void };
  compute(stream: object): Float32Array;
}

const { runtimeDir, modelPath } = workerData as VoiceFiles;
const sherpa = createRequire(join(runtimeDir, 'package.json'))('sherpa-onnx-node') as {
  readonly SpeakerEmbeddingExtractor: new (config: object) => Extractor;
};
const extractor = new sherpa.SpeakerEmbeddingExtractor({ model: modelPath, numThreads: 1, debug: 0 });

function voiceOf(samples: Int16Array): Float32Array<ArrayBuffer> {
  const stream = extractor.createStream();
  stream.acceptWaveform({
    sampleRate: 16_000,
    samples: Float32Array.from(samples, (value) => value / 32_768),
  });
  stream.inputFinished();
  return Float32Array.from(extractor.compute(stream));
}

// The first is the slowest; let it be nobody's.
voiceOf(new Int16Array(16_000));

port.on('message', ({ jobId, samples }: VoiceJob) => {
  let answer: VoiceAnswer = { jobId };
  try {
    answer = { jobId, voice: voiceOf(samples) };
  } catch {
    // Whoever asked goes on without it.
  }
  samples.fill(0);
  port.postMessage(answer, answer.voice === undefined ? [] : [answer.voice.buffer]);
});
