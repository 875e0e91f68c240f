/** Reads what the services report of their event loops while a bench runs. */
import { readFile } from 'node:fs/promises';

interface LogLine {
  readonly event?: string;
  readonly service?: string;
  readonly durationMs?: number;
}

/** Worst reported p99 of each service among the lines from byte `from` on, and where the file ends now. */
export async function eventLoopDelays(
  path: string,
  from: number,
): Promise<{ worstMs: Record<string, number>; end: number }> {
  const text = await readFile(path, 'utf8');
  const worstMs: Record<string, number> = {};
  for (const line of text.slice(from).split('\n')) {
    if (!line.includes('process.event-loop')) continue;
    const { service, durationMs } = JSON.parse(line) as LogLine;
    if (service !== undefined && durationMs !== undefined)
      worstMs[service] = Math.max(worstMs[service] ?? 0, durationMs);
  }
  return { worstMs, end: text.length };
}
