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
  /** The account was found to be a child's, and no guardian has answered yet. */
  readonly isAwaitingGuardian?: boolean;
  /** Worn, by whomever: nobody is recognised by it, and nothing is learnt from it. */
  readonly isWatch?: boolean;
}

/** A maker says in its model's name what it is. */
export const isWatchModel = (model: string): boolean =>
  /(?:^|[^a-z])(?:smart)?watch(?:[^a-z]|$)|手表/i.test(model);

/** Hearing and answering, and nothing besides. */
const necessaryPolicy: AudiencePolicy = Object.freeze({ ...restrictedPolicy, mayListen: true });

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
  if (!consents.has('voice_service')) return { listener, policy: restrictedPolicy };
  if (listener === Listener.CHILD && !consents.has('child_data')) {
    const isWaiting = situation.isAwaitingGuardian === true;
    return { listener, policy: isWaiting ? necessaryPolicy : restrictedPolicy };
  }
  const policy = policyOf(listener);
  const isForgetful = situation.isWatch === true;
  return {
    listener,
    policy: {
      ...policy,
      mayRecordHistory: policy.mayRecordHistory && consents.has('history'),
      mayOfferForTraining: policy.mayOfferForTraining && consents.has('training') && !isForgetful,
      mayTellVoices: policy.mayTellVoices && consents.has('voiceprint') && !isForgetful,
      mayPersonalise: policy.mayPersonalise && consents.has('personalisation') && !isForgetful,
    },
  };
}
