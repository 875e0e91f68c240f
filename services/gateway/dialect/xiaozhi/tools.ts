/**
 * What a device can do, as it says itself (MCP, of which it is the server): asked once, told to the session, and used for
 * directives that mean this device. Nothing is called that the device did not list, and no value leaves the bounds that it
 * names; which tools anybody may ask for, `session/device-tools.ts` says. Its status is asked for before it is used, and of it
 * volume, brightness and battery are read: its network's name stands in it too.
 */
import { isCameraTool } from '../../../../language/answer/device-tools.ts';
import type { DeviceState, DeviceTool } from '../../../../proto/gen/earshot/speaker/v1/speaker.ts';
import type { ControlMessage } from '../../session/link.ts';
import { schemaOf, toolFrom, valueFor } from './tool-schema.ts';

type Directive = NonNullable<
  Extract<ControlMessage, { $case: 'directive' }>['value']['directive']
>['directive'];

/** Of one device: more is passed over. */
const maxTools = 64;
const maxPages = 8;
const maxPending = 8;
const maxCursorLength = 256;
/** How much louder, or brighter, “louder” is. */
const step = 10;

/** Levels that a directive may set: the tool, its argument, and where the device's status has the value of now. */
const levels: Readonly<
  Record<string, { readonly tool: string; readonly argument: string; readonly status: string }>
> = {
  volume: { tool: 'self.audio_speaker.set_volume', argument: 'volume', status: 'audio_speaker' },
  brightness: { tool: 'self.screen.set_brightness', argument: 'brightness', status: 'screen' },
};
const statusTool = 'self.get_device_status';
const lampTools: Readonly<Record<string, string>> = { on: 'self.lamp.turn_on', off: 'self.lamp.turn_off' };

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
const whole = (value: unknown, otherwise: number): number =>
  typeof value === 'number' && Number.isInteger(value) ? value : otherwise;

export interface DeviceToolsOptions {
  readonly write: (payload: object) => void;
  /** The device listed all of them. */
  readonly onTools: (tools: readonly DeviceTool[]) => void;
  readonly onStatus: (status: DeviceState) => void;
}

export class DeviceTools {
  readonly #options: DeviceToolsOptions;
  /** Tools that the device listed. */
  readonly #known = new Map<string, DeviceTool>();
  readonly #pending = new Map<number, (result: Readonly<Record<string, unknown>>) => void>();
  #nextId = 1;
  #pages = 0;

  constructor(options: DeviceToolsOptions) {
    this.#options = options;
  }

  /** Its names, once it listed them. */
  get names(): readonly string[] {
    return [...this.#known.keys()];
  }

  /** After hello. Pictures are never asked for, so there is nowhere that they could be sent. */
  begin(): void {
    const params = {
      protocolVersion: '2024-11-05',
      capabilities: { vision: { url: '', token: '' } },
      clientInfo: { name: 'earshot', version: '1' },
    };
    this.#ask('initialize', params, () => {
      this.#options.write({ jsonrpc: '2.0', method: 'notifications/initialized' });
      this.#list('');
    });
  }

  /** What the device answered. Whatever answers nothing that was asked is passed over. */
  take(payload: Readonly<Record<string, unknown>>): void {
    const id = payload['id'];
    const settle = typeof id === 'number' ? this.#pending.get(id) : undefined;
    if (settle === undefined) return;
    this.#pending.delete(id as number);
    // A call that failed says so in either place, with words where its answer would be.
    const result = record(payload['result']);
    if (payload['error'] === undefined && result['isError'] !== true) settle(result);
  }

  /** Asks how it is: somebody may have turned its knob. */
  refresh(): void {
    if (this.#known.has(statusTool)) this.#call(statusTool, {}, (result) => this.#tell(result));
  }

  /** Carries out a directive that means this device; others are not its own. */
  direct(directive: Directive | undefined): void {
    if (directive?.$case === 'deviceTool') this.#use(directive.value);
    if (directive?.$case !== 'deviceControl') return;
    const { targetId, property, value } = directive.value;
    if (property === 'power' && (targetId === '' || targetId === 'light')) {
      const tool = lampTools[value];
      if (tool !== undefined && this.#known.has(tool)) this.#call(tool, {});
      return;
    }
    const level = Object.hasOwn(levels, property) ? levels[property] : undefined;
    if (targetId !== '' || level === undefined || !this.#known.has(level.tool)) return;
    if (/^\d{1,3}$/.test(value)) this.#set(level, Number(value));
    else if (/^[+-]\d{1,3}$/.test(value)) this.#change(level, Number(value));
    else if (value === 'up' || value === 'down') this.#change(level, value === 'up' ? step : -step);
    else if (value === 'max' || value === 'min') this.#set(level, value === 'max' ? 100 : 0);
  }

  /** The session has seen that it is one of its tools, with a value within bounds for each parameter. */
  #use({
    tool,
    arguments: given,
  }: {
    readonly tool: string;
    readonly arguments: readonly { name: string; value: string }[];
  }): void {
    const known = this.#known.get(tool);
    if (known === undefined) return;
    const values = given.map(({ name, value }) => [name, valueFor(known, name, value)] as const);
    // It wants to be asked something of the picture, and nobody is there who would look at it.
    this.#call(tool, { ...Object.fromEntries(values), ...(isCameraTool(tool) && { question: '' }) });
    this.refresh();
  }

  #tell(result: Readonly<Record<string, unknown>>): void {
    const status = statusIn(result);
    const at = (part: string, name: string): number | undefined => {
      const value = record(status[part])[name];
      return typeof value === 'number' && value >= 0 && value <= 100 ? Math.round(value) : undefined;
    };
    const isCharging = record(status['battery'])['charging'];
    this.#options.onStatus({
      volumePercent: at('audio_speaker', 'volume'),
      brightnessPercent: at('screen', 'brightness'),
      batteryPercent: at('battery', 'level'),
      isCharging: typeof isCharging === 'boolean' ? isCharging : undefined,
    });
  }

  /** From where it is now, which the device alone knows. */
  #change(level: NonNullable<(typeof levels)[string]>, by: number): void {
    if (!this.#known.has(statusTool)) return;
    this.#call(statusTool, {}, (result) => {
      const now = whole(record(statusIn(result)[level.status])[level.argument], Number.NaN);
      if (!Number.isNaN(now)) this.#set(level, now + by);
    });
  }

  #set({ tool, argument }: NonNullable<(typeof levels)[string]>, wanted: number): void {
    const { minimum, maximum } = schemaOf(this.#known.get(tool), argument) ?? { minimum: 0, maximum: 100 };
    this.#call(tool, { [argument]: Math.min(maximum, Math.max(minimum, wanted)) });
  }

  #call(
    name: string,
    values: object,
    then: (result: Readonly<Record<string, unknown>>) => void = () => {},
  ): void {
    this.#ask('tools/call', { name, arguments: values }, then);
  }

  #list(cursor: string): void {
    this.#pages += 1;
    this.#ask('tools/list', { cursor, withUserTools: false }, (result) => {
      for (const tool of Array.isArray(result['tools']) ? (result['tools'] as unknown[]) : []) {
        this.#learn(record(tool));
      }
      const next = result['nextCursor'];
      const isMore = typeof next === 'string' && next !== '' && next.length <= maxCursorLength;
      if (isMore && this.#pages < maxPages) this.#list(next);
      else {
        this.#options.onTools([...this.#known.values()]);
        this.refresh();
      }
    });
  }

  #learn({ name, inputSchema }: Readonly<Record<string, unknown>>): void {
    if (typeof name !== 'string' || name.length > 100 || this.#known.size >= maxTools) return;
    this.#known.set(name, toolFrom(name, record(record(inputSchema)['properties'])));
  }

  #ask(method: string, params: object, then: (result: Readonly<Record<string, unknown>>) => void): void {
    const id = this.#nextId;
    this.#nextId += 1;
    // What was never answered makes room for what is asked now.
    if (this.#pending.size >= maxPending) this.#pending.delete(this.#pending.keys().next().value as number);
    this.#pending.set(id, then);
    this.#options.write({ jsonrpc: '2.0', id, method, params });
  }
}

/** What the status tool answered, as the object that it wrote as text. */
function statusIn(result: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const [first] = Array.isArray(result['content']) ? (result['content'] as unknown[]) : [];
  return record(parsed(record(first)['text']));
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
