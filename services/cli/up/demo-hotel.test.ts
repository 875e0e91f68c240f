/** The demo hotel over the real gateway, hotel, privacy, skills and dialogue: a typed request arrives at the desk. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../common/config.ts';
import { createLogger } from '../../common/log.ts';
import { settings } from '../../gateway/config.ts';
import { type RunningGateway, startGateway } from '../../gateway/service.ts';
import { type Harness, startHarness } from '../../skills/testing/harness.ts';
import { keptDevice } from '../speak/local-device.ts';
import { demoHotelLines, demoRoom, runDemoHotel } from './demo-hotel.ts';

let harness: Harness;
let gateway: RunningGateway;
const logLines: string[] = [];
const hotelAddress = () => `unix:${join(harness.privacy.stateDirectory, 'hotel.sock')}`;
beforeAll(async () => {
  harness = await startHarness();
  const { stateDirectory, service } = harness.privacy;
  gateway = await startGateway(
    loadConfig(settings, {
      EARSHOT_STATE_DIR: stateDirectory,
      EARSHOT_GATEWAY_ADDRESS: `unix:${join(stateDirectory, 'gateway.sock')}`,
      EARSHOT_GATEWAY_LISTEN: '127.0.0.1:0',
      EARSHOT_PRIVACY_ADDRESS: service.address,
      EARSHOT_SKILLS_ADDRESS: harness.service.address,
      EARSHOT_DIALOGUE_ADDRESS: harness.dialogueAddress,
      EARSHOT_HOTEL_ADDRESS: hotelAddress(),
    }),
    createLogger('gateway', { write: (line) => void logLines.push(line) }),
  );
});
afterAll(async () => {
  await gateway?.drain();
  await harness?.close();
});

test('arrives, is found again at the next start, and the link opens the desk', async () => {
  const { stateDirectory, service } = harness.privacy;
  const place = {
    stateDir: stateDirectory,
    speakerUrl: `ws://127.0.0.1:${gateway.port}`,
    address: (name: 'privacy' | 'hotel') => (name === 'hotel' ? hotelAddress() : service.address),
  };
  const first = await runDemoHotel(place);
  expect(first).toMatchObject({
    answer: 'All right, Housekeeping has been told: 2 towels.',
    ticket: { room: demoRoom, what: 'Towels × 2' },
    signIn: expect.stringMatching(/\/sign-in\/link\/[\w-]{43}$/),
  });
  expect(demoHotelLines(first)).toContain(`at the desk      ${demoRoom}  Towels × 2  (new)`);
  const device = await keptDevice({ stateDir: stateDirectory, name: demoRoom });
  const again = await runDemoHotel(place);
  expect(again.ticket?.ticketId).not.toBe(first.ticket?.ticketId);
  expect(await keptDevice({ stateDir: stateDirectory, name: demoRoom })).toEqual(device);
});
