/** A hotel in a running Earshot: its speakers, whoever looks at its desk, and what the recogniser makes of a voice. */
import {
  AsrServiceClient,
  type RecogniseRequest,
  type RecogniseResponse,
  type RecogniseResult,
} from '../../../proto/gen/earshot/asr/v1/asr.ts';
import {
  HotelServiceClient,
  type Ticket,
  type WatchTicketsRequest,
  type WatchTicketsResponse,
} from '../../../proto/gen/earshot/hotel/v1/hotel.ts';
import { PrivacyServiceClient } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { SkillsServiceClient } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import {
  type SynthesiseRequest,
  type SynthesiseResponse,
  TtsServiceClient,
} from '../../../proto/gen/earshot/tts/v1/tts.ts';
import { acceptTerms } from '../../cli/terms.ts';
import { patiently } from '../../cli/up/patience.ts';
import type { Stack } from '../../cli/up/stack.ts';
import { callUnary, connect, openBidi, openServerStream } from '../../common/grpc/client.ts';
import { credentialsOf } from '../../common/testing/callers.ts';
import { connectSpeaker, type Speaker, type SpeakerOptions } from '../../speaker/index.ts';

const limits = { deadlineMs: 30_000 };
const sampleRateHz = 16_000;

export interface HotelOptions {
  /** Somebody is at the desk until it is closed. */
  readonly isWatched?: boolean;
  readonly locale?: string;
  /** Rooms with a speaker and somebody who stays, called from 1204 on. */
  readonly roomCount?: number;
  /** Told of each ticket as it comes on the desk's stream. */
  readonly onTicket?: (ticket: Ticket) => void;
}

export type E2eHotel = Awaited<ReturnType<typeof openHotel>>;

export async function openHotel(
  stack: Stack,
  { isWatched = true, locale = 'en-US', roomCount = 1, onTicket }: HotelOptions = {},
) {
  const state = stack.env['EARSHOT_STATE_DIR'];
  const operator = credentialsOf('operator_cli', { role: 'operator' }, state);
  const asGateway = credentialsOf('gateway', undefined, state);
  const privacy = connect(PrivacyServiceClient, stack.address('privacy'), operator);
  const hotels = connect(HotelServiceClient, stack.address('hotel'), operator);
  const edge = connect(PrivacyServiceClient, stack.address('privacy'), asGateway);
  const open: { close(): void }[] = [privacy, hotels, edge];
  const region = { region: 'eu', timeZone: 'Asia/Shanghai' };
  const { tenantId } = await callUnary(privacy, 'createTenant', region, limits);
  await acceptTerms(stack, { tenantId });
  const owner = { householdId: '', tenantId };
  const names = Array.from({ length: roomCount }, (_, index) => `${1204 + index}`);
  const rooms = names.map((name) => ({ names: [name] }));
  const { roomIds } = await callUnary(privacy, 'createRooms', { ...owner, rooms }, limits);
  const tokens: string[] = [];
  const stayIds: string[] = [];
  for (const roomId of roomIds) {
    const { stayId } = await callUnary(privacy, 'openStay', { tenantId, roomId, locale }, limits);
    const code = { ...owner, subjectId: '', isChildDevice: false, roomId };
    const { claimCode } = await callUnary(privacy, 'issueClaimCode', code, limits);
    const { deviceToken } = await callUnary(edge, 'activateDevice', { claimCode, model: 'panel' }, limits);
    stayIds.push(stayId);
    tokens.push(deviceToken);
  }
  const [token = '', roomId = '', stayId = ''] = [tokens[0], roomIds[0], stayIds[0]];

  const gone = new AbortController();
  /** Everything that the desk was told, in order. */
  const told: Ticket[] = [];
  let watching: Promise<void> = Promise.resolve();
  const watch = async () => {
    const asked = { tenantId, department: '', afterRevision: 0, locale };
    while (!gone.signal.aborted) {
      try {
        const stream = openServerStream<WatchTicketsRequest, WatchTicketsResponse>(
          (r, m, o) => hotels.watchTickets(r, m, o),
          { ...asked, afterRevision: told.at(-1)?.revision ?? 0 },
          { deadlineMs: 600_000, signal: gone.signal },
        );
        for await (const { ticket } of stream) {
          if (ticket === undefined) continue;
          told.push(ticket);
          onTicket?.(ticket);
        }
      } catch {
        // The service was killed: it comes back.
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
  if (isWatched) watching = watch();

  const list = async (settled = 0): Promise<Ticket[]> => {
    const listed = { tenantId, department: '', locale, settled };
    // After a kill the line is in back-off for a moment.
    return (await patiently(() => callUnary(hotels, 'listTickets', listed, limits))).tickets;
  };
  /** The project's own voice, PCM16 at 16 kHz. */
  async function synthesise(text: string, language: string): Promise<Buffer> {
    const tts = connect(TtsServiceClient, stack.address('tts'), asGateway);
    open.push(tts);
    const turn = { turnId: `voice-${text.length}`, sessionId: 's', locale: language, audience: undefined };
    const chunks: Buffer[] = [];
    const stream = openServerStream<SynthesiseRequest, SynthesiseResponse>(
      (r, m, o) => tts.synthesise(r, m, o),
      { turn, speech: { text, locale: language }, sampleRateHz },
      limits,
    );
    for await (const { audio } of stream) chunks.push(audio);
    return Buffer.concat(chunks);
  }
  /** What the recogniser hears when this room says it. */
  async function recognise(pcm: Buffer, language: string): Promise<RecogniseResult | undefined> {
    const { device, audience } = await callUnary(edge, 'authenticateDevice', { deviceToken: token }, limits);
    const skills = connect(SkillsServiceClient, stack.address('skills'), asGateway);
    const asr = connect(AsrServiceClient, stack.address('asr'), asGateway);
    open.push(skills, asr);
    const { skillSet } = await callUnary(skills, 'getSkillSet', { device, locale: language }, limits);
    const call = openBidi<RecogniseRequest, RecogniseResponse>((m, o) => asr.recognise(m, o), limits);
    const start = {
      ...{
        turn: { turnId: 'heard', sessionId: 's', locale: language, audience },
        sampleRateHz,
        wakeAudioMs: 0,
      },
      ...{ wakeWords: [], focusSkillId: '', focusSlot: '', isEndpointing: false, skillSet, entities: [] },
      fairnessKey: 'heard',
    };
    await call.write({ request: { $case: 'start', value: start } });
    for (let at = 0; at < pcm.length; at += 16_000)
      await call.write({ request: { $case: 'audio', value: pcm.subarray(at, at + 16_000) } });
    await call.write({ request: { $case: 'end', value: {} } });
    call.end();
    let result: RecogniseResult | undefined;
    for await (const { response } of call.responses)
      if (response?.$case === 'result') result = response.value;
    return result;
  }
  const hear = async (pcm: Buffer, language: string): Promise<string[]> =>
    (await recognise(pcm, language))?.hypotheses.map(({ text }) => text) ?? [];
  const engineFor = async (pcm: Buffer, language: string): Promise<string> =>
    (await recognise(pcm, language))?.engineId ?? '';

  return {
    ...{ tenantId, roomId, stayId, token, tokens, told, hotels, privacy, list, synthesise, hear, engineFor },
    speaker: (
      hello: SpeakerOptions['hello'] = { locale },
      onMessage: NonNullable<SpeakerOptions['onMessage']> = () => {},
    ): Promise<Speaker> => connectSpeaker({ url: stack.speakerUrl, token, hello, onMessage }),
    async close() {
      gone.abort();
      for (const client of open) client.close();
      await watching;
    },
  };
}
