/** The engine that a configuration asks for. */
import type { Logger } from '../common/log.ts';
import { mayReceiveAudio } from '../common/wyoming/recipients.ts';
import type { TtsConfig } from './config.ts';
import type { TtsEngine } from './engine.ts';
import { EspeakEngine } from './espeak/espeak-engine.ts';
import { FallbackEngine } from './fallback.ts';
import { WyomingVoice } from './wyoming/wyoming-voice.ts';

export function buildEngine(config: TtsConfig, log: Logger): TtsEngine {
  const espeak = new EspeakEngine({
    workers: config.workers,
    maxQueued: config.maxQueued,
    stallTimeoutMs: config.stallTimeoutMs,
    onReplaced: (reason) => log.warn('tts.worker-replaced', { reason }),
  });
  if (config.wyomingAddress === undefined) return espeak;
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
  return new FallbackEngine(voice, espeak, {
    mayUsePrimary: ({ audience }) => mayReceiveAudio(recipient, audience),
    firstAudioTimeoutMs: config.wyomingFirstAudioTimeoutMs,
    restMs: config.wyomingRestMs,
    log,
  });
}
