/** Every load scenario by its name. */
import type { Scenario } from '../scenario.ts';
import { bargeIn } from './barge-in.ts';
import { beside } from './beside.ts';
import { hostile } from './hostile.ts';
import { hotel } from './hotel.ts';
import { idle } from './idle.ts';
import { partners } from './partners.ts';
import { ramp } from './ramp.ts';
import { reconnectStorm } from './reconnect-storm.ts';
import { slowReaders } from './slow-readers.ts';
import { smoke } from './smoke.ts';
import { soak } from './soak.ts';
import { spike } from './spike.ts';
import { steady } from './steady.ts';

export const scenarios: Readonly<Record<string, Scenario>> = Object.fromEntries(
  [
    smoke,
    steady,
    beside,
    partners,
    ramp,
    spike,
    soak,
    reconnectStorm,
    bargeIn,
    slowReaders,
    hostile,
    hotel,
    idle,
  ].map((scenario) => [scenario.name, scenario]),
);
