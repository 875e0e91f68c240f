/** The parts of docs/reliability.md that the fault tests write. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutDir } from '../common/addresses.ts';

/** Puts text between the marks of a part, with the day of the run. */
export async function writePart(part: 'faults' | 'rolling', text: string): Promise<void> {
  const path = join(checkoutDir, 'docs/reliability.md');
  const page = await readFile(path, 'utf8');
  const begin = `<!-- ${part}: written by npm run test:faults -->`;
  const [from, to] = [page.indexOf(begin), page.indexOf(`<!-- /${part} -->`)];
  const day = new Date().toISOString().slice(0, 10);
  await writeFile(
    path,
    `${page.slice(0, from + begin.length)}\n${text}\n\nRun on ${day}.\n${page.slice(to)}`,
  );
}
