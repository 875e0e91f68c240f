/** Whether a copy is whole and holds nothing that has gone; deletes what has, and confirms it. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingServiceClient } from '../../../proto/gen/earshot/training/v1/training.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { hashIn, readLines, readManifest, writeLists, writeManifest } from './copy-folder.ts';
import { audioPath, type Line, metadataPath, splits, textPath } from './lines.ts';

export interface Verified {
  /** Files that are missing or not as they were written. */
  readonly changed: readonly string[];
  readonly gone: number;
  readonly deleted: number;
  readonly left: number;
  /** Gone, and by this copy not confirmed. */
  readonly unconfirmed: number;
}

const confirmedPerCall = 1_000;

export async function verifyCopy(
  training: TrainingServiceClient,
  folder: string,
  mayDelete: boolean,
  limits: { readonly deadlineMs: number },
): Promise<Verified> {
  const manifest = await readManifest(folder);
  const { copyId, version } = manifest;
  const changed: string[] = [];
  for (const [path, hash] of Object.entries(manifest.files)) {
    if ((await hashIn(folder, path)) !== hash) changed.push(path);
  }
  const lines = new Map<string, Line[]>();
  for (const split of splits) {
    const paths = [metadataPath(split), textPath(split)];
    lines.set(split, (await Promise.all(paths.map((path) => readLines(folder, path)))).flat());
  }
  const { sampleIds } = await callUnary(training, 'listGone', { version }, limits);
  const isListed = new Set(sampleIds);
  const today = new Date().toISOString().slice(0, 10);
  // A day that has come counts even if the list does not know it yet.
  const isGone = (line: Line) => isListed.has(line.id) || line.expires_on <= today;
  const gone = [...lines].flatMap(([split, all]) => all.filter(isGone).map((line) => ({ split, line })));
  const left = new Map([...lines].map(([split, all]) => [split, all.filter((line) => !isGone(line))]));
  const leftCount = [...left.values()].reduce((sum, all) => sum + all.length, 0);
  if (!mayDelete) {
    const { unconfirmed } = await callUnary(training, 'confirmGone', { copyId, sampleIds: [] }, limits);
    return { changed, gone: gone.length, deleted: 0, left: leftCount, unconfirmed };
  }
  if (gone.length > 0) {
    const files = { ...manifest.files };
    for (const { split, line } of gone) {
      if (line.file_name === undefined) continue;
      await rm(join(folder, audioPath(split, line)), { force: true });
      delete files[audioPath(split, line)];
    }
    for (const path of Object.keys(files)) {
      if (path.endsWith('.wav')) continue;
      await rm(join(folder, path), { force: true });
      delete files[path];
    }
    const { files: _before, ...about } = manifest;
    await writeManifest(folder, {
      ...about,
      files: { ...files, ...(await writeLists(folder, about, left)) },
    });
  }
  // Confirmed is what is not here now, whether it went today or never came.
  const present = new Set([...left.values()].flat().map(({ id }) => id));
  const absent = sampleIds.filter((id) => !present.has(id));
  let unconfirmed = 0;
  for (let start = 0; start === 0 || start < absent.length; start += confirmedPerCall) {
    const page = absent.slice(start, start + confirmedPerCall);
    ({ unconfirmed } = await callUnary(training, 'confirmGone', { copyId, sampleIds: page }, limits));
  }
  return { changed, gone: gone.length, deleted: gone.length, left: leftCount, unconfirmed };
}
