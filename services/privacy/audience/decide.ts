/** Who is listening: the one function that says so. Pure; everybody else reads its signed answer. */
import {
  type AudiencePolicy,
  Listener,
  policyOf,
  restrictedPolicy,
} from '../../../language/audience/policy.ts';

import type { Consents } from '../consent/purposes.ts';

/** What the accounts know of a device and where it stands. */
export interface Situation {
  /** `undefined` when the device is nobody's that we know. */
  readonly place: 'home' | 'hotel' | undefined;
  /** Everybody who uses the device is taken to be a child, or its account is a child's. */
  readonly isChild: boolean;
  /** What whoever answers for the device agrees to now. */
  readonly consents: Consents;
}

/**
 * A hotel's room counts before everything else: whoever is in it is a guest, a child of one too, and whether somebody
 * has checked in changes nothing, because staff and visitors are as unknown as guests are.
 */
export function listenerOf({ place, isChild }: Pick<Situation, 'place' | 'isChild'>): Listener {
  switch (place) {
    case 'hotel':
      return Listener.HOTEL_GUEST;
    case 'home':
      return isChild ? Listener.CHILD : Listener.HOUSEHOLD;
    case undefined:
      return Listener.UNSPECIFIED;
    default:
      return place satisfies never;
  }
}

export interface DecidedAudience {
  readonly listener: Listener;
  readonly policy: AudiencePolicy;
}

/** What follows from who is listening, less what nobody agreed to. Without the voice service itself, nothing does. */
export function decideAudience(situation: Situation): DecidedAudience {
  const listener = listenerOf(situation);
  const { consents } = situation;
  const isAccepted =
    consents.has('voice_service') && (listener !== Listener.CHILD || consents.has('child_data'));
  if (!isAccepted) return { listener, policy: restrictedPolicy };
  const policy = policyOf(listener);
  return {
    listener,
    policy: {
      ...policy,
      mayRecordHistory: policy.mayRecordHistory && consents.has('history'),
      mayOfferForTraining: policy.mayOfferForTraining && consents.has('training'),
      mayPersonalise: policy.mayPersonalise && consents.has('personalisation'),
    },
  };
}
