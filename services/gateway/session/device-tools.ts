/**
 * What a device says it can do beside speaking: taken only where every value has bounds, and carried out only within them. What
 * changes the device itself, or shows somebody's network, is nobody's to ask for, whatever a device offers. Pure.
 */
import {
  isArgumentValue,
  isCameraTool,
  isParameterName,
  isToolName,
} from '../../../language/answer/device-tools.ts';
import type { AudiencePolicy } from '../../../language/audience/policy.ts';
import {
  type DeviceTool,
  type ToolParameter,
  ToolParameterKind,
} from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import type { DeviceToolDirective } from '../../../proto/gen/earshot/turn/v1/turn.ts';

const maxTools = 32;
const maxParameters = 8;
const maxWords = 16;
const never =
  /reboot|restart|upgrade|firmware|update|assets|download|install|factory|reset|system|network|wifi|token|password|screen\.get|preview/;

const isBounded = ({ kind, minimum, maximum, words }: ToolParameter): boolean => {
  switch (kind) {
    case ToolParameterKind.NUMBER:
      return minimum <= maximum;
    case ToolParameterKind.FLAG:
      return true;
    case ToolParameterKind.WORD:
      return words.length > 0 && words.length <= maxWords && words.every(isArgumentValue);
    default:
      return false;
  }
};

/** Of what a device announced, what may be used. */
export function usableTools(announced: readonly DeviceTool[]): DeviceTool[] {
  const usable = announced.filter(
    ({ name, parameters }) =>
      isToolName(name) &&
      !never.test(name) &&
      parameters.length <= maxParameters &&
      new Set(parameters.map((parameter) => parameter.name)).size === parameters.length &&
      parameters.every((parameter) => isParameterName(parameter.name) && isBounded(parameter)),
  );
  return [...new Map(usable.map((tool) => [tool.name, tool])).values()].slice(0, maxTools);
}

/** As skills read it: `self.light.set_colour(red 0..255, is_on flag, mode calm|bright)`. */
export function toolLine({ name, parameters }: DeviceTool): string {
  const each = parameters.map(({ name: parameter, kind, minimum, maximum, words }) => {
    if (kind === ToolParameterKind.NUMBER) return `${parameter} ${minimum}..${maximum}`;
    return kind === ToolParameterKind.FLAG ? `${parameter} flag` : `${parameter} ${words.join('|')}`;
  });
  return each.length === 0 ? name : `${name}(${each.join(', ')})`;
}

/** Whether a value is one that the parameter allows. */
function isWithin({ kind, minimum, maximum, words }: ToolParameter, value: string): boolean {
  if (kind === ToolParameterKind.FLAG) return value === 'true' || value === 'false';
  if (kind === ToolParameterKind.WORD) return words.includes(value);
  return /^-?\d{1,9}$/.test(value) && Number(value) >= minimum && Number(value) <= maximum;
}

/** Whether this device may be told to do this, now: it offers it, every parameter has a value, and none leaves its bounds. */
export function mayUse(
  tools: readonly DeviceTool[],
  { tool, arguments: given }: DeviceToolDirective,
  policy: Pick<AudiencePolicy, 'mayUseCameras'>,
): boolean {
  const known = tools.find(({ name }) => name === tool);
  if (known === undefined || (isCameraTool(tool) && !policy.mayUseCameras)) return false;
  return (
    given.length === known.parameters.length &&
    known.parameters.every((parameter) => {
      const value = given.find(({ name }) => name === parameter.name)?.value;
      return value !== undefined && isWithin(parameter, value);
    })
  );
}
