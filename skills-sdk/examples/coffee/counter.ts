import type { Order } from './order.ts';

/** Where orders go. This one lives in memory; a shop's own would not. */
export interface Counter {
  place(customer: string, order: Order): void;
  replace(customer: string, order: Order): void;
  latest(customer: string): Order | undefined;
  /** Deletes every order of a customer. */
  forget(customer: string): void;
}

/** Orders by pseudonym, at most so many customers: a demo must not grow for ever. */
export function createCounter(maxCustomers = 1_000): Counter {
  const orders = new Map<string, Order[]>();
  return {
    place: (customer, order) => {
      const list = orders.get(customer) ?? [];
      orders.delete(customer);
      orders.set(customer, [...list, order].slice(-10));
      const oldest = orders.keys().next();
      if (orders.size > maxCustomers && !oldest.done) orders.delete(oldest.value);
    },
    replace: (customer, order) => {
      const list = orders.get(customer) ?? [];
      orders.set(customer, [...list.slice(0, -1), order]);
    },
    latest: (customer) => orders.get(customer)?.at(-1),
    forget: (customer) => {
      orders.delete(customer);
    },
  };
}
