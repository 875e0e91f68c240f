/** Skills that come with Earshot. They run in process, through the same router and the same projection as any other. */
import type { Skill } from '@earshot/skills-sdk';
import { clock } from './clock.ts';
import { deviceControl } from './device-control.ts';
import { listening } from './listening.ts';
import { thisSpeaker } from './this-speaker.ts';
import { timers } from './timer.ts';

export const builtInSkills: readonly Skill[] = [clock, timers, deviceControl, listening, thisSpeaker];
