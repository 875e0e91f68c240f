/** The services' log in a file, so that people who start Earshot by hand see results and not lines. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { DestinationStream } from 'pino';

export interface LogFile {
  readonly path: string;
  /** For child processes. */
  readonly descriptor: number;
  readonly stream: DestinationStream;
  close(): void;
}

/** Opens `log.jsonl` in the state directory anew. */
export async function openLogFile(stateDir: string): Promise<LogFile> {
  const { mkdir } = await import('node:fs/promises');
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const path = join(stateDir, 'log.jsonl');
  const descriptor = openSync(path, 'w', 0o600);
  return {
    path,
    descriptor,
    stream: { write: (line: string) => void writeSync(descriptor, line) },
    close: () => closeSync(descriptor),
  };
}

/** Opens `skills.log` in the state directory anew, for what skills print: apart from the log, and for its owner only. */
export function openSkillOutput(stateDir: string): number {
  return openSync(join(stateDir, 'skills.log'), 'w', 0o600);
}
