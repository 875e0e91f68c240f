/** Each process of a turn is killed, and one is frozen. */

import { pause, until } from '../../attacks/waiting.ts';
import type { ServiceName } from '../../cli/up/stack.ts';
import type { Fault } from '../fault.ts';

const killed = (service: ServiceName): Fault => ({
  name: `${service} is killed`,
  mayFail: true,
  async run({ earshot }) {
    const process = earshot.stack.process(service);
    const before = process.pid;
    process.kill('SIGKILL');
    const isNew = () => process.pid !== before && process.pid !== undefined;
    await until(isNew, `${service} was not started again`, 30_000);
    return 'killed once';
  },
});

const frozenMs = 5_000;

const frozen: Fault = {
  name: 'dialogue is frozen',
  mayFail: true,
  async run({ earshot }) {
    const process = earshot.stack.process('dialogue');
    process.kill('SIGSTOP');
    await pause(frozenMs);
    process.kill('SIGCONT');
    return `SIGSTOP for ${frozenMs / 1000} s`;
  },
};

export const processes: readonly Fault[] = [
  ...(['gateway', 'asr', 'dialogue', 'skills', 'privacy', 'tts'] as const).map(killed),
  frozen,
];
