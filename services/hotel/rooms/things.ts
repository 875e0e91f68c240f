/**
 * Hardware as it announces itself by Home Assistant's MQTT discovery: `<prefix>/<component>[/<node>]/<object>/config`, retained
 * JSON with the topics to tell it by. What is not understood is left alone.
 */

export const components = ['light', 'cover', 'climate', 'switch', 'number', 'scene'] as const;
export type Component = (typeof components)[number];

export interface Thing {
  readonly component: Component;
  /** Room as the hotel calls it: where the hardware says that it stands. */
  readonly room: string;
  /** Its ids and names, in small letters. */
  readonly names: string;
  /** With long names, and `~` put in. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** Short names of the convention, as far as we look at them. */
const longNames: Readonly<Record<string, string>> = {
  cmd_t: 'command_topic',
  stat_t: 'state_topic',
  pl_on: 'payload_on',
  pl_off: 'payload_off',
  pl_open: 'payload_open',
  pl_cls: 'payload_close',
  bri_cmd_t: 'brightness_command_topic',
  bri_stat_t: 'brightness_state_topic',
  bri_scl: 'brightness_scale',
  mode_cmd_t: 'mode_command_topic',
  mode_stat_t: 'mode_state_topic',
  temp_cmd_t: 'temperature_command_topic',
  temp_stat_t: 'temperature_state_topic',
  dev: 'device',
  sa: 'suggested_area',
  uniq_id: 'unique_id',
  obj_id: 'object_id',
  dev_cla: 'device_class',
};

const maxConfigBytes = 16 * 1024;
/** A topic that we may publish to or listen on: no wildcards. */
export const isTopic = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 256 && !/[+#\0]/.test(value);

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @returns nothing for what announces no thing of a room */
export function thingOf(prefix: string, topic: string, payload: Buffer): Thing | undefined {
  const parts = topic.startsWith(`${prefix}/`) ? topic.slice(prefix.length + 1).split('/') : [];
  if (parts.at(-1) !== 'config' || parts.length < 3 || parts.length > 4) return undefined;
  const component = components.find((one) => one === parts[0]);
  if (component === undefined || payload.length === 0 || payload.length > maxConfigBytes) return undefined;
  const raw = parsed(payload);
  if (raw === undefined) return undefined;
  const base = raw['~'];
  const config = Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [longNames[key] ?? key, withBase(value, base)]),
  );
  const device = isPlain(config['device']) ? config['device'] : {};
  const area = device['suggested_area'] ?? device['sa'];
  const node = parts.length === 4 ? (parts[1] ?? '') : '';
  const room = typeof area === 'string' && area !== '' ? area : node.replace(/^room[_-]/, '');
  if (room === '') return undefined;
  const names = [parts.at(-2), config['name'], config['object_id'], config['unique_id'], device['name']]
    .filter((name) => typeof name === 'string')
    .join(' ')
    .toLowerCase();
  return { component, room, names, config };
}

function parsed(payload: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'));
    return isPlain(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `~/set` and `set/~` stand for the base topic with something behind or before it. */
function withBase(value: unknown, base: unknown): unknown {
  if (typeof value !== 'string' || typeof base !== 'string') return value;
  if (value.startsWith('~')) return base + value.slice(1);
  return value.endsWith('~') ? value.slice(0, -1) + base : value;
}
