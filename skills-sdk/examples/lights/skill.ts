import { defineSkill, deviceControl, type Locale } from '@earshot/skills-sdk';
import { manifest } from './manifest.ts';
import { model } from './model.ts';

const done = { code: 'SENT', effective: true } as const;
const celsius = (degrees: number, unit: 'C' | 'F' | null): number =>
  unit === 'F' ? Math.round(((degrees - 32) * 5) / 9) : degrees;

/** `living-room.light`, `light`, or empty for the speaker's own room. */
const targetOf = (room: string | null | undefined, device: string): string =>
  room ? `${room}.${device}` : device;

function roomWords(room: string, locale: Locale): string {
  if (room === '') return '';
  return locale === 'zh-CN' ? `${room}的` : `${room} `;
}

/** Controls a home: every command becomes one `deviceControl` directive for the speaker's hub. */
export const skill = defineSkill({
  manifest,
  model,
  intents: {
    TurnOn: ({ slots, spoken, tell, locale }) => {
      const what = `${roomWords(spoken('room'), locale)}${spoken('device')}`;
      return tell(
        { 'zh-CN': `${what}已打开。`, 'en-US': `Turning on the ${what}.` },
        {
          directives: [deviceControl('power', 'on', targetOf(slots.room?.value, slots.device.value))],
          feedback: done,
        },
      );
    },
    TurnOff: ({ slots, spoken, tell, locale }) => {
      const what = `${roomWords(spoken('room'), locale)}${spoken('device')}`;
      return tell(
        { 'zh-CN': `${what}已关闭。`, 'en-US': `Turning off the ${what}.` },
        {
          directives: [deviceControl('power', 'off', targetOf(slots.room?.value, slots.device.value))],
          feedback: done,
        },
      );
    },
    SetBrightness: ({ slots, tell }) =>
      tell(
        {
          'zh-CN': `灯光调到百分之${slots.level.value}。`,
          'en-US': `Lights at ${slots.level.value} percent.`,
        },
        {
          directives: [
            deviceControl('brightness', String(slots.level.value), targetOf(slots.room?.value, 'light')),
          ],
          feedback: done,
        },
      ),
    AdjustBrightness: ({ slots, tell }) => {
      const change = slots.change?.value ?? 'up';
      return tell(
        {
          'zh-CN': change === 'up' ? '灯光调亮了。' : '灯光调暗了。',
          'en-US': change === 'up' ? 'A little brighter.' : 'A little dimmer.',
        },
        {
          directives: [deviceControl('brightness', change, targetOf(slots.room?.value, 'light'))],
          feedback: done,
        },
      );
    },
    SetTemperature: ({ slots, tell }) => {
      const degrees = celsius(slots.temperature.value.degrees, slots.temperature.value.unit);
      return tell(
        { 'zh-CN': `温度设为${degrees}度。`, 'en-US': `Setting it to ${degrees} degrees.` },
        {
          directives: [
            deviceControl('temperature', String(degrees), targetOf(slots.room?.value, 'air-conditioner')),
          ],
          feedback: done,
        },
      );
    },
    AdjustTemperature: ({ slots, tell }) => {
      const change = slots.change?.value ?? 'up';
      const amount = slots.amount?.value;
      const value =
        amount === undefined || amount === null ? change : `${change === 'up' ? '+' : '-'}${amount}`;
      return tell(
        {
          'zh-CN': change === 'up' ? '温度调高了。' : '温度调低了。',
          'en-US': change === 'up' ? 'A little warmer.' : 'A little cooler.',
        },
        {
          directives: [deviceControl('temperature', value, targetOf(slots.room?.value, 'air-conditioner'))],
          feedback: done,
        },
      );
    },
    SetFanSpeed: ({ slots, spoken, tell }) =>
      tell(
        { 'zh-CN': `风速调到${spoken('speed')}。`, 'en-US': `Fan at ${spoken('speed')}.` },
        {
          directives: [
            deviceControl('fan-speed', slots.speed.value, targetOf(slots.room?.value, 'air-conditioner')),
          ],
          feedback: done,
        },
      ),
    OpenCover: ({ slots, tell }) => {
      const positions = { half: '50', full: '100', little: '20' } as const;
      const named = slots.position?.value;
      const position = named ? positions[named] : String(slots.level?.value ?? 100);
      const target = targetOf(slots.room?.value, slots.cover?.value ?? 'curtain');
      return tell(
        { 'zh-CN': '正在打开。', 'en-US': 'Opening.' },
        { directives: [deviceControl('position', position, target)], feedback: done },
      );
    },
    CloseCover: ({ slots, tell }) => {
      const positions = { half: '50', full: '0', little: '80' } as const;
      const target = targetOf(slots.room?.value, slots.cover?.value ?? 'curtain');
      const position = positions[slots.position?.value ?? 'full'];
      return tell(
        { 'zh-CN': '正在关上。', 'en-US': 'Closing.' },
        { directives: [deviceControl('position', position, target)], feedback: done },
      );
    },
    SetVolume: ({ slots, tell }) =>
      tell(
        { 'zh-CN': `音量${slots.level.value}。`, 'en-US': `Volume at ${slots.level.value}.` },
        { directives: [deviceControl('volume', String(slots.level.value))], feedback: done },
      ),
    AdjustVolume: ({ slots, tell }) => {
      const change = slots.change?.value ?? 'up';
      return tell(
        {
          'zh-CN': change === 'up' ? '大声一点。' : '小声一点。',
          'en-US': change === 'up' ? 'Louder.' : 'Quieter.',
        },
        { directives: [deviceControl('volume', change)], feedback: done },
      );
    },
    ChangeChannel: ({ slots, tell, elicit }) => {
      const channel =
        slots.channel?.value ?? (slots.number?.matched ? String(slots.number.value) : undefined);
      if (channel === undefined) {
        return elicit('channel', { 'zh-CN': '换到哪个台？', 'en-US': 'Which channel?' });
      }
      return tell(
        { 'zh-CN': '好的，换台。', 'en-US': 'Changing the channel.' },
        { directives: [deviceControl('channel', channel, 'television')], feedback: done },
      );
    },
    Playback: ({ slots, tell }) =>
      tell(
        { 'zh-CN': '好的。', 'en-US': 'All right.' },
        { directives: [deviceControl('playback', slots.action.value)], feedback: done },
      ),
    PlayGenre: ({ slots, spoken, tell }) =>
      tell(
        { 'zh-CN': `来一首${spoken('genre')}。`, 'en-US': `Playing ${spoken('genre')}.` },
        { directives: [deviceControl('genre', slots.genre.value)], feedback: done },
      ),
    ActivateScene: ({ slots, spoken, tell }) =>
      tell(
        { 'zh-CN': `${spoken('scene')}模式已开启。`, 'en-US': `Scene ${spoken('scene')} is on.` },
        { directives: [deviceControl('scene', slots.scene.value)], feedback: done },
      ),
    WaterHeaterReady: ({ tell }) =>
      tell(
        {
          'zh-CN': '我让热水器好了就告诉您。',
          'en-US': 'I will have the water heater tell you when it is ready.',
        },
        { directives: [deviceControl('notify', 'ready', 'water-heater')], feedback: done },
      ),
  },
});
