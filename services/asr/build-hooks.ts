/** Joins voice activity, wake verification and the second pass to the service, as far as they are configured. */
import type { RecogniseStart } from '../../proto/gen/earshot/asr/v1/asr.ts';
import type { AudienceReader } from '../common/audience.ts';
import { samplesOf } from '../common/audio/pcm.ts';
import type { Logger } from '../common/log.ts';
import { defaultEndpointingSettings, type EndpointingSettings } from './endpointing/endpointer.ts';
import { EndpointWatch } from './endpointing/watch.ts';
import type { RecognitionEngine } from './engine.ts';
import type { HookConfig } from './hook-settings.ts';
import type { AsrHooks, Voices } from './hooks.ts';
import type { ModelStore } from './language-model/model-store.ts';
import { localeOf } from './locale.ts';
import { usualPolicy } from './second-pass/policy.ts';
import { createRefiner } from './second-pass/refine.ts';
import { type SecondEngine, SecondPass } from './second-pass/second-pass.ts';
import type { VoiceActivityDetector } from './vad/detector.ts';
import { SileroVad } from './vad/silero-vad.ts';
import { SpeechMeter } from './vad/speech-meter.ts';
import type { VoiceThread } from './voices/voice-thread.ts';
import { WakeVerifier } from './wake/wake-verifier.ts';
import { WyomingEngine } from './wyoming/wyoming-engine.ts';

export interface BuiltHooks extends AsrHooks {
  close(): Promise<void>;
}

export interface HookOptions {
  readonly config: HookConfig & { readonly maxUtteranceMs: number };
  readonly engine: RecognitionEngine;
  readonly store: Pick<ModelStore, 'compile'>;
  readonly log: Logger;
  readonly audiences: AudienceReader;
  /** Hears again in the house, before any engine elsewhere does. */
  readonly inHouse?: SecondEngine;
  /** Makes voices into numbers, where that is installed. */
  readonly voices?: VoiceThread;
  /** Another detector, for tests. */
  readonly vad?: VoiceActivityDetector;
}

/** Voices of listeners who may be told apart, by the signed answer of the privacy service alone. */
function voicesOf(thread: VoiceThread, audiences: AudienceReader): Voices {
  return {
    mayTell: ({ turn }) => audiences.read(turn?.audience).policy.mayTellVoices,
    async voiceOf(audio) {
      const voice = await thread.voiceOf(samplesOf(audio));
      return voice && Buffer.from(voice.buffer, voice.byteOffset, voice.byteLength);
    },
  };
}

export async function buildHooks(options: HookOptions): Promise<BuiltHooks> {
  const { config, log } = options;
  const vad = config.isVadOn
    ? (options.vad ??
      new SileroVad({ onReplaced: (reason) => log.warn('asr.vad-replaced', { code: 'VAD_FAILED', reason }) }))
    : undefined;
  const wake = new WakeVerifier({
    engine: options.engine,
    compile: async (input) => (await options.store.compile(input)).ref,
    minConfidence: config.wakeMinConfidence,
  });
  // Not awaited: the service is ready before its wake words are, and compiles them on demand.
  wake.prepare().catch((error: unknown) => log.warn('asr.wake-words-not-compiled', {}, error));
  const passes = [
    ...(options.inHouse === undefined ? [] : [secondPass(options.inHouse, config, log)]),
    ...config.engines.map((declaration) => secondPass(wyomingEngine(declaration, config), config, log)),
  ];
  const watches = new WeakMap<RecogniseStart, EndpointWatch>();
  const meters = new WeakMap<RecogniseStart, SpeechMeter>();

  return {
    verifyWake: (start, audio, signal) =>
      wake.verify({
        locale: localeOf(start.turn?.locale ?? ''),
        wakeWords: start.wakeWords,
        share: start.fairnessKey,
        audio,
        signal,
      }),
    ...(vad && {
      openWatch: (start: RecogniseStart) => {
        const watch = new EndpointWatch({ vad: vad.open(), settings: endpointing(config) });
        watches.set(start, watch);
        return watch;
      },
      openMeter: (start: RecogniseStart) => {
        const meter = new SpeechMeter(vad, usualPolicy.minSpeechMs);
        meters.set(start, meter);
        return meter;
      },
    }),
    ...(options.voices && { voices: voicesOf(options.voices, options.audiences) }),
    ...(passes.length > 0 && {
      secondPass: createRefiner({
        passes,
        audiences: options.audiences,
        // Where nobody watches (a held button), it is measured all the same.
        speechMs: async (start) =>
          watches.get(start)?.speechMs ?? meters.get(start)?.measured() ?? Number.POSITIVE_INFINITY,
      }),
    }),
    async close() {
      await Promise.all([vad?.close(), ...passes.map((pass) => pass.close())]);
    },
  };
}

function wyomingEngine(
  { model, ...declared }: HookConfig['engines'][number],
  config: HookOptions['config'],
): SecondEngine {
  return new WyomingEngine({
    ...declared,
    ...(model !== undefined && { model }),
    connectTimeoutMs: Math.min(500, config.secondPassDeadlineMs),
    idleTimeoutMs: config.secondPassDeadlineMs,
    totalTimeoutMs: config.secondPassDeadlineMs + 1_000,
    maxAudioMs: config.maxUtteranceMs + 1_000,
  });
}

function secondPass(engine: SecondEngine, config: HookOptions['config'], log: Logger): SecondPass {
  return new SecondPass({
    engine,
    sureConfidence: config.sureConfidence,
    ...usualPolicy,
    deadlineMs: config.secondPassDeadlineMs,
    failuresBeforeRest: 3,
    restMs: 15_000,
    log,
  });
}

function endpointing(config: HookOptions['config']): EndpointingSettings {
  const { completeSilenceMs, extendableSilenceMs, unknownSilenceMs, incompleteSilenceMs, noSpeechMs } =
    config;
  return {
    ...defaultEndpointingSettings,
    completeSilenceMs,
    extendableSilenceMs,
    unknownSilenceMs,
    incompleteSilenceMs,
    noSpeechMs,
    maxUtteranceMs: config.maxUtteranceMs,
  };
}
