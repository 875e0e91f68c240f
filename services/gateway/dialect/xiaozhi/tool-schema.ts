/** A tool of a device, from the schema that MCP gives of its input: what has bounds keeps them, what has none is of no kind. Pure. */
import { isCameraTool } from '../../../../language/answer/device-tools.ts';
import {
  type DeviceTool,
  type ToolParameter,
  ToolParameterKind,
} from '../../../../proto/gen/earshot/speaker/v1/speaker.ts';

const maxParameters = 16;
const maxWords = 64;
/** What every device of this kind takes for them; some firmware says no bounds. */
const levelTools: ReadonlySet<string> = new Set([
  'self.audio_speaker.set_volume',
  'self.screen.set_brightness',
]);

type Json = Readonly<Record<string, unknown>>;

export function toolFrom(name: string, properties: Json): DeviceTool {
  const entries = Object.entries(properties).slice(0, maxParameters);
  // What a picture is looked at for is a sentence of its own, and stays empty.
  const asked = isCameraTool(name) ? entries.filter(([parameter]) => parameter !== 'question') : entries;
  return { name, parameters: asked.map(([parameter, schema]) => parameterFrom(name, parameter, schema)) };
}

function parameterFrom(tool: string, name: string, value: unknown): ToolParameter {
  const schema: Json = typeof value === 'object' && value !== null ? (value as Json) : {};
  const none: ToolParameter = {
    name,
    kind: ToolParameterKind.UNSPECIFIED,
    minimum: 0,
    maximum: 0,
    words: [],
  };
  const { type, minimum, maximum, enum: words } = schema;
  if (type === 'boolean') return { ...none, kind: ToolParameterKind.FLAG };
  if (Array.isArray(words) && words.length <= maxWords && words.every((word) => typeof word === 'string')) {
    return { ...none, kind: ToolParameterKind.WORD, words };
  }
  const isLevel = levelTools.has(tool);
  if (type !== 'integer' && !isLevel) return none;
  const least = isSmall(minimum) ? minimum : isLevel ? 0 : undefined;
  const most = isSmall(maximum) ? maximum : isLevel ? 100 : undefined;
  if (least === undefined || most === undefined) return none;
  const bounds = isLevel
    ? { minimum: Math.max(0, least), maximum: Math.min(100, most) }
    : { minimum: least, maximum: most };
  return { ...none, kind: ToolParameterKind.NUMBER, ...bounds };
}

const isSmall = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31;

export const schemaOf = (tool: DeviceTool | undefined, parameter: string): ToolParameter | undefined =>
  tool?.parameters.find(({ name, kind }) => name === parameter && kind === ToolParameterKind.NUMBER);

/** As JSON wants it. */
export function valueFor(tool: DeviceTool, parameter: string, value: string): number | boolean | string {
  const kind = tool.parameters.find(({ name }) => name === parameter)?.kind;
  if (kind === ToolParameterKind.NUMBER) return Number(value);
  return kind === ToolParameterKind.FLAG ? value === 'true' : value;
}
