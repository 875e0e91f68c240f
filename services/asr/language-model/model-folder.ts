/**
 * The folder where one process keeps its compiled models. It is this process's alone and goes with it, as run-time names
 * of a household are among the words. What a killed process left behind is taken over where it is still good, so that
 * its successor answers at once instead of compiling again, and removed where it is not.
 */
import { lstatSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompileReport } from './compile-worker.ts';
import { compiledFiles } from './tuning.ts';

/** Folders of this process: several stores may live in it. */
const own = new Set<string>();

export interface LeftModel {
  readonly key: string;
  readonly report: CompileReport;
}

export interface ModelFolder {
  readonly path: string;
  /** Models of a predecessor, in this folder now; whoever does not want one removes it. */
  readonly left: readonly LeftModel[];
}

/** A folder of this process, with what killed ones left in theirs. */
export function openModelFolder(): ModelFolder {
  const path = mkdtempSync(join(tmpdir(), `earshot-lm-${process.pid}-`));
  own.add(path);
  return { path, left: leftovers().flatMap((folder) => takeOver(folder, path)) };
}

export function removeModelFolder({ path }: ModelFolder): void {
  rmSync(path, { recursive: true, force: true });
  own.delete(path);
}

function leftovers(): string[] {
  return readdirSync(tmpdir()).flatMap((name) => {
    const pid = /^earshot-lm-(\d+)-/.exec(name)?.[1];
    const path = join(tmpdir(), name);
    if (pid === undefined || own.has(path) || isOther(Number(pid)) || !isOurs(path)) return [];
    return [path];
  });
}

/** A living process other than this one. A successor in a container has the number of whom it follows. */
function isOther(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Another user's folder is neither ours to remove nor to be believed. */
function isOurs(path: string): boolean {
  try {
    const { uid, mode } = lstatSync(path);
    return uid === process.getuid?.() && (mode & 0o077) === 0;
  } catch {
    return false;
  }
}

function takeOver(folder: string, into: string): LeftModel[] {
  const taken: LeftModel[] = [];
  try {
    for (const key of readdirSync(folder)) {
      const report = readReport(join(folder, key));
      if (report === undefined) continue;
      renameSync(join(folder, key), join(into, key));
      taken.push({ key, report });
    }
  } catch {
    // Another process that starts in this moment was quicker with the rest.
  }
  rmSync(folder, { recursive: true, force: true });
  return taken;
}

/** The report is written last: a model without one is not whole. */
function readReport(modelDir: string): CompileReport | undefined {
  try {
    return JSON.parse(readFileSync(join(modelDir, compiledFiles.report), 'utf8')) as CompileReport;
  } catch {
    return undefined;
  }
}
