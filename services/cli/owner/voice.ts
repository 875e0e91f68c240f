/** `earshot owner voice`: being told apart by one's voice, by one's own yes alone. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { VoiceThread, voiceFiles } from '../../asr/voices/voice-thread.ts';
import { samplesOf } from '../../common/audio/pcm.ts';
import { loadConfig } from '../../common/config.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { modelSettings, modelsDirOf } from '../../common/models-dir.ts';
import { readWav, wavAtRate } from '../../speaker/index.ts';
import { CommandError } from '../explain.ts';
import type { Context } from './context.ts';
import type { AddCommand } from './places.ts';

export function registerVoice(owner: Command, add: AddCommand): void {
  const voice = owner.command('voice').description('being told apart by one’s voice');
  add(
    voice,
    'enrol <recordings...>',
    'keep how you sound: three WAV files or more, each some seconds',
    enrol,
  );
  add(voice, 'show', 'whether a voice is kept', show);
  add(voice, 'forget', 'forget it', forget);
}

const limits = { deadlineMs: 10_000 } as const;
/** Shorter ones say too little. */
const leastSeconds = 1;

/** The recordings stay on this machine: numbers travel. */
async function enrol(context: Context, ...recordings: string[]): Promise<object> {
  const { subjectId, ...services } = await context.owned();
  const files = voiceFiles(modelsDirOf(loadConfig(modelSettings)));
  if (files === undefined)
    throw new CommandError(
      'the model of voices is not here; try: earshot models pull speaker-campplus --from DIR',
    );
  const thread = new VoiceThread(files, { patienceMs: 60_000 });
  try {
    const voices: Buffer[] = [];
    for (const path of recordings) {
      const samples = samplesOf(wavAtRate(readWav(readFileSync(path)), 16_000));
      if (samples.length < leastSeconds * 16_000) throw new CommandError(`${path} is shorter than a second`);
      const voice = await thread.voiceOf(samples);
      if (voice === undefined) throw new CommandError(`${path} could not be heard`);
      voices.push(Buffer.from(voice.buffer, voice.byteOffset, voice.byteLength));
    }
    await callUnary(services.voiceprints, 'keepVoice', { subjectId, voices }, limits);
    return { kept: `a voice from ${voices.length} recordings` };
  } finally {
    await thread.close();
  }
}

async function show(context: Context): Promise<object> {
  const { subjectId, voiceprints } = await context.owned();
  const { isKept, sinceMs } = await callUnary(voiceprints, 'readVoice', { subjectId }, limits);
  return isKept ? { kept: 'yes', since: new Date(sinceMs).toISOString() } : { kept: 'no' };
}

async function forget(context: Context): Promise<object> {
  const { subjectId, voiceprints } = await context.owned();
  await callUnary(voiceprints, 'forgetVoice', { subjectId }, limits);
  return { forgotten: 'your voice' };
}
