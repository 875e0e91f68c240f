/** What the skills service holds of people: what they switched on or off, and which turns called a skill. */
import { by, type HeldTable } from '../../common/holders/tables.ts';

export const heldTables = (): readonly HeldTable[] => [
  {
    table: 'skill_enablements',
    rowsOf: {
      household: `owner_kind = 'household' and ${by('owner_id')}`,
      tenant: `owner_kind = 'tenant' and ${by('owner_id')}`,
    },
    lives: 'until its owner is erased',
  },
  // Random names of notes on the disk, which are gone a while before.
  {
    table: 'skills_taken_back',
    rowsOf: {},
    lives: '200 days; its note on the disk 180',
    isOver: `noted_at <= $now - interval '200 days'`,
  },
  {
    table: 'turn_outcomes',
    // The device is not stored, only checked; so its turns are found by trying (`router/outcomes.ts`).
    rowsOf: {
      device: `device_check in (select sha256(convert_to(turn_id || E'\\n' || id, 'UTF8')) from unnest($ids) as t (id))`,
    },
    lives: 'a day',
    isOver: `created_at < $now - interval '1 day'`,
  },
];
