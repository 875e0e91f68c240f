/** `earshot owner firmware`: versions that there are for one's speakers, and which of them each is offered. */
import type { Command } from 'commander';
import { callUnary } from '../../common/grpc/client.ts';
import { explained } from '../explain.ts';
import type { Context } from './context.ts';

const limits = { deadlineMs: 10_000 } as const;

type Add = (
  group: Command,
  usage: string,
  description: string,
  act: (context: Context, ...args: string[]) => Promise<object>,
) => void;

export function registerFirmware(owner: Command, add: Add): void {
  const firmware = owner
    .command('firmware')
    .description('firmware of one’s speakers, which nobody installs unasked');
  add(firmware, 'list', 'the newest for each speaker, and what is allowed', list);
  add(firmware, 'allow <device> <version>', 'offer it to this speaker', allow);
  add(firmware, 'refuse <device>', 'offer it nothing', allow);
}

async function list({ owned }: Context): Promise<object> {
  const { privacy, householdId } = await owned();
  const { devices } = await callUnary(privacy, 'listDevices', { householdId, tenantId: '' }, limits);
  return devices.map((device) => ({
    device: device.deviceId,
    model: device.model,
    newest: device.newestFirmware === '' ? 'none' : device.newestFirmware,
    allowed: device.allowedFirmware === '' ? 'none' : device.allowedFirmware,
  }));
}

async function allow({ owned }: Context, deviceId = '', version = ''): Promise<object> {
  const { privacy, householdId } = await owned();
  const asked = { deviceId, householdId, tenantId: '', version };
  await explained(callUnary(privacy, 'allowFirmware', asked, limits), {
    NOT_FOUND: 'no such speaker of yours, or no such version of its model; see: earshot owner firmware list',
  });
  return { device: deviceId, allowed: version === '' ? 'none' : version };
}
