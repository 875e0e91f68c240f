/** What a skill notes between turns, and its bounds. */
import { SkillError } from './errors.ts';
import { maxAttributesBytes } from './protocol.ts';

/**
 * The skill's own memory of one conversation. Earshot keeps it for two minutes after the last turn and gives it back as it was, so it
 * may come from an older version of the skill: give the shape a number, and say how an older one becomes new.
 */
export interface AttributesDefinition<Attributes> {
  /** Grows when the shape changes. */
  readonly version: number;
  /** For a new conversation, and where nothing older can be used. */
  readonly initial: () => Attributes;
  /** Makes the present shape from an older one; undefined = start anew. */
  readonly migrate?: (older: unknown, version: number) => Attributes | undefined;
}

interface Envelope {
  readonly version: number;
  readonly data: unknown;
}

function parseEnvelope(json: string | undefined): Envelope | undefined {
  if (json === undefined || json === '') return undefined;
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const { version, data } = parsed as Partial<Envelope>;
    return typeof version === 'number' ? { version, data } : undefined;
  } catch {
    return undefined;
  }
}

/** Reads attributes of any version into the present shape. */
export function readAttributes<Attributes>(
  definition: AttributesDefinition<Attributes>,
  json: string | undefined,
): Attributes {
  const envelope = parseEnvelope(json);
  if (!envelope) return definition.initial();
  if (envelope.version === definition.version) return envelope.data as Attributes;
  return definition.migrate?.(envelope.data, envelope.version) ?? definition.initial();
}

/** Writes attributes with the number of their shape. */
export function writeAttributes<Attributes>(
  definition: AttributesDefinition<Attributes>,
  data: Attributes,
): string {
  const json = JSON.stringify({ version: definition.version, data });
  if (Buffer.byteLength(json) > maxAttributesBytes) {
    throw new SkillError('ANSWER_TOO_LARGE', `Session attributes are over ${maxAttributesBytes} bytes.`);
  }
  return json;
}
