/** The engine that a configuration asks for. */
import type { Logger } from '../common/log.ts';
import { modelsDirOf } from '../common/models-dir.ts';
import { mayReceiveAudio } from '../common/wyoming/recipients.ts';
import type { TtsConfig } from './config.ts';
import type { TtsEngine } from './engine.ts';
import { EspeakEngine } from './espeak/espeak-engine.ts';
import { FallbackEngine } from './fallback.ts';
import { isKokoroInstalled, KokoroEngine } from './kokoro/kokoro-engine.ts';
import { WyomingVoice } from './wyoming/wyoming-voice.ts';

/** How long Kokoro may be silent within a sentence: one clause on a machine that is busy elsewhere. */
const kokoroStallMs = 20_000;

/** What speaks in the house: espeak-ng, and where it is wished and installed Kokoro before it. */
function houseVoice(config: TtsConfig, log: Logger): TtsEngine {
  const espeak = new EspeakEngine({
    workers: config.workers,
    maxQueued: config.maxQueued,
    stallTimeoutMs: config.stallTimeoutMs,
    onReplaced: (reason) => log.warn('tts.worker-replaced', { reason }),
  });
  if (config.voice !== 'kokoro') return espeak;
  const voices = { 'en-US': config.kokoroVoiceEnUs, 'zh-CN': config.kokoroVoiceZhCn };
  const modelsDir = modelsDirOf(config);
  if (!isKokoroInstalled(modelsDir, Object.values(voices))) {
    // People are answered all the same.
    log.warn('tts.voice-not-installed', { engineId: 'kokoro', code: 'ENGINE_UNAVAILABLE' });
    return espeak;
  }
  const kokoro = new KokoroEngine({
    modelsDir,
    voices,
    threads: config.kokoroThreads,
    workers: config.kokoroWorkers,
    maxQueued: config.maxQueued,
    stallTimeoutMs: kokoroStallMs,
    startTimeoutMs: 60_000,
    onReplaced: (reason) => log.warn('tts.worker-replaced', { reason, engineId: 'kokoro' }),
  });
  return new FallbackEngine(kokoro, espeak, {
    mayUsePrimary: () => true,
    isReadingAhead: true,
    firstAudioTimeoutMs: config.kokoroFirstAudioTimeoutMs,
    restMs: config.kokoroRestMs,
    log,
  });
}

export function buildEngine(config: TtsConfig, log: Logger): TtsEngine {
  const house = houseVoice(config, log);
  if (config.wyomingAddress === undefined) return house;
  const voice = new WyomingVoice({
    address: config.wyomingAddress,
    locales: config.wyomingLocales,
    voiceNames: {
      ...(config.wyomingVoiceEnUs !== undefined && { 'en-US': config.wyomingVoiceEnUs }),
      ...(config.wyomingVoiceZhCn !== undefined && { 'zh-CN': config.wyomingVoiceZhCn }),
    },
    connectTimeoutMs: Math.min(1_000, config.wyomingFirstAudioTimeoutMs),
    idleTimeoutMs: 10_000,
    totalTimeoutMs: 60_000,
    maxAudioMs: 60_000,
  });
  const recipient = {
    id: voice.id,
    operator: config.wyomingOperator,
    region: config.wyomingRegion,
    isInHouse: config.isWyomingInHouse,
  };
  return new FallbackEngine(voice, house, {
    mayUsePrimary: ({ audience }) => mayReceiveAudio(recipient, audience),
    firstAudioTimeoutMs: config.wyomingFirstAudioTimeoutMs,
    restMs: config.wyomingRestMs,
    log,
  });
}
