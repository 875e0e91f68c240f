/** Where a model stands while it is not whole. What a pull that was killed left behind is removed by the next. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Named after the process, so that nobody removes what another one is still filling. */
const draftName = /^\.(?<model>.+)-(?<pid>\d+)-[A-Za-z0-9]{6}(?:\.old)?$/;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A new folder for one model, in the same file system as its place. */
export async function leaseDraft(modelsDir: string, model: string): Promise<string> {
  for (const name of await readdir(modelsDir)) {
    const { pid } = draftName.exec(name)?.groups ?? {};
    if (pid !== undefined && Number(pid) !== process.pid && !isRunning(Number(pid)))
      await rm(join(modelsDir, name), { recursive: true, force: true });
  }
  return mkdtemp(join(modelsDir, `.${model}-${process.pid}-`));
}
