/** The contract: turns of the gateway, versions for operators, pages for annotators, suggestions for developers. */
import type { TrainingServiceServer } from '../../proto/gen/earshot/training/v1/training.ts';
import { isRole, personOf, requireOwn } from '../common/callers/objects.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { serverStream, unary } from '../common/grpc/server.ts';
import { isUuid } from '../common/uuid.ts';
import { consentFields, consentVersion, recipientId } from './consent.ts';
import { firstLine } from './conversations/first-line.ts';
import type { HandedIn } from './conversations/handed-in.ts';
import { keepConversation } from './conversations/keep.ts';
import { type ExportParts, exportDataset } from './datasets/export.ts';
import { listReads, readSamples } from './datasets/reading.ts';
import { type OfferParts, type Refusal, takeTurn } from './intake/offer.ts';
import type { ConsentPort } from './samples/consent-port.ts';
import { confirmGone } from './samples/gone.ts';
import { type OwnsSkill, requireOwnSkill } from './skill-owners.ts';
import { reviewSentence } from './suggestions/review.ts';
import { suggestSentences } from './suggestions/suggest.ts';

export interface HandlerParts {
  readonly offer: OfferParts;
  readonly handedIn: HandedIn;
  readonly exporting: ExportParts & { readonly consent: ConsentPort };
  readonly count: (result: 'taken' | Refusal) => void;
  readonly ownsSkill: OwnsSkill;
}

const maxConfirmed = 1_000;

export function createHandlers(parts: HandlerParts): TrainingServiceServer {
  const { offer, handedIn, exporting, count, ownsSkill } = parts;
  const { datasets, pool, now } = exporting;
  return {
    offer: unary(async (request) => {
      const taken = await takeTurn(offer, request);
      count(taken.isTaken ? 'taken' : taken.refusal);
      return { isTaken: taken.isTaken };
    }),
    describeConsent: unary(({ locale }) => ({
      version: consentVersion,
      recipientId,
      fields: consentFields(locale),
    })),
    createDataset: unary(async ({ locale }) => ({ dataset: await datasets.create(locale) })),
    listDatasets: unary(async () => ({ datasets: await datasets.list() })),
    exportDataset: serverStream(async (request, call) => {
      for await (const part of exportDataset(exporting, request)) await call.write({ part });
    }),
    listGone: unary(async ({ version }) => ({ sampleIds: await datasets.gone(version) })),
    confirmGone: unary(async ({ copyId, sampleIds }) => {
      if (sampleIds.length > maxConfirmed || ![copyId, ...sampleIds].every(isUuid)) {
        throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'sampleIds' } });
      }
      return { unconfirmed: await confirmGone(pool, copyId, sampleIds, now()) };
    }),
    readSamples: unary(async (request, call) => ({
      samples: await readSamples(exporting, personOf(call)?.staffId ?? '', request),
    })),
    listReads: unary(async ({ pageSize }) => ({ reads: await listReads(pool, pageSize) })),
    openConversation: unary(({ locale }) => ({ firstLine: firstLine(locale) })),
    keepConversation: unary(async (request, call) => {
      const { device } = request;
      // Whose account it is: their own, or any account's for whoever runs customer service.
      if (!isRole(call, 'operator')) requireOwn(call, { householdId: device?.householdId ?? '' });
      const { taken, refusal } = await keepConversation({ ...offer, handedIn }, request);
      count(refusal ?? 'taken');
      return { taken: isRole(call, 'owner') ? taken : 0 };
    }),
    suggestSentences: unary(async (request, call) => {
      await requireOwnSkill(call, request.skillId, ownsSkill);
      return { sentences: await suggestSentences(exporting, request) };
    }),
    reviewSentence: unary(async (request, call) => {
      await requireOwnSkill(call, request.skillId, ownsSkill);
      await reviewSentence(exporting, request);
      return {};
    }),
  };
}
