import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DeviceContext, DeviceKind, TurnContext } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { type EngineRecipient, mayReceiveAudio, recipientRefusal } from './recipients.ts';

const engine: EngineRecipient = { id: 'cloud', operator: 'Example Ltd', region: 'eu', isInHouse: false };
const inHouse: EngineRecipient = { ...engine, isInHouse: true };

function turn(device: Partial<DeviceContext>, isInHouseOnly = false): TurnContext {
  return TurnContext.fromPartial({
    isInHouseOnly,
    device: { kind: DeviceKind.HOME, region: 'eu', ...device },
  });
}

describe('mayReceiveAudio', () => {
  test('an adult at home in the region of the engine', () => {
    expect(mayReceiveAudio(engine, turn({}))).toBe(true);
  });

  test.each([
    ['a hotel room', turn({ kind: DeviceKind.HOTEL }), 'not-a-home-device'],
    ['a device of unknown kind', turn({ kind: DeviceKind.UNSPECIFIED }), 'not-a-home-device'],
    ['a child', turn({ isChildDevice: true }), 'child'],
    ['a subject of another region', turn({ region: 'cn' }), 'other-region'],
    ['a subject of no known region', turn({ region: '' }), 'region-unknown'],
    ['a turn marked in-house only', turn({}, true), 'in-house-only'],
    ['no turn at all', undefined, 'no-turn-context'],
    ['a turn without a device', TurnContext.fromPartial({}), 'no-turn-context'],
  ])('%s: only where the engine is in-house', (_, context, reason) => {
    expect(recipientRefusal(engine, context)).toBe(reason);
    expect(mayReceiveAudio(inHouse, context)).toBe(true);
  });

  test('an engine of no known region receives nothing', () => {
    expect(mayReceiveAudio({ ...engine, region: '' }, turn({ region: '' }))).toBe(false);
  });

  test('whatever the turn, an outside engine hears only adults at home in its own region', () => {
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.constantFrom(DeviceKind.UNSPECIFIED, DeviceKind.HOME, DeviceKind.HOTEL),
          isChildDevice: fc.boolean(),
          region: fc.constantFrom('', 'eu', 'cn'),
        }),
        fc.boolean(),
        (device, isInHouseOnly) => {
          const isAllowed = mayReceiveAudio(engine, turn(device, isInHouseOnly));
          expect(isAllowed).toBe(
            device.kind === DeviceKind.HOME &&
              !device.isChildDevice &&
              device.region === 'eu' &&
              !isInHouseOnly,
          );
        },
      ),
    );
  });
});
