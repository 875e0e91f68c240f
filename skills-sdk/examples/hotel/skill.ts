import { defineSkill, type Locale } from '@earshot/skills-sdk';
import { createDesk, type Desk } from './desk.ts';
import { house } from './house.ts';
import { manifest } from './manifest.ts';
import { model } from './model.ts';

const sent = { code: 'ORDERED', effective: true } as const;
const known = { code: 'ANSWERED', effective: true } as const;

/** `2026-03-01T06:30` as it is said; a range by its start. */
function clockTime(when: string | { readonly from: string }): string {
  const text = typeof when === 'string' ? when : when.from;
  return text.includes('T') ? (text.split('T')[1] ?? text) : text;
}

const atOf = (when: string | { readonly from: string }): string =>
  typeof when === 'string' ? when : when.from;

/** Things as they are counted: in English the first form is the plural, the second the singular. */
function inWords(item: string, count: number | null | undefined, locale: Locale): string {
  const forms = model.types.Item.values.find(({ id }) => id === item)?.forms;
  const [plural = item, singular = plural] = forms?.[locale] ?? [];
  if (locale === 'zh-CN') return count ? `${count}份${plural}` : plural;
  return count ? `${count} ${count === 1 ? singular : plural}` : plural;
}

/** The front desk of a hotel: standard commands out, never what the guest said. */
export function createSkill(desk: Desk = createDesk()) {
  const order = (command: string, parameters: Readonly<Record<string, string | number>> = {}) =>
    desk.send({ command, parameters });

  return defineSkill({
    manifest,
    model,
    intents: {
      RequestItems: ({ slots, tell, locale }) => {
        const { item, count, secondItem, secondCount } = slots;
        order('bring', { item: item.value, count: count?.value ?? 1 });
        const items = [inWords(item.value, count?.value, locale)];
        if (secondItem?.matched) {
          order('bring', { item: secondItem.value, count: secondCount?.value ?? 1 });
          items.push(inWords(secondItem.value, secondCount?.value, locale));
        }
        return tell(
          {
            'zh-CN': `好的，马上给您送${items.join('和')}。`,
            'en-US': `We are bringing ${items.join(' and ')}.`,
          },
          { feedback: sent },
        );
      },
      ChangeCount: ({ slots, tell }) => {
        order('change-count', {
          count: slots.count.value,
          ...(slots.item?.matched ? { item: slots.item.value } : {}),
        });
        return tell(
          {
            'zh-CN': `好的，改成${slots.count.value}份。`,
            'en-US': `All right, ${slots.count.value} of them.`,
          },
          { feedback: sent },
        );
      },
      WhereAreItems: ({ slots, tell }) => {
        order('hurry', slots.item?.matched ? { item: slots.item.value } : {});
        return tell(
          { 'zh-CN': '抱歉，我帮您催一下。', 'en-US': 'I am sorry. I will remind them.' },
          { feedback: sent },
        );
      },
      CleanRoom: ({ slots, tell }) => {
        const time = slots.time?.value ?? 'now';
        order('clean', { time });
        return tell(
          time === 'now'
            ? { 'zh-CN': '好的，马上安排打扫。', 'en-US': 'Housekeeping is on its way.' }
            : { 'zh-CN': `好的，${time}以后来打扫。`, 'en-US': `Housekeeping will come after ${time}.` },
          { feedback: sent },
        );
      },
      NoCleaning: ({ tell }) => {
        order('no-cleaning');
        return tell(
          { 'zh-CN': '好的，今天不打扫。', 'en-US': 'No housekeeping today, then.' },
          { feedback: sent },
        );
      },
      ChangeLinen: ({ slots, spoken, tell }) => {
        order('change-linen', slots.item?.matched ? { item: slots.item.value } : {});
        return tell(
          { 'zh-CN': `好的，马上更换${spoken('item')}。`, 'en-US': `Fresh ${spoken('item')} are coming.` },
          { feedback: sent },
        );
      },
      DoNotDisturb: ({ tell }) => {
        order('do-not-disturb', { state: 'on' });
        return tell({ 'zh-CN': '已设为请勿打扰。', 'en-US': 'Nobody will disturb you.' }, { feedback: sent });
      },
      CancelDoNotDisturb: ({ tell }) => {
        order('do-not-disturb', { state: 'off' });
        return tell({ 'zh-CN': '请勿打扰已取消。', 'en-US': 'Do not disturb is off.' }, { feedback: sent });
      },
      ReportFault: ({ slots, spoken, tell }) => {
        order('repair', { fixture: slots.fixture.value, fault: slots.fault?.value ?? 'broken' });
        return tell(
          {
            'zh-CN': `抱歉，马上请人来看${spoken('fixture')}。`,
            'en-US': `I am sorry. Somebody will come and look at the ${spoken('fixture')}.`,
          },
          { feedback: sent },
        );
      },
      RoomClimate: ({ slots, tell }) => {
        order('climate', { feeling: slots.feeling.value });
        return tell(
          slots.feeling.value === 'cold'
            ? { 'zh-CN': '好的，帮您调高温度。', 'en-US': 'We will make it warmer.' }
            : { 'zh-CN': '好的，帮您调低温度。', 'en-US': 'We will make it cooler.' },
          { feedback: sent },
        );
      },
      WakeUpCall: ({ slots, tell }) => {
        order('wake-up', { at: atOf(slots.when.value) });
        const time = clockTime(slots.when.value);
        return tell(
          { 'zh-CN': `好的，${time}叫醒您。`, 'en-US': `We will wake you at ${time}.` },
          { feedback: sent },
        );
      },
      ChangeWakeUpCall: ({ slots, tell }) => {
        order('wake-up', { at: atOf(slots.when.value) });
        const time = clockTime(slots.when.value);
        return tell(
          { 'zh-CN': `叫醒改到${time}。`, 'en-US': `Your wake-up call is now at ${time}.` },
          { feedback: sent },
        );
      },
      CancelWakeUpCall: ({ tell }) => {
        order('cancel-wake-up');
        return tell(
          { 'zh-CN': '叫醒服务已取消。', 'en-US': 'Your wake-up call is cancelled.' },
          { feedback: sent },
        );
      },
      AskHours: ({ slots, spoken, tell }) => {
        const { opens, closes } = house.places[slots.facility.value];
        return tell(
          {
            'zh-CN': `${spoken('facility')}${opens}到${closes}。`,
            'en-US': `The ${spoken('facility')} is open from ${opens} to ${closes}.`,
          },
          { feedback: known },
        );
      },
      AskPlace: ({ slots, spoken, tell, locale }) => {
        const where = house.places[slots.facility.value].where[locale];
        return tell(
          { 'zh-CN': `${spoken('facility')}在${where}。`, 'en-US': `The ${spoken('facility')} is ${where}.` },
          { feedback: known },
        );
      },
      WifiPassword: ({ tell }) =>
        tell(
          {
            'zh-CN': `无线网密码是${house.wifiPassword}。`,
            'en-US': `The password is ${house.wifiPassword}.`,
          },
          { feedback: known },
        ),
      WifiProblem: ({ tell }) => {
        order('repair', { fixture: 'wifi', fault: 'no-signal' });
        return tell(
          { 'zh-CN': '抱歉，马上请人来看网络。', 'en-US': 'I am sorry. Somebody will look at the network.' },
          { feedback: sent },
        );
      },
      CheckOut: ({ tell }) => {
        order('check-out');
        return tell(
          { 'zh-CN': '好的，前台为您办理退房。', 'en-US': 'Reception is preparing your bill.' },
          { feedback: sent },
        );
      },
      LateCheckOut: ({ slots, tell }) => {
        order('late-check-out', slots.time?.matched ? { time: slots.time.value } : {});
        return tell(
          { 'zh-CN': '我问一下前台，马上答复您。', 'en-US': 'I am asking reception; they will tell you.' },
          { feedback: sent },
        );
      },
      ExtendStay: ({ slots, tell }) => {
        const nights = slots.nights?.value ?? 1;
        order('extend-stay', { nights });
        return tell(
          {
            'zh-CN': `续住${nights}晚，前台会跟您确认。`,
            'en-US': `Reception will confirm ${nights} more ${nights === 1 ? 'night' : 'nights'}.`,
          },
          { feedback: sent },
        );
      },
      CallTaxi: ({ slots, tell }) => {
        const at = slots.when?.matched ? atOf(slots.when.value) : 'now';
        order('taxi', { at });
        return tell({ 'zh-CN': '好的，帮您叫车。', 'en-US': 'A taxi is being ordered.' }, { feedback: sent });
      },
      Luggage: ({ tell }) => {
        order('luggage');
        return tell(
          { 'zh-CN': '马上有人来拿行李。', 'en-US': 'Somebody will help you.' },
          { feedback: sent },
        );
      },
      LockedOut: ({ tell }) => {
        order('open-door');
        return tell(
          {
            'zh-CN': '请稍等，有人过来核对并开门。',
            'en-US': 'Somebody will come, check and open the door.',
          },
          { feedback: sent },
        );
      },
      Laundry: ({ tell }) => {
        order('laundry');
        return tell({ 'zh-CN': '好的，马上来取衣服。', 'en-US': 'We will pick it up.' }, { feedback: sent });
      },
      LostProperty: ({ slots, spoken, tell }) => {
        order('lost-property', { thing: slots.thing.value });
        return tell(
          {
            'zh-CN': `我们会找您的${spoken('thing')}。`,
            'en-US': `We will look for your ${spoken('thing')}.`,
          },
          { feedback: sent },
        );
      },
      Invoice: ({ tell }) => {
        order('invoice');
        return tell(
          { 'zh-CN': '前台会为您开发票。', 'en-US': 'Reception will prepare it.' },
          { feedback: sent },
        );
      },
      ChangeRoom: ({ tell }) => {
        order('change-room');
        return tell(
          { 'zh-CN': '我问一下前台有没有房间。', 'en-US': 'I am asking reception for another room.' },
          { feedback: sent },
        );
      },
    },
  });
}

export const skill = createSkill();
