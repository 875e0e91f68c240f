/** What dialogue holds of people: conversations, while they last. */
import { by, type HeldTable } from '../../common/holders/tables.ts';
import type { ConversationStore } from '../conversation-store.ts';

export function heldTables(conversations?: ConversationStore): readonly HeldTable[] {
  return [
    {
      table: 'conversations',
      // The same rows as `Forget` deletes.
      rowsOf: { household: by('household_id'), device: by('device_id') },
      lives: 'two minutes after its last turn',
      isOver: 'expires_at <= $now',
      open: async ({ session_id, device_id, sealed }) => {
        const text = await conversations?.reveal(String(session_id), String(device_id), sealed as Buffer);
        return text === undefined ? {} : { sealed: text };
      },
    },
  ];
}
