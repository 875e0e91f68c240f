/** Load scenario `hotel`: guests ask for things, room by room. */
import type { Scenario } from '../scenario.ts';

export const hotel: Scenario = {
  name: 'hotel',
  summary: 'Guests in as many rooms ask for what hotels bring; each request becomes a command at the desk.',
  speakers: 30,
  seconds: 60,
  warmUpSeconds: 10,
  saying: 'rooms',
  everyMs: 12_000,
  frameMs: 20,
  thresholds: { platformP99Ms: 300 },
};
