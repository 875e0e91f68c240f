/** Rooms from a CSV file (RFC 4180): the first column is how the hotel calls a room, further ones are other names of it. */
import { CommandError } from '../explain.ts';

const maxBytes = 1024 * 1024;
/** A first line of these is a heading. */
const headings = /^(room|number|name|房间|房号|房间号)$/i;

/** @throws CommandError with the line of what is wrong */
export function roomsFromCsv(text: string, file: string): { names: string[] }[] {
  if (Buffer.byteLength(text) > maxBytes) throw new CommandError(`${file} is longer than a megabyte`);
  const rooms: { names: string[] }[] = [];
  const seen = new Map<string, number>();
  for (const { fields, line } of records(text.replace(/^\uFEFF/, ''), file)) {
    const names = fields.map((field) => field.trim()).filter((field) => field !== '');
    const [first] = names;
    if (first === undefined || (line === 1 && headings.test(first))) continue;
    const earlier = seen.get(first);
    if (earlier !== undefined)
      throw new CommandError(`${file}:${line}: room ${first} is there already, in line ${earlier}`);
    seen.set(first, line);
    rooms.push({ names });
  }
  if (rooms.length === 0) throw new CommandError(`${file} holds no room: one a line, such as 1204`);
  return rooms;
}

function* records(text: string, file: string): Generator<{ fields: string[]; line: number }> {
  let [fields, field, isQuoted, line, from] = [[] as string[], '', false, 1, 1];
  for (let index = 0; index < text.length; index += 1) {
    const one = text[index];
    if (one === '\n') line += 1;
    if (isQuoted) {
      if (one !== '"') field += one;
      else if (text[index + 1] === '"') field += text[++index];
      else isQuoted = false;
    } else if (one === '"' && field === '') isQuoted = true;
    else if (one === ',') {
      fields.push(field);
      field = '';
    } else if (one === '\n') {
      yield { fields: [...fields, field], line: from };
      [fields, field, from] = [[], '', line];
    } else if (one !== '\r') field += one;
  }
  if (isQuoted) throw new CommandError(`${file}:${from}: a quotation mark is not closed`);
  yield { fields: [...fields, field], line: from };
}
