/** A conversation with customer service as a file: JSONL, a line each, in their order. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type ConversationLine, ConversationSide } from '../../../proto/gen/earshot/training/v1/training.ts';
import { CommandError } from '../explain.ts';

const sides = {
  bot: ConversationSide.BOT,
  person: ConversationSide.PERSON,
  staff: ConversationSide.STAFF,
} as const;
const lineSchema = z.object({ from: z.enum(['bot', 'person', 'staff']), text: z.string() });

/** @throws CommandError that names the line, and nothing of what stands in it */
export async function readConversation(file: string): Promise<ConversationLine[]> {
  const content = await readFile(file, 'utf8').catch(() => {
    throw new CommandError(`${file} cannot be read`);
  });
  return content.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      const { from, text } = lineSchema.parse(JSON.parse(line));
      return [{ from: sides[from], text }];
    } catch {
      throw new CommandError(
        `${file}, line ${index + 1}: not {"from": "bot" | "person" | "staff", "text": "…"}`,
      );
    }
  });
}
