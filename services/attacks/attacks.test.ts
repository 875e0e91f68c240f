/** The quick attacks, beside a good speaker who must not notice. `npm run test:attacks` runs all of them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attacks } from './attacks.ts';
import { type Field, openField } from './field.ts';
import { fight, inWords } from './fight.ts';

const isWhole = process.env['EARSHOT_ATTACKS'] === 'all';

let field: Field;
beforeAll(async () => {
  field = await openField();
}, 120_000);
afterAll(async () => field?.stop());

test.each(
  attacks
    .filter(({ isQuick }) => isQuick || isWhole)
    .map((attack) => [attack.edge, attack.name, attack] as const),
)(
  '%s: %s',
  async (_edge, _name, attack) => {
    const { said, noticed, isHeld } = await fight(attack, field);
    expect(isHeld, `${said}; the good one noticed ${inWords(noticed)}`).toBe(true);
    expect(noticed.turns).toBeGreaterThan(0);
  },
  120_000,
);
