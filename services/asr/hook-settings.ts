/** Settings of voice activity, endpointing, wake verification and the engines behind the second pass. */
import type { Locale } from '@earshot/skills-sdk';
import { z } from 'zod';
import { type Config, flag, number, setting } from '../common/config.ts';
import { parseWyomingAddress } from '../common/wyoming/address.ts';
import { defaultEndpointingSettings } from './endpointing/endpointer.ts';

const isAddress = (text: string): boolean => {
  try {
    return parseWyomingAddress(text) !== undefined;
  } catch {
    return false;
  }
};

/** One engine outside our processes, as its operator declares it. See docs/engines.md. */
const engineDeclaration = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  address: z.string().refine(isAddress, 'is not tcp://host:port, host:port or unix:///path'),
  operator: z.string().min(1).max(200),
  region: z.string().max(40),
  isInHouse: z.boolean().default(false),
  locales: z.array(z.enum(['en-US', 'zh-CN'])).min(1) as unknown as z.ZodType<readonly Locale[]>,
  model: z.string().min(1).max(100).optional(),
  /** Confidence given to its transcripts, 0 to 1. */
  confidence: z.number().min(0).max(1).default(0.8),
  maxStreams: z.number().int().min(1).max(1_000).default(2),
  maxQueued: z.number().int().min(0).max(1_000).default(4),
  /** Words of the enabled skills told to it beforehand; 0 = none. */
  maxBiasWords: z.number().int().min(0).max(400).default(100),
});
export type EngineDeclaration = z.infer<typeof engineDeclaration>;

const engineList = z
  .string()
  .default('[]')
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue('is not JSON');
      return z.NEVER;
    }
  })
  .pipe(z.array(engineDeclaration)) as unknown as z.ZodType<readonly EngineDeclaration[]>;

const silence = (variable: string, fallback: number, what: string) =>
  setting(variable, number(fallback, { min: 50, max: 10_000 }), `milliseconds of silence that end ${what}`);

const usual = defaultEndpointingSettings;

export const hookSettings = {
  isVadOn: setting(
    'EARSHOT_ASR_VAD',
    flag(true),
    'whether voices are detected; without it the speaker alone says when an utterance ends',
  ),
  completeSilenceMs: silence(
    'EARSHOT_ASR_COMPLETE_SILENCE_MS',
    usual.completeSilenceMs,
    'a complete command that nothing could follow',
  ),
  extendableSilenceMs: silence(
    'EARSHOT_ASR_EXTENDABLE_SILENCE_MS',
    usual.extendableSilenceMs,
    'a complete command that could go on',
  ),
  unknownSilenceMs: silence(
    'EARSHOT_ASR_UNKNOWN_SILENCE_MS',
    usual.unknownSilenceMs,
    'words that fit no command',
  ),
  incompleteSilenceMs: silence(
    'EARSHOT_ASR_INCOMPLETE_SILENCE_MS',
    usual.incompleteSilenceMs,
    'a command in the middle or with a required slot missing',
  ),
  noSpeechMs: setting(
    'EARSHOT_ASR_NO_SPEECH_MS',
    number(usual.noSpeechMs, { min: 500, max: 60_000 }),
    'milliseconds of silence from the beginning after which nobody is expected to speak',
  ),
  wakeMinConfidence: setting(
    'EARSHOT_ASR_WAKE_MIN_CONFIDENCE',
    number(0.75, { min: 0, max: 1 }),
    'confidence from which a wake word counts as said, 0 to 1',
  ),
  engines: setting(
    'EARSHOT_ASR_ENGINES',
    engineList,
    'open-vocabulary engines for the second pass, a JSON list of {id, address, operator, region, isInHouse, locales}',
  ),
  secondPassDeadlineMs: setting(
    'EARSHOT_ASR_SECOND_PASS_DEADLINE_MS',
    number(2_500, { min: 100, max: 30_000 }),
    'milliseconds the second pass may take before the turn stands on the first',
  ),
  sureConfidence: setting(
    'EARSHOT_ASR_SURE_CONFIDENCE',
    number(0.9, { min: 0, max: 1 }),
    'confidence of the first pass from which no second hearing is needed, 0 to 1',
  ),
} as const;

export type HookConfig = Config<typeof hookSettings>;
