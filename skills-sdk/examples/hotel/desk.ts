/** What the desk is told: a command with bounded parameters, never what the guest said. */
export interface ServiceOrder {
  readonly command: string;
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** Where orders go. A hotel gives its own. */
export interface Desk {
  send(order: ServiceOrder): void;
}

/** Keeps the last orders in memory. */
export function createDesk(maxOrders = 100): Desk & { readonly orders: readonly ServiceOrder[] } {
  const orders: ServiceOrder[] = [];
  return {
    orders,
    send: (order) => {
      orders.push(order);
      if (orders.length > maxOrders) orders.shift();
    },
  };
}
