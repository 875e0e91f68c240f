import { defineSkill, deviceControl } from '@earshot/skills-sdk';
import { manifest } from './manifest.ts';
import { model } from './model.ts';

const defaultAngle = 90;

/** Sends a toy rover about: each command is one directive for the device named `rover`. */
export const skill = defineSkill({
  manifest,
  model,
  intents: {
    Drive: ({ slots, spoken, tell }) => {
      const metres = slots.distance.value;
      const signed = slots.direction.value === 'forward' ? metres : -metres;
      return tell(
        {
          'zh-CN': `好的，${spoken('direction')}${metres}米。`,
          'en-US': `Going ${spoken('direction')} ${metres} ${metres === 1 ? 'meter' : 'meters'}.`,
        },
        { directives: [deviceControl('drive', String(signed), 'rover')] },
      );
    },
    Turn: ({ slots, spoken, tell }) => {
      const angle = slots.angle?.value ?? defaultAngle;
      const signed = slots.side.value === 'left' ? -angle : angle;
      return tell(
        {
          'zh-CN': `好的，向${spoken('side')}转${angle}度。`,
          'en-US': `Turning ${spoken('side')} by ${angle} degrees.`,
        },
        { directives: [deviceControl('turn', String(signed), 'rover')] },
      );
    },
    Halt: ({ tell }) =>
      tell(
        { 'zh-CN': '已停下。', 'en-US': 'Stopped.' },
        { directives: [deviceControl('drive', '0', 'rover')] },
      ),
  },
});
