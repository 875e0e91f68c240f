/**
 * Which engines outside our processes may receive what a person says or hears. An engine is a recipient like
 * any other: somebody operates it, somewhere. Denied unless everything needed to allow it is known.
 */
import type { TurnContext } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { DeviceKind } from '../../../proto/gen/earshot/turn/v1/turn.ts';

/** Who runs an engine and where, as the operator of this installation declares it. */
export interface EngineRecipient {
  readonly id: string;
  /** Legal name of whoever operates the engine; stands in the list of recipients. */
  readonly operator: string;
  /** Where it processes, e.g. `cn`, `eu`. */
  readonly region: string;
  /** True when the operator of this installation runs it himself, for himself: nobody else hears anything. */
  readonly isInHouse: boolean;
}

export type RecipientRefusal =
  | 'no-turn-context'
  | 'in-house-only'
  | 'not-a-home-device'
  | 'child'
  | 'region-unknown'
  | 'other-region';

/** Why this engine may not receive audio (or speech text) of this turn; `undefined` when it may. */
export function recipientRefusal(
  engine: EngineRecipient,
  turn: TurnContext | undefined,
): RecipientRefusal | undefined {
  if (engine.isInHouse) return undefined;
  const device = turn?.device;
  if (turn === undefined || device === undefined) return 'no-turn-context';
  if (turn.isInHouseOnly) return 'in-house-only';
  if (device.kind !== DeviceKind.HOME) return 'not-a-home-device';
  if (device.isChildDevice) return 'child';
  if (device.region === '' || engine.region === '') return 'region-unknown';
  return device.region === engine.region ? undefined : 'other-region';
}

/** Whether this engine may receive audio (or speech text) of this turn. */
export function mayReceiveAudio(engine: EngineRecipient, turn: TurnContext | undefined): boolean {
  return recipientRefusal(engine, turn) === undefined;
}
