/** Which hotel's rooms are reached by which broker: a file of the operator's, because it holds where passwords are. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CatalogueError, documentOf } from '../catalogue/read.ts';

const broker = z.strictObject({
  /** `mqtts://host`, or `mqtt://` on this machine and inside the hotel's own network. */
  url: z
    .url({ protocol: /^mqtts?$/ })
    .refine((url) => new URL(url).password === '', 'no password in an address'),
  username: z.string().min(1).max(200).optional(),
  passwordFile: z.string().min(1).optional(),
  /** Where hardware announces itself. */
  discoveryPrefix: z
    .string()
    .regex(/^[^+#\0]{1,100}$/)
    .default('homeassistant'),
});
const shape = z.strictObject({ hotels: z.record(z.string().min(1).max(100), broker) });

export type BrokerSettings = z.infer<typeof broker>;

/** By hotel. @throws CatalogueError with file, line and place of what is wrong */
export function readBrokers(path: string): ReadonlyMap<string, BrokerSettings> {
  const { data, problem } = documentOf(readFileSync(path, 'utf8'), path);
  const parsed = shape.safeParse(data);
  if (!parsed.success)
    throw new CatalogueError(
      path,
      parsed.error.issues.map(({ path: at, message }) => problem(at, message)),
    );
  return new Map(Object.entries(parsed.data.hotels));
}
