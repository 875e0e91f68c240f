import { card, defineSkill, type SlotsOf } from '@earshot/skills-sdk';
import { createCounter } from './counter.ts';
import { manifest } from './manifest.ts';
import { model } from './model.ts';
import { describeOrder, type Order } from './order.ts';

type Changes = SlotsOf<typeof model, 'ChangeOrder'>;

/** What the slots say, over what was said before. */
function withSlots(order: Partial<Order>, slots: Changes): Partial<Order> {
  return {
    ...order,
    ...(slots.drink?.matched ? { drink: slots.drink.value } : {}),
    ...(slots.size?.matched ? { size: slots.size.value } : {}),
    ...(slots.count?.matched ? { count: slots.count.value } : {}),
    ...(slots.temperature?.matched ? { temperature: slots.temperature.value } : {}),
    ...(slots.sugar?.matched ? { sugar: slots.sugar.value } : {}),
    ...(slots.milk?.matched ? { milk: slots.milk.value } : {}),
    ...(slots.place?.matched ? { place: slots.place.value } : {}),
  };
}

const isWhole = (order: Partial<Order>): order is Order =>
  order.drink !== undefined && order.size !== undefined && order.count !== undefined;

interface Memory {
  readonly order: Partial<Order>;
  /** At the counter already: a change is a change there. */
  readonly isPlaced: boolean;
}

/** A coffee shop's skill. Give it another counter and it takes orders somewhere else. */
export function createSkill(counter = createCounter()) {
  return defineSkill({
    manifest,
    model,
    attributes: { version: 1, initial: (): Memory => ({ order: { count: 1 }, isPlaced: false }) },
    intents: {
      OrderCoffee: (turn) => {
        const { session, slots, confirmation, locale } = turn;
        const order = withSlots({ count: 1 }, slots);
        session.attributes = { order, isPlaced: false };
        if (confirmation === 'denied') {
          return turn.ask(
            { 'zh-CN': '好的，要改什么？', 'en-US': 'All right. What shall I change?' },
            { feedback: { code: 'ORDER_DENIED', effective: false } },
          );
        }
        const text = describeOrder(order, locale);
        if (confirmation === 'none' || !isWhole(order)) {
          return turn.confirm({ 'zh-CN': `${text}，对吗？`, 'en-US': `${text}. Is that right?` });
        }
        counter.place(turn.userId ?? session.id, order);
        session.attributes = { order, isPlaced: true };
        return turn.tell(
          { 'zh-CN': `好的，${text}，马上就好。`, 'en-US': `Coming up: ${text}.` },
          {
            directives: [card(locale === 'zh-CN' ? '您的订单' : 'Your order', text)],
            feedback: { code: 'ORDERED', effective: true },
          },
        );
      },

      ChangeOrder: (turn) => {
        const { session, slots, locale, confirmation } = turn;
        const order = withSlots(session.attributes.order, slots);
        const { isPlaced } = session.attributes;
        session.attributes = { order, isPlaced };
        if (!isWhole(order)) {
          return turn.ask({
            'zh-CN': '还没有可以改的订单。您想喝什么？',
            'en-US': 'There is no order to change yet. What would you like to drink?',
          });
        }
        const text = describeOrder(order, locale);
        if (!isPlaced && confirmation !== 'confirmed') {
          return turn.confirm({ 'zh-CN': `那就${text}，对吗？`, 'en-US': `So ${text}. Is that right?` });
        }
        if (isPlaced) counter.replace(turn.userId ?? session.id, order);
        else counter.place(turn.userId ?? session.id, order);
        session.attributes = { order, isPlaced: true };
        return turn.tell(
          { 'zh-CN': `好的，${text}。`, 'en-US': `Very well: ${text}.` },
          { feedback: { code: isPlaced ? 'ORDER_CHANGED' : 'ORDERED', effective: true } },
        );
      },

      OrderStatus: ({ tell, userId, session, locale }) => {
        const order = counter.latest(userId ?? session.id);
        if (!order) {
          return tell({ 'zh-CN': '您今天还没有点单。', 'en-US': 'You have not ordered anything today.' });
        }
        const text = describeOrder(order, locale);
        return tell({ 'zh-CN': `${text}正在制作。`, 'en-US': `${text} is being made.` });
      },

      ShowMenu: ({ ask, locale }) => {
        const drinks = model.types.Drink.values.map(({ forms }) => forms[locale][0]);
        return ask(
          locale === 'zh-CN'
            ? `有${drinks.join('、')}。您想喝什么？`
            : `We have ${drinks.join(', ')}. What would you like?`,
        );
      },
    },
    onDelete: ({ userId }) => {
      if (userId !== undefined) counter.forget(userId);
    },
  });
}

export const skill = createSkill();
