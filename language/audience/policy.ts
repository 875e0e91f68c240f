/** What follows from who is listening: one table, and nobody else's opinion. */
import { type AudiencePolicy, Listener } from '../../proto/gen/earshot/turn/v1/audience.ts';

export type { AudiencePolicy } from '../../proto/gen/earshot/turn/v1/audience.ts';
export { Listener } from '../../proto/gen/earshot/turn/v1/audience.ts';

/** Permits nothing. For whoever is not known, and for everything that is not plainly signed. */
export const restrictedPolicy: AudiencePolicy = Object.freeze({
  mayLeaveHouse: false,
  mayGrantPersonal: false,
  mayReceiveTranscript: false,
  mayKeepHistory: false,
  mayOfferForTraining: false,
  maySendOpenSlots: false,
  mayUseCameras: false,
  mayPersonalise: false,
  mayListen: false,
  mayRecordHistory: false,
  mayTellVoices: false,
});

const householdPolicy: AudiencePolicy = Object.freeze({
  mayLeaveHouse: true,
  mayGrantPersonal: true,
  mayReceiveTranscript: true,
  mayKeepHistory: true,
  mayOfferForTraining: true,
  maySendOpenSlots: true,
  mayUseCameras: true,
  mayPersonalise: true,
  mayListen: true,
  mayRecordHistory: true,
  mayTellVoices: true,
});

/** A child's own device may show what it heard: it stands in the child's home. Everything else is a guardian's to allow. */
const childPolicy: AudiencePolicy = Object.freeze({
  ...restrictedPolicy,
  mayListen: true,
  mayReceiveTranscript: true,
});

/** Whoever is in a hotel's room is heard, and nothing else. */
const guestPolicy: AudiencePolicy = Object.freeze({ ...restrictedPolicy, mayListen: true });

/** The most that a listener may be permitted, with every consent given; of one whom this version does not know, the most restricted. */
export function policyOf(listener: Listener): AudiencePolicy {
  switch (listener) {
    case Listener.HOUSEHOLD:
      return householdPolicy;
    case Listener.CHILD:
      return childPolicy;
    case Listener.HOTEL_GUEST:
      return guestPolicy;
    case Listener.UNSPECIFIED:
      return restrictedPolicy;
    default:
      return restrictedPolicy;
  }
}
