/** Every attack, in the order of the table. A new one is a small file in `list/` and a line here. */
import type { Attack } from './attack.ts';
import { badMessages } from './list/bad-messages.ts';
import { distorted } from './list/distorted.ts';
import { guessing } from './list/guessing.ts';
import { many } from './list/many.ts';
import { otherMakers } from './list/other-makers.ts';
import { otherMakersMany } from './list/other-makers-many.ts';
import { silence } from './list/silence.ts';
import { stores } from './list/stores.ts';

export const attacks: readonly Attack[] = [
  ...badMessages,
  ...many,
  ...guessing,
  ...otherMakers,
  ...otherMakersMany,
  ...distorted,
  ...silence,
  ...stores,
];
