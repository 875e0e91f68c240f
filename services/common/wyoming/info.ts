/** What a Wyoming server says about itself when asked to describe itself. */
import type { WyomingConnection } from './connection.ts';

export interface WyomingProgram {
  readonly name: string;
  readonly models: readonly { readonly name: string; readonly languages: readonly string[] }[];
  /** ASR: sends `transcript-chunk`; TTS: takes text in pieces. */
  readonly isStreaming: boolean;
}

export interface WyomingInfo {
  readonly asr: readonly WyomingProgram[];
  readonly tts: readonly WyomingProgram[];
}

const maxEntries = 2_000;

type Loose = Record<string, unknown>;
const list = (value: unknown): Loose[] =>
  Array.isArray(value)
    ? value
        .slice(0, maxEntries)
        .filter((entry): entry is Loose => typeof entry === 'object' && entry !== null)
    : [];
const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 200) : '');

function programs(value: unknown, modelsKey: string, streamingKey: string): WyomingProgram[] {
  return list(value).map((program) => ({
    name: text(program['name']),
    models: list(program[modelsKey]).map((model) => ({
      name: text(model['name']),
      languages: Array.isArray(model['languages'])
        ? model['languages'].slice(0, maxEntries).map(text).filter(Boolean)
        : [],
    })),
    isStreaming: program[streamingKey] === true,
  }));
}

/** Asks and waits; other events before `info` are ignored, as the connection's limits allow. */
export async function describe(connection: WyomingConnection): Promise<WyomingInfo> {
  await connection.send('describe');
  for (;;) {
    const event = await connection.next();
    if (event.type !== 'info') continue;
    return {
      asr: programs(event.data['asr'], 'models', 'supports_transcript_streaming'),
      tts: programs(event.data['tts'], 'voices', 'supports_synthesize_streaming'),
    };
  }
}
