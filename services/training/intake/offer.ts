/** Takes a turn in, or does not. Nobody is told why not: it is nobody's business whether somebody opted in. */
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import type { DisclosableField } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { type OfferRequest, SampleSource } from '../../../proto/gen/earshot/training/v1/training.ts';
import type { AudienceReader } from '../../common/audience.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import { audioPath, declaredPurposes, type SamplePath, textPath } from '../consent.ts';
import type { Collections } from '../samples/collections.ts';
import type { ConsentPort } from '../samples/consent-port.ts';
import type { IntakeStore } from './intake-store.ts';

/** What turns and conversations are taken in with. */
export interface IntakeParts {
  readonly consent: Pick<ConsentPort, 'disclose' | 'issueKey'>;
  readonly collections: Pick<Collections, 'current'>;
  readonly intake: IntakeStore;
  readonly region: string;
  readonly maxWaiting: number;
  /** The event is due. Not waited for. */
  readonly hint: (eventId: string) => void;
}

export interface OfferParts extends IntakeParts {
  readonly audiences: Pick<AudienceReader, 'read'>;
}

/** Fixed words, for the counter. */
export type Refusal = 'audience' | 'region' | 'consent' | 'full' | 'empty' | 'repeated';
export type Taken = { readonly isTaken: true } | { readonly isTaken: false; readonly refusal: Refusal };

const maxTextLength = 2_000;
const maxWords = 300;
/** Longer utterances are no commands. */
const maxAudioBytes = 20 * 32_000;
const refused = (refusal: Refusal): Taken => ({ isTaken: false, refusal });

/** @throws EarshotError INVALID_ARGUMENT for what no gateway sends; STORE_FAILED and others: then nothing was kept. */
export async function takeTurn(parts: OfferParts, request: OfferRequest): Promise<Taken> {
  const { turn, device, heard, audio, end, skillId } = request;
  if (turn === undefined || device === undefined || heard === undefined) {
    throw new EarshotError('INVALID_ARGUMENT');
  }
  const isTooMuch =
    heard.text.length > maxTextLength || heard.words.length > maxWords || audio.length > maxAudioBytes;
  if (isTooMuch) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'heard' } });
  if (heard.text.trim() === '') return refused('empty');
  const { policy, region } = parts.audiences.read(turn.audience);
  if (!policy.mayOfferForTraining || device.tenantId !== '') return refused('audience');
  if (region !== parts.region) return refused('region');
  if ((await parts.intake.waiting()) >= parts.maxWaiting) return refused('full');
  const fields = [
    field(textPath, DataClass.UTTERANCE, Buffer.byteLength(heard.text)),
    ...(audio.length === 0 ? [] : [field(audioPath, DataClass.AUDIO, audio.length)]),
  ];
  const { allowedPaths, grantIds } = await parts.consent.disclose(turn.turnId, device, fields);
  if (!allowedPaths.includes(textPath)) return refused('consent');
  const collectionId = await parts.collections.current();
  const issued = await parts.consent
    .issueKey(device, grantIds, collectionId, parts.region)
    .catch(unlessRefused);
  // Withdrawn between the two questions.
  if (issued === undefined) return refused('consent');
  const waiting = {
    text: heard.text,
    words: heard.words.map(({ text, startMs, endMs }) => ({ text, startMs, endMs })),
    confidence: heard.confidence,
    isRejectedByRecogniser: request.isRejectedByRecogniser,
    locale: turn.locale,
    source: SampleSource.TURN,
    end,
    skillId,
    deviceModel: issued.deviceModel,
    collectionId,
  };
  const mayKeepAudio = audio.length > 0 && allowedPaths.includes(audioPath);
  const kept = { turn: waiting, audio: mayKeepAudio ? Buffer.from(audio) : undefined };
  for (const eventId of (await parts.intake.put(issued.keyId, [kept])) ?? []) parts.hint(eventId);
  return { isTaken: true };
}

export const field = (path: SamplePath, valueClass: DataClass, sizeBytes: number): DisclosableField => ({
  path,
  valueClass,
  sizeBytes,
  isImpliedByEnabling: false,
  isPulled: false,
  purpose: '',
  declaredPurposes: declaredPurposes(path),
});

export function unlessRefused(error: unknown): undefined {
  if (codeOf(error) === 'PERMISSION_DENIED') return undefined;
  throw error;
}
