/** The contract of earshot.tts.v1 over an engine: limits, deadline, back-pressure. */
import type { Locale } from '@earshot/skills-sdk';
import { agreedLocale } from '../../language/locale.ts';
import type {
  SynthesiseRequest,
  SynthesiseResponse,
  TtsServiceServer,
} from '../../proto/gen/earshot/tts/v1/tts.ts';
import type { AudienceReader } from '../common/audience.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { serverStream, type WritingCall } from '../common/grpc/server.ts';
import type { Logger } from '../common/log.ts';
import type { TtsEngine } from './engine.ts';
import { synthesiseMarked } from './marked.ts';

export interface TtsServiceOptions {
  readonly engine: TtsEngine;
  readonly maxTextCharacters: number;
  readonly maxSynthesisMs: number;
  readonly audiences: AudienceReader;
  readonly log: Logger;
}

const sampleRatesHz: readonly number[] = [16_000, 24_000];

function localeOf(engine: TtsEngine, tag: string): Locale {
  const locale = agreedLocale(tag);
  if (locale === undefined || !engine.locales.includes(locale)) {
    throw new EarshotError('TTS_LOCALE_UNSUPPORTED');
  }
  return locale;
}

export function createTtsService(options: TtsServiceOptions): TtsServiceServer {
  const { engine, log } = options;

  async function synthesise(
    request: SynthesiseRequest,
    call: WritingCall<SynthesiseResponse>,
  ): Promise<void> {
    const startedAt = performance.now();
    const { speech, sampleRateHz } = request;
    if (speech === undefined || !sampleRatesHz.includes(sampleRateHz)) {
      throw new EarshotError('INVALID_ARGUMENT');
    }
    if (speech.text.length > options.maxTextCharacters) {
      throw new EarshotError('TTS_TEXT_TOO_LONG', { detail: { limit: options.maxTextCharacters } });
    }
    const locale = localeOf(engine, speech.locale || (request.turn?.locale ?? ''));
    const late = new AbortController();
    const timer = setTimeout(
      () => late.abort(new EarshotError('DEADLINE_EXCEEDED')),
      Math.min(options.maxSynthesisMs, 0x7fff_ffff),
    );
    const signal = AbortSignal.any([call.signal, late.signal]);
    let bytes = 0;
    try {
      const wanted = {
        text: speech.text,
        locale,
        sampleRateHz,
        signal,
        audience: options.audiences.read(request.turn?.audience),
      };
      const spoken =
        speech.ssml === undefined ? engine.synthesise(wanted) : synthesiseMarked(engine, wanted, speech.ssml);
      for await (const audio of spoken) {
        if (signal.aborted) throw signal.reason;
        if (bytes === 0) {
          log.debug('tts.first-audio', {
            turnId: request.turn?.turnId ?? '',
            durationMs: performance.now() - startedAt,
          });
        }
        bytes += audio.length;
        await call.write({ audio });
      }
      log.debug('tts.spoken', {
        turnId: request.turn?.turnId ?? '',
        engineId: engine.id,
        locale,
        bytes,
        durationMs: performance.now() - startedAt,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  return { synthesise: serverStream(synthesise) };
}
