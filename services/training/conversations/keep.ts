/**
 * Conversations with customer service: what the person wrote takes the way of a turn's words, line by line, and nothing says
 * afterwards which lines were one conversation. A conversation in which the machine does not say first that it is one is not taken.
 */
import { randomUUID } from 'node:crypto';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import {
  ConversationSide,
  type KeepConversationRequest,
  SampleSource,
  TurnEnd,
} from '../../../proto/gen/earshot/training/v1/training.ts';
import type { PoolClient } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { conversationPath } from '../consent.ts';
import { field, type IntakeParts, type Refusal, unlessRefused } from '../intake/offer.ts';
import { saysItIsAMachine } from './first-line.ts';
import type { HandedIn } from './handed-in.ts';

const maxLines = 200;
const maxLineLength = 2_000;

export interface ConversationParts extends IntakeParts {
  readonly handedIn: Pick<HandedIn, 'note'>;
}

export type Kept = { readonly taken: number; readonly refusal?: Refusal };
const refused = (refusal: Refusal): Kept => ({ taken: 0, refusal });

/** @throws EarshotError INVALID_ARGUMENT, CONVERSATION_NOT_BEGUN; STORE_FAILED and others: then nothing was kept. */
export async function keepConversation(
  parts: ConversationParts,
  request: KeepConversationRequest,
): Promise<Kept> {
  const { device, locale, lines } = request;
  const isTooMuch = lines.length > maxLines || lines.some(({ text }) => text.length > maxLineLength);
  if (device === undefined || isTooMuch) throw new EarshotError('INVALID_ARGUMENT');
  if (lines.some(({ from }) => from === ConversationSide.UNSPECIFIED)) {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'lines' } });
  }
  const [first] = lines;
  if (first?.from !== ConversationSide.BOT || !saysItIsAMachine(first.text)) {
    throw new EarshotError('CONVERSATION_NOT_BEGUN');
  }
  const texts = lines.flatMap(({ from, text }) =>
    from === ConversationSide.PERSON && text.trim() !== '' ? [text.trim()] : [],
  );
  if (texts.length === 0) return refused('empty');
  if ((await parts.intake.waiting()) + texts.length > parts.maxWaiting) return refused('full');
  const sizeBytes = Buffer.byteLength(texts.join(''));
  const asked = [field(conversationPath, DataClass.UTTERANCE, sizeBytes)];
  // Who it is and whether they may be asked is decided from the device, as for a turn.
  const disclosed = await parts.consent.disclose(randomUUID(), device, asked).catch(unlessRefused);
  if (disclosed === undefined || !disclosed.allowedPaths.includes(conversationPath))
    return refused('consent');
  const collectionId = await parts.collections.current();
  const issued = await parts.consent
    .issueKey(device, disclosed.grantIds, collectionId, parts.region)
    .catch(unlessRefused);
  if (issued === undefined) return refused('consent');
  const { keyId, deviceModel } = issued;
  const about = {
    words: [],
    confidence: 1,
    isRejectedByRecogniser: false,
    locale,
    deviceModel,
    collectionId,
  };
  const how = { source: SampleSource.CONVERSATION, end: TurnEnd.UNSPECIFIED, skillId: '' };
  const said = texts.map((text) => ({ turn: { text, ...about, ...how }, audio: undefined }));
  // A call that is made again is answered as it was, and keeps nothing twice.
  const conversation = JSON.stringify([
    device.householdId,
    locale,
    lines.map(({ from, text }) => [from, text]),
  ]);
  const isNew = (client: PoolClient) => parts.handedIn.note(client, keyId, conversation);
  const events = await parts.intake.put(keyId, said, isNew);
  for (const eventId of events ?? []) parts.hint(eventId);
  return { taken: texts.length, ...(events === undefined && { refusal: 'repeated' }) };
}
