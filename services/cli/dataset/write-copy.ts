/** Writes a copy of a version into a new folder while it comes. */
import { mkdir } from 'node:fs/promises';
import {
  type ExportDatasetRequest,
  type ExportedCopy,
  SampleSource,
  type TrainingServiceClient,
  TurnEnd,
} from '../../../proto/gen/earshot/training/v1/training.ts';
import { samplesOf } from '../../common/audio/pcm.ts';
import { writeWav } from '../../common/audio/wav.ts';
import { openServerStream } from '../../common/grpc/client.ts';
import { CommandError } from '../explain.ts';
import { put, writeLists, writeManifest } from './copy-folder.ts';
import { audioPath, type Line } from './lines.ts';

const endNames = new Map<TurnEnd, string>(
  Object.entries(TurnEnd).map(([name, value]) => [value, name.toLowerCase()]),
);

export async function writeCopy(
  training: TrainingServiceClient,
  request: ExportDatasetRequest,
  folder: string,
  limits: { readonly deadlineMs: number },
): Promise<{ copyId: string; samples: number }> {
  // Never into a folder that is there: it may be an earlier copy.
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new CommandError(`${folder} is there already; name a new folder`);
    throw error;
  });
  let copy: ExportedCopy | undefined;
  const lines = new Map<string, Line[]>();
  const files: Record<string, string> = {};
  let samples = 0;
  for await (const { part } of openServerStream(training.exportDataset.bind(training), request, limits)) {
    if (part?.$case === 'copy') copy = part.value;
    if (part?.$case !== 'sample') continue;
    const {
      sampleId,
      speaker,
      split,
      locale,
      text,
      audio,
      deviceModel,
      month,
      source,
      end,
      skillId,
      expiresOn,
    } = part.value;
    const line: Line = {
      id: sampleId,
      ...(audio.length === 0 ? {} : { file_name: `audio/${sampleId}.wav`, samples: audio.length / 2 }),
      text,
      speaker,
      locale,
      device_model: deviceModel,
      month,
      source: source === SampleSource.CONVERSATION ? 'conversation' : 'turn',
      turn_end: endNames.get(end) ?? '',
      skill: skillId,
      expires_on: expiresOn,
    };
    lines.set(split, [...(lines.get(split) ?? []), line]);
    if (audio.length > 0) {
      const path = audioPath(split, line);
      files[path] = await put(
        folder,
        path,
        writeWav({ sampleRateHz: 16_000, samples: samplesOf(Buffer.from(audio)) }),
      );
    }
    samples += 1;
  }
  if (copy?.dataset === undefined) throw new CommandError('nothing came');
  const about = {
    format: 1 as const,
    copyId: copy.copyId,
    version: copy.dataset.version,
    recipient: request.recipient,
    exportedOn: new Date().toISOString().slice(0, 10),
    consentVersion: copy.dataset.consentVersion,
    expiresOn: copy.dataset.expiresOn,
  };
  Object.assign(files, await writeLists(folder, about, lines));
  await writeManifest(folder, { ...about, files });
  return { copyId: copy.copyId, samples };
}
