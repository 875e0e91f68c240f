/** Settings of the recognition service. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { addresses } from '../common/addresses.ts';
import { callerSettings } from '../common/callers/credentials.ts';
import { type Config, number, setting } from '../common/config.ts';
import { modelSettings } from '../common/models-dir.ts';

const cores = availableParallelism();

export const asrSettings = {
  address: addresses.asrAddress,
  skillsAddress: addresses.skillsAddress,
  hotelAddress: addresses.hotelAddress,
  privacyAddress: addresses.privacyAddress,
  ...callerSettings,
  englishModelDir: setting(
    'EARSHOT_ASR_ENGLISH_MODEL_DIR',
    z.string().min(1).optional(),
    'folder with en-us/, cmudict-en-us.dict and en-us.lm.bin; absent: where pocketsphinx-en-us puts them',
  ),
  modelsDir: modelSettings.modelsDir,
  mandarinEngine: setting(
    'EARSHOT_ASR_MANDARIN_ENGINE',
    z.enum(['best', 'vosk', 'pocketsphinx']).default('best'),
    'which engine hears Mandarin commands: best, vosk or pocketsphinx; best is Vosk where it is installed',
  ),
  scriptedSentence: setting(
    'EARSHOT_ASR_SCRIPTED_SENTENCE',
    z.string().min(1).max(200).optional(),
    'for load tests alone: nobody is heard, and whatever is said counts as this sentence',
  ),
  minDecoders: setting(
    'EARSHOT_ASR_MIN_DECODERS',
    number(Math.min(4, cores), { min: 1, max: 256 }),
    'decoder processes kept when nobody talks, loaded before the service says that it serves; each takes about 200 MB',
  ),
  spareDecoders: setting(
    'EARSHOT_ASR_SPARE_DECODERS',
    number(Math.min(2, cores), { min: 0, max: 64 }),
    'decoder processes kept ready beyond those that listen, so that nobody waits while one starts',
  ),
  readyDecoders: setting(
    'EARSHOT_ASR_READY_DECODERS',
    number(cores * 4, { min: 0, max: 512 }),
    'decoder processes that are started one by one after the start, while nothing else wants the processor; each takes about 50 MB',
  ),
  maxBehindMs: setting(
    'EARSHOT_ASR_MAX_BEHIND_MS',
    number(800, { min: 100, max: 10_000 }),
    'milliseconds of audio that every voice is heard late by before another one is refused with ASR_BUSY',
  ),
  maxDecoders: setting(
    'EARSHOT_ASR_MAX_DECODERS',
    number(cores * 16, { min: 1, max: 512 }),
    'the most utterances recognised at once; a core carries 10 to 20 voices with compiled models',
  ),
  maxWaiting: setting(
    'EARSHOT_ASR_MAX_WAITING',
    number(64, { min: 0, max: 10_000 }),
    'utterances that may wait for a decoder before ASR_BUSY is answered',
  ),
  maxWaitMs: setting(
    'EARSHOT_ASR_MAX_WAIT_MS',
    number(2_000, { min: 0, max: 30_000 }),
    'milliseconds that an utterance waits for a decoder before ASR_BUSY is answered',
  ),
  maxLagMs: setting(
    'EARSHOT_ASR_MAX_LAG_MS',
    number(5_000, { min: 500, max: 60_000 }),
    'milliseconds in all that an utterance waits for its audio, beyond what the audio lasts, before it is ended',
  ),
  maxUtteranceMs: setting(
    'EARSHOT_ASR_MAX_UTTERANCE_MS',
    number(15_000, { min: 1_000, max: 60_000 }),
    'milliseconds after which an utterance is ended where nobody ended it',
  ),
  maxCompiledModels: setting(
    'EARSHOT_ASR_MAX_COMPILED_MODELS',
    number(64, { min: 1, max: 10_000 }),
    'compiled language models kept on disk, each 1 to 20 MB',
  ),
  compileWaitMs: setting(
    'EARSHOT_ASR_COMPILE_WAIT_MS',
    number(8_000, { min: 0, max: 60_000 }),
    'milliseconds that an utterance without an open model waits for its language model to be compiled',
  ),
} as const;

export type AsrConfig = Config<typeof asrSettings>;
