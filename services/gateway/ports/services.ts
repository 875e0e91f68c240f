/** The other services, as a session needs them. Pure interfaces; `grpc.ts` is the real thing. */
import type {
  FirmwareRelease,
  ListeningChange,
  ListeningSwitches,
  OfferDeviceRequest,
  OfferDeviceResponse,
  WatchDevicesResponse,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { RecordTurnRequest } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import type { TurnOutcome } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import type { Audience, Pause } from '../../../proto/gen/earshot/turn/v1/audience.ts';
import type { DeviceRef, SkillSet, Surroundings, TurnRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { Expectation, Limits, PreparedTurn, TurnPorts } from '../turn/ports.ts';

export interface CallBounds {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

/** Who holds a token, and what that device may hear. */
export interface Identity {
  readonly device: DeviceRef;
  readonly surroundings: Surroundings;
  /** Who listens there; not looked at until it is used. */
  readonly audience: Audience | undefined;
  readonly listening: ListeningSwitches;
  /** When nobody is listened to there, by a guardian's rules. */
  readonly pause?: Pause | undefined;
  /** Whoever it belongs to lets turns be offered for training. */
  readonly isOptedIn: boolean;
  /** The token it came with is due to be replaced. */
  readonly isTokenOld: boolean;
  /** Firmware that its owner allows. */
  readonly firmware?: FirmwareRelease | undefined;
  /** The case for which its owner wants to see its log; empty: nobody does. */
  readonly logCaseId?: string;
  /** When this was asked for, on the monotonic clock: an answer is not younger than its question. */
  readonly askedMs: number;
}

/** Changes of devices as the privacy service tells them. */
export interface DeviceNews {
  readonly news: AsyncIterable<WatchDevicesResponse>;
  /** The change with this sequence is obeyed by every connection here. */
  acknowledge(sequence: number): void;
}

/** A session and the device whose it is. */
export interface SessionOfDevice {
  readonly ref: TurnRef;
  readonly device: DeviceRef;
}

export interface Services
  extends Pick<
    TurnPorts,
    'recognise' | 'understand' | 'checkGrants' | 'tellVoice' | 'invoke' | 'synthesise' | 'offer'
  > {
  /** @throws EarshotError UNAUTHENTICATED for a token that is unknown or revoked */
  authenticate(token: string, bounds: CallBounds): Promise<Identity>;
  /** A new token for whoever holds this one. */
  rotateToken(deviceToken: string, bounds: CallBounds): Promise<{ readonly deviceToken: string }>;
  activate(claimCode: string, model: string, bounds: CallBounds): Promise<{ readonly deviceToken: string }>;
  /** How it stands with a device that shows a code of its own, and what it is to show. */
  offerDevice(request: OfferDeviceRequest, bounds: CallBounds): Promise<OfferDeviceResponse>;
  /** What a device answered when its owner asked for its log. */
  keepDeviceLog(deviceId: string, caseId: string, log: string, bounds: CallBounds): Promise<void>;
  /** Stores a change. False: it is stored, and not obeyed by every gateway yet. */
  setListening(deviceId: string, change: ListeningChange, bounds: CallBounds): Promise<boolean>;
  watchDevices(limits: Limits): DeviceNews;
  skillSet(device: DeviceRef, locale: string, bounds: CallBounds): Promise<SkillSet>;
  /** The question that a session waits with; undefined when none is open. */
  expected(
    session: SessionOfDevice,
    skillSet: SkillSet,
    bounds: CallBounds,
  ): Promise<Expectation | undefined>;
  /** Lets the recogniser get ready for the answer to a question while it is still being asked. */
  foreseeAnswer(turn: PreparedTurn, expectation: Expectation, bounds: CallBounds): Promise<void>;
  /** Keeps the words of a turn, if their owner still wants that. */
  recordTurn(turn: RecordTurnRequest, bounds: CallBounds): Promise<void>;
  /** A turn of a child took so long. */
  reportUse(deviceId: string, usedMs: number, bounds: CallBounds): Promise<void>;
  turnOutcome(turnId: string, deviceId: string, bounds: CallBounds): Promise<TurnOutcome>;
}
