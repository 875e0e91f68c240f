/** Settings of the synthesis service. */
import { availableParallelism } from 'node:os';
import type { Locale } from '@earshot/skills-sdk';
import { z } from 'zod';
import { addresses } from '../common/addresses.ts';
import { callerSettings } from '../common/callers/credentials.ts';
import { type Config, flag, number, setting } from '../common/config.ts';
import { modelSettings } from '../common/models-dir.ts';
import { parseWyomingAddress } from '../common/wyoming/address.ts';

const wyomingAddress = z
  .string()
  .refine((address) => {
    try {
      return parseWyomingAddress(address) !== undefined;
    } catch {
      return false;
    }
  }, 'is not tcp://host:port, host:port or unix:///path')
  .optional();

const kokoroVoice = z.string().regex(/^[a-z]{2}_[a-z]{1,30}$/, 'is no name of a voice such as af_heart');

const localeList = z
  .string()
  .default('en-US')
  .transform((text) => text.split(',').map((tag) => tag.trim()))
  .pipe(z.array(z.enum(['en-US', 'zh-CN'])).min(1)) as unknown as z.ZodType<readonly Locale[]>;

export const ttsSettings = {
  address: addresses.ttsAddress,
  ...callerSettings,
  ...modelSettings,
  voice: setting(
    'EARSHOT_TTS_VOICE',
    z.enum(['espeak-ng', 'kokoro']).default('espeak-ng'),
    'espeak-ng, or kokoro for a natural voice (earshot models pull kokoro) with espeak-ng behind it',
  ),
  kokoroVoiceEnUs: setting(
    'EARSHOT_TTS_KOKORO_VOICE_EN_US',
    kokoroVoice.default('af_heart'),
    'English voice of Kokoro, a file of its voices folder',
  ),
  kokoroVoiceZhCn: setting(
    'EARSHOT_TTS_KOKORO_VOICE_ZH_CN',
    kokoroVoice.default('zf_xiaoxiao'),
    'its Mandarin voice',
  ),
  kokoroWorkers: setting(
    'EARSHOT_TTS_KOKORO_WORKERS',
    number(1, { min: 1, max: 16 }),
    'worker threads that speak with it; each takes about 450 MB',
  ),
  kokoroThreads: setting(
    'EARSHOT_TTS_KOKORO_THREADS',
    number(Math.max(1, Math.min(4, availableParallelism())), { min: 1, max: 32 }),
    'cores that one sentence may use',
  ),
  kokoroFirstAudioTimeoutMs: setting(
    'EARSHOT_TTS_KOKORO_FIRST_AUDIO_TIMEOUT_MS',
    number(3_000, { min: 50, max: 30_000 }),
    'milliseconds it may take to begin a sentence before espeak-ng speaks instead',
  ),
  kokoroRestMs: setting(
    'EARSHOT_TTS_KOKORO_REST_MS',
    number(10_000, { min: 0, max: 3_600_000 }),
    'milliseconds it is left alone after it was late or failed',
  ),
  workers: setting(
    'EARSHOT_TTS_WORKERS',
    number(Math.max(1, Math.min(4, availableParallelism())), { min: 1, max: 64 }),
    'worker threads that speak; each takes about 80 MB',
  ),
  maxQueued: setting(
    'EARSHOT_TTS_MAX_QUEUED',
    number(200, { min: 1, max: 100_000 }),
    'sentences that may wait for a worker before TTS_BUSY is answered',
  ),
  stallTimeoutMs: setting(
    'EARSHOT_TTS_STALL_TIMEOUT_MS',
    number(3_000, { min: 100, max: 60_000 }),
    'milliseconds a worker may be silent before it is replaced',
  ),
  maxTextCharacters: setting(
    'EARSHOT_TTS_MAX_TEXT_CHARACTERS',
    number(1_500, { min: 10, max: 20_000 }),
    'longest text of one reply, in UTF-16 units',
  ),
  maxSynthesisMs: setting(
    'EARSHOT_TTS_MAX_SYNTHESIS_MS',
    number(180_000, { min: 1_000, max: 900_000 }),
    'milliseconds for a whole reply where the caller set no earlier deadline; readers may take it in real time',
  ),
  wyomingAddress: setting(
    'EARSHOT_TTS_WYOMING_ADDRESS',
    wyomingAddress,
    'a Wyoming voice server to prefer over espeak-ng: tcp://host:port or unix:///path',
  ),
  wyomingOperator: setting(
    'EARSHOT_TTS_WYOMING_OPERATOR',
    z.string().max(200).default(''),
    'legal name of whoever runs that server: it reads what people are told',
  ),
  wyomingRegion: setting(
    'EARSHOT_TTS_WYOMING_REGION',
    z.string().max(40).default(''),
    'where it processes, e.g. cn or eu; empty = unknown',
  ),
  isWyomingInHouse: setting(
    'EARSHOT_TTS_WYOMING_IN_HOUSE',
    flag(false),
    'whether you run it yourself, for yourself; otherwise hotel rooms, children and other regions are kept from it',
  ),
  wyomingLocales: setting(
    'EARSHOT_TTS_WYOMING_LOCALES',
    localeList,
    'locales that server speaks, separated by commas',
  ),
  wyomingVoiceEnUs: setting(
    'EARSHOT_TTS_WYOMING_VOICE_EN_US',
    z.string().min(1).max(100).optional(),
    'its English voice by name; absent: its default for the language',
  ),
  wyomingVoiceZhCn: setting(
    'EARSHOT_TTS_WYOMING_VOICE_ZH_CN',
    z.string().min(1).max(100).optional(),
    'its Mandarin voice by name; absent: its default for the language',
  ),
  wyomingFirstAudioTimeoutMs: setting(
    'EARSHOT_TTS_WYOMING_FIRST_AUDIO_TIMEOUT_MS',
    number(1_500, { min: 50, max: 30_000 }),
    'milliseconds it may take to begin a sentence before espeak-ng speaks instead',
  ),
  wyomingRestMs: setting(
    'EARSHOT_TTS_WYOMING_REST_MS',
    number(15_000, { min: 0, max: 3_600_000 }),
    'milliseconds it is left alone after a failure',
  ),
} as const;

export type TtsConfig = Config<typeof ttsSettings>;
