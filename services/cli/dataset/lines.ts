/** What a copy says of each sample and of itself, and where its files are. */
import { z } from 'zod';

export const splits = ['train', 'dev', 'test'] as const;

/** One line of `metadata.jsonl` or of `text/*.jsonl`. */
export const lineSchema = z.object({
  id: z.uuid(),
  /** Of the WAV file, from the folder of its split; absent when the sample is text alone. */
  file_name: z.string().optional(),
  text: z.string(),
  speaker: z.string(),
  locale: z.string(),
  device_model: z.string(),
  month: z.string(),
  /** Said to a speaker, or written to customer service. */
  source: z.enum(['turn', 'conversation']).default('turn'),
  turn_end: z.string(),
  skill: z.string(),
  /** Samples of the WAV file at 16 kHz; absent in text, and in copies of an earlier form. */
  samples: z.number().int().positive().optional(),
  expires_on: z.string(),
});
export type Line = z.infer<typeof lineSchema>;

export const manifestSchema = z.object({
  format: z.literal(1),
  copyId: z.uuid(),
  version: z.number().int().positive(),
  recipient: z.string(),
  exportedOn: z.string(),
  consentVersion: z.string(),
  expiresOn: z.string(),
  /** SHA-256 of each file by its path, manifest excluded. */
  files: z.record(z.string(), z.string()),
});
export type Manifest = z.infer<typeof manifestSchema>;

export type SplitLines = ReadonlyMap<string, readonly Line[]>;

export const metadataPath = (split: string): string => `${split}/metadata.jsonl`;
export const textPath = (split: string): string => `text/${split}.jsonl`;
export const audioPath = (split: string, line: Line): string => `${split}/${line.file_name}`;
