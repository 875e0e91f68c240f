/** The wishes of one breath, as they are added, corrected and taken back. */
import type { StandardCommand } from './command.ts';

export interface Wish {
  command: StandardCommand;
  /** The guest said the number, it was not taken for granted. */
  readonly isCounted: boolean;
}

const sameThing = (a: StandardCommand, b: StandardCommand) =>
  a.type === b.type &&
  a.item === b.item &&
  a.object === b.object &&
  a.topic === b.topic &&
  a.device === b.device;

/** Types of which a place can have only one at a time. */
const givenTypes = new Set(['deliver', 'borrow', 'change']);

export class Wishes {
  #wishes: Wish[] = [];

  get isEmpty(): boolean {
    return this.#wishes.length === 0;
  }

  get last(): StandardCommand | undefined {
    return this.#wishes.at(-1)?.command;
  }

  get commands(): StandardCommand[] {
    return this.#wishes.map(({ command }) => command);
  }

  hasItem(item: string): boolean {
    return this.#wishes.some(({ command }) => command.item === item);
  }

  /** The same thing said twice is one wish; what was counted goes before what was not, and the later before the earlier. */
  add(command: StandardCommand, isCounted = false): void {
    const index = this.#wishes.findIndex((wish) => sameThing(wish.command, command));
    const known = this.#wishes[index];
    if (known === undefined) {
      this.#wishes.push({ command, isCounted });
      return;
    }
    const quantity = isCounted || !known.isCounted ? command.quantity : known.command.quantity;
    this.#wishes[index] = {
      command: { ...known.command, ...command, ...(quantity === undefined ? {} : { quantity }) },
      isCounted: isCounted || known.isCounted,
    };
  }

  removeItem(item: string): void {
    this.#wishes = this.#wishes.filter(({ command }) => command.item !== item);
  }

  removeType(type: StandardCommand['type']): void {
    this.#wishes = this.#wishes.filter((wish) => wish.command.type !== type);
  }

  removeWhere(test: (command: StandardCommand) => boolean): void {
    this.#wishes = this.#wishes.filter(({ command }) => !test(command));
  }

  removeLast(): void {
    this.#wishes.pop();
  }

  clear(): void {
    this.#wishes = [];
  }

  changeLast(change: (command: StandardCommand) => StandardCommand): boolean {
    const wish = this.#wishes.at(-1);
    if (wish === undefined) return false;
    this.#wishes[this.#wishes.length - 1] = { command: change(wish.command), isCounted: true };
    return true;
  }

  /** Gives the last wish a number that it did not have. @returns false when there is no such wish */
  countLast(quantity: number): boolean {
    const wish = this.#wishes.at(-1);
    if (wish === undefined || wish.isCounted || !givenTypes.has(wish.command.type)) return false;
    return this.changeLast((command) => ({ ...command, quantity }));
  }

  /** Sets what the guest corrects, if the last wish has such a thing. */
  correctNumber(value: number, item?: string): boolean {
    const index =
      item === undefined
        ? this.#wishes.length - 1
        : this.#wishes.findIndex(({ command }) => command.item === item);
    const wish = this.#wishes[index];
    if (wish === undefined) return false;
    const { command } = wish;
    if (givenTypes.has(command.type))
      this.#wishes[index] = { command: { ...command, quantity: value }, isCounted: true };
    else if (command.type === 'extend_stay')
      this.#wishes[index] = { command: { ...command, nights: value }, isCounted: true };
    else if (command.type === 'room' && typeof command.value === 'number')
      this.#wishes[index] = { command: { ...command, value }, isCounted: true };
    else return false;
    return true;
  }
}
