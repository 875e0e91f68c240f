/** What a speaker may say in JSON, as docs/protocol.md has it: written apart from the gateway's schema and from our own speaker. */
import { z } from 'zod';
import type { Findings } from './rules.ts';

const id = z.string().min(1).max(160);
const format = (rates: readonly number[]) =>
  z.object({
    codec: z.enum(['pcm16', 'opus']),
    sampleRateHz: z.number().refine((rate) => rates.includes(rate), `one of ${rates.join(', ')}`),
    frameMs: z.union([z.literal(10), z.literal(20), z.literal(40), z.literal(60)]),
  });
const change = {
  isMuted: z.boolean().optional(),
  isWakeWordOff: z.boolean().optional(),
  forMinutes: z.number().int().min(0).max(10_080).optional(),
};

const hello = z.object({
  type: z.literal('hello'),
  protocol: z.literal('earshot.v1'),
  model: z.string().max(160).optional(),
  firmware: z.string().max(160).optional(),
  locale: z.string().regex(/^(en|zh)([-_][\w-]+)?$/i, 'a tag of English or Chinese, as en-US or zh-CN'),
  capabilities: z
    .array(z.string().regex(/^[a-z0-9-]{1,40}$/))
    .max(16)
    .optional(),
  audioUp: format([16_000, 24_000, 48_000]),
  audioDown: format([16_000, 24_000, 48_000]),
  resumeSessionId: z.string().max(160).optional(),
  microphone: z.object(change).optional(),
});

const listenStart = z
  .object({
    type: z.literal('listen_start'),
    listenId: id,
    mode: z.enum(['wake_word', 'held_button', 'button', 'follow_up']),
    wakeAudioMs: z.number().int().min(0).max(3000).optional(),
    isTranscriptOnly: z.boolean().optional(),
    isSilent: z.boolean().optional(),
  })
  .refine(
    ({ mode, wakeAudioMs = 0 }) => (mode === 'wake_word' ? wakeAudioMs > 0 : wakeAudioMs === 0),
    'wakeAudioMs belongs to wake_word, and to it alone',
  );

const percent = z.number().int().min(0).max(100).optional();
const toolWord = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/);
const parameter = z.discriminatedUnion('kind', [
  z
    .object({
      name: toolWord,
      kind: z.literal('number'),
      minimum: z.number().int(),
      maximum: z.number().int(),
    })
    .partial({ minimum: true, maximum: true })
    .refine(({ minimum = 0, maximum = 0 }) => minimum <= maximum, 'minimum is above maximum'),
  z.object({ name: toolWord, kind: z.literal('flag') }),
  z.object({ name: toolWord, kind: z.literal('word'), words: z.array(toolWord).min(1).max(16) }),
]);
const tool = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+){0,7}$/),
  parameters: z.array(parameter).max(8).optional(),
});

const schemas = {
  hello,
  listen_start: listenStart,
  listen_stop: z.object({ type: z.literal('listen_stop'), listenId: z.string().max(160).optional() }),
  text: z.object({
    type: z.literal('text'),
    listenId: id,
    text: z.string().min(1).max(1000),
    isSilent: z.boolean().optional(),
  }),
  abort: z.object({
    type: z.literal('abort'),
    listenId: z.string().max(160).optional(),
    reason: z.enum(['barge_in', 'user']).optional(),
  }),
  get_outcome: z.object({ type: z.literal('get_outcome'), turnId: id }),
  set_microphone: z.object({ type: z.literal('set_microphone'), ...change }),
  playback_done: z.object({ type: z.literal('playback_done'), turnId: z.string().optional() }),
  device_state: z.object({
    type: z.literal('device_state'),
    volumePercent: percent,
    brightnessPercent: percent,
    batteryPercent: percent,
    isCharging: z.boolean().optional(),
  }),
  tools: z.object({ type: z.literal('tools'), tools: z.array(tool).max(16) }),
  system_log: z.object({ type: z.literal('system_log'), requestId: id, text: z.string().min(1).max(6000) }),
  player: z.object({
    type: z.literal('player'),
    state: z.enum(['started', 'paused', 'ended', 'ducked']),
  }),
  ping: z.object({ type: z.literal('ping'), nonce: z.number().int().optional() }),
} as const;

export type SaidType = keyof typeof schemas;
export type Said = { [Type in SaidType]: z.infer<(typeof schemas)[Type]> }[SaidType];
export type Hello = z.infer<typeof hello>;

/** Names of fields that no device has a reason to tell. */
const privateName =
  /^(wi-?fi|ssid|bssid|mac|mac_?addr(ess)?|imei|imsi|iccid|serial(_?n(o|umber)?)?|android_?id|password|ip|latitude|longitude)$/i;

/** Reads one text message; what is wrong with it goes to the findings. */
export function readMessage(text: string, findings: Findings): Said | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    findings.broken('message.shape', 'a text message that is not JSON');
    return undefined;
  }
  for (const name of namesIn(json)) {
    if (privateName.test(name)) findings.broken('message.private', `a field called ${name}`);
  }
  const type = (json as { readonly type?: unknown } | null)?.type;
  if (typeof type !== 'string' || !Object.hasOwn(schemas, type)) {
    findings.broken('message.shape', `a message of the type ${JSON.stringify(type)?.slice(0, 60)}`);
    return undefined;
  }
  const parsed = schemas[type as SaidType].safeParse(json);
  if (parsed.success) return parsed.data as Said;
  const [issue] = parsed.error.issues;
  const rule = type === 'hello' ? 'hello.fields' : type === 'listen_start' ? 'listen.mode' : 'message.shape';
  findings.broken(rule, `${type}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
  return undefined;
}

function* namesIn(json: unknown): Generator<string> {
  if (typeof json !== 'object' || json === null) return;
  for (const [name, value] of Object.entries(json)) {
    if (!Array.isArray(json)) yield name;
    yield* namesIn(value);
  }
}
