/** `earshot speak --dialect xiaozhi`: the command line as a speaker of another maker. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { OpusDecoder, OpusEncoder } from '../../common/audio/opus.ts';
import {
  askXiaozhi,
  connectXiaozhi,
  isXiaozhiActivated,
  type XiaozhiAddress,
  type XiaozhiIdentity,
  XiaozhiRefused,
  type XiaozhiTurn,
} from '../../speaker/index.ts';
import { CommandError } from '../explain.ts';
import { deviceNameRule, isDeviceName } from './local-device.ts';
import { readRecording } from './recording.ts';
import { writeReplyFile } from './reply-file.ts';
import { printable } from './timeline.ts';

export interface SpeakXiaozhiOptions {
  readonly url: string;
  readonly state: string;
  readonly device: string;
  readonly locale: string;
  readonly files: readonly string[];
  readonly text: readonly string[];
  readonly mode: 'button' | 'wake';
  readonly wakeMs: number;
  readonly json: boolean;
  readonly out?: string;
  readonly output: NodeJS.WritableStream;
}

/** As often as the firmware asks. */
const pollMs = 3_000;
/** Its code is good for no longer. */
const activationTimeoutMs = 600_000;
const replyRateHz = 24_000;

/** The chip's wake word, by the language of its firmware. */
const wakeWords: Readonly<Record<string, string>> = { 'zh-CN': '你好小智' };

/** @returns the exit status: 0 when every utterance was answered aloud. @throws CommandError, WavError */
export async function speakXiaozhi(options: SpeakXiaozhiOptions): Promise<number> {
  const recordings = await Promise.all(options.files.map(readRecording));
  const { url, token } = await activated(options);
  const codec = { encoder: new OpusEncoder(16_000), decoder: new OpusDecoder(replyRateHz) };
  const connect = () =>
    connectXiaozhi({
      url,
      token,
      codec: {
        encode: (pcm) => Buffer.from(codec.encoder.encode(pcm)),
        decode: (packet) => codec.decoder.decode(packet),
      },
    }).catch((error: unknown) => {
      throw error instanceof XiaozhiRefused
        ? new CommandError(`the gateway refused it: ${error.message}`)
        : error;
    });
  const turns: XiaozhiTurn[] = [];
  let speaker = await connect();
  // Such a device connects anew for each conversation.
  const connected = async () => {
    if (speaker.closeCode !== undefined) speaker = await connect();
    return speaker;
  };
  const show = async (title: string, turn: XiaozhiTurn) => {
    turns.push(turn);
    await print(title, turn, turns.length, options);
  };
  for (const { name, pcm } of recordings) {
    const device = await connected();
    const turn =
      options.mode === 'wake'
        ? await device.wake(wakeWords[options.locale] ?? 'Hi, ESP', pcm, options.wakeMs)
        : await device.press(pcm, 'manual');
    await show(name, turn);
  }
  for (const text of options.text) await show(`“${text}”`, await (await connected()).type(text));
  speaker.close();
  return turns.every(({ end }) => end === 'stop') ? 0 : 1;
}

/** Where to go, once it is somebody's device. */
async function activated(options: SpeakXiaozhiOptions): Promise<XiaozhiAddress> {
  const otaUrl = new URL('/xiaozhi/ota/', options.url);
  otaUrl.protocol = otaUrl.protocol === 'wss:' ? 'https:' : 'http:';
  const asking = { ...(await identityOf(options)), otaUrl: otaUrl.href, language: options.locale };
  const first = await askXiaozhi(asking);
  if (first.code === undefined) return first;
  process.stderr.write(
    `earshot: this speaker shows ${first.code}; its owner takes it in with: earshot owner activate ${first.code}\n`,
  );
  const endMs = Date.now() + activationTimeoutMs;
  while (Date.now() < endMs) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    if (await isXiaozhiActivated(asking)) return askXiaozhi(asking);
  }
  throw new CommandError('nobody entered the code in ten minutes');
}

/** Made when it is first switched on, and kept. */
async function identityOf({ state, device }: SpeakXiaozhiOptions): Promise<XiaozhiIdentity> {
  if (!isDeviceName(device)) throw new CommandError(deviceNameRule);
  const path = join(resolve(state), 'devices', `${device}.xiaozhi.json`);
  const kept = await readFile(path, 'utf8').catch(() => undefined);
  if (kept !== undefined) return JSON.parse(kept) as XiaozhiIdentity;
  // The second bit of the first byte: an address that nobody was given.
  const deviceId = ['02', ...Array.from(randomBytes(5), (byte) => byte.toString(16).padStart(2, '0'))].join(
    ':',
  );
  const identity = { deviceId, clientId: randomUUID() };
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, JSON.stringify(identity), { mode: 0o600 });
  return identity;
}

async function print(title: string, turn: XiaozhiTurn, number: number, options: SpeakXiaozhiOptions) {
  const { audio, ...rest } = turn;
  const audioMs = audio.length / 2 / (replyRateHz / 1000);
  await writeReplyFile(
    options.out,
    { pcm: audio, sampleRateHz: replyRateHz },
    { number, of: options.files.length + options.text.length },
  );
  if (options.json) {
    options.output.write(`${JSON.stringify({ said: title, ...rest, audioMs })}\n`);
    return;
  }
  const lines = [
    `  ${printable(title)}`,
    ...(turn.heard === '' ? [] : [`  heard      “${printable(turn.heard)}”`]),
    ...turn.sentences.map((sentence) => `  answered   “${printable(sentence)}”`),
    ...turn.alerts.map((alert) => `  alert      “${printable(alert)}”`),
    turn.end === 'stop' ? `  ✓ played ${Math.round(audioMs)} ms` : `  ✗ ${turn.end}`,
  ];
  options.output.write(`\n${lines.join('\n')}\n`);
}
