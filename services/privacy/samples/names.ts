/** By which names training stands in grants and in the ledger: one recipient that makes samples, and each copy of them. */
import { RecipientKind } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { recipientName } from '../consent/recipient-name.ts';

/** Makes samples; what it is granted is `sample.text`, `sample.audio` and `sample.conversation`. */
export const trainingRecipient = recipientName(RecipientKind.TRAINING, 'earshot');

const copyPrefix = recipientName(RecipientKind.TRAINING, 'copy-');

export const copyRecipient = (copyId: string): string => `${copyPrefix}${copyId}`;

/** Whoever holds a copy of samples is told by the training service, sample by sample: it knows no person by any name. */
export const isCopy = (recipient: string): boolean => recipient.startsWith(copyPrefix);
