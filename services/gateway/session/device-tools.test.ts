/** What a device may be told to do: by what it offered, within its bounds, and never what nobody may ask for. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { type DeviceTool, ToolParameterKind } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { mayUse, toolLine, usableTools } from './device-tools.ts';

const parameter = (
  name: string,
  kind: ToolParameterKind,
  minimum = 0,
  maximum = 0,
  words: string[] = [],
) => ({
  ...{ name, kind, minimum, maximum, words },
});
const number = (name: string, minimum: number, maximum: number) =>
  parameter(name, ToolParameterKind.NUMBER, minimum, maximum);
const light: DeviceTool = {
  name: 'self.light.set_colour',
  parameters: [
    number('red', 0, 255),
    parameter('is_on', ToolParameterKind.FLAG),
    parameter('mode', ToolParameterKind.WORD, 0, 0, ['calm', 'bright']),
  ],
};
const camera: DeviceTool = { name: 'self.camera.take_photo', parameters: [] };
const everybody = { mayUseCameras: true };
const guest = { mayUseCameras: false };
const values = (given: Readonly<Record<string, string>>) =>
  Object.entries(given).map(([name, value]) => ({ name, value }));

test('a tool reads as one line', () => {
  expect(toolLine(light)).toBe('self.light.set_colour(red 0..255, is_on flag, mode calm|bright)');
  expect(toolLine(camera)).toBe('self.camera.take_photo');
});

test.each([
  ['self.reboot', []],
  ['self.upgrade_firmware', []],
  ['self.get_system_info', []],
  ['self.screen.get_info', []],
  ['self.assets.set_download_url', []],
  ['self.screen.preview_image', []],
  ['self.wifi.forget', []],
  ['Self.Light', []],
  ['self.light;rm', []],
  ['self.note.show', [parameter('text', ToolParameterKind.UNSPECIFIED)]],
  ['self.light.dim', [number('level', 10, 0)]],
  ['self.light.mood', [parameter('mode', ToolParameterKind.WORD)]],
  ['self.light.mood', [parameter('mode', ToolParameterKind.WORD, 0, 0, ['a word'])]],
  ['self.light.two', [number('level', 0, 1), number('level', 0, 9)]],
] as const)('%s is nobody’s to ask for', (name, parameters) => {
  expect(usableTools([{ name, parameters: [...parameters] }])).toEqual([]);
});

describe('a tool that was offered', () => {
  const tools = usableTools([light, camera]);
  test.each([
    [{ red: '255', is_on: 'true', mode: 'calm' }, true],
    [{ red: '256', is_on: 'true', mode: 'calm' }, false],
    [{ red: '-1', is_on: 'true', mode: 'calm' }, false],
    [{ red: '1.5', is_on: 'true', mode: 'calm' }, false],
    [{ red: '12', is_on: 'yes', mode: 'calm' }, false],
    [{ red: '12', is_on: 'true', mode: 'wild' }, false],
    [{ red: '12', is_on: 'true' }, false],
    [{ red: '12', is_on: 'true', mode: 'calm', blue: '3' }, false],
  ])('with %j: %s', (given, is) => {
    expect(mayUse(tools, { tool: light.name, arguments: values(given) }, everybody)).toBe(is);
  });

  test('takes a picture for a household, and never for a guest or a child', () => {
    expect(mayUse(tools, { tool: camera.name, arguments: [] }, everybody)).toBe(true);
    expect(mayUse(tools, { tool: camera.name, arguments: [] }, guest)).toBe(false);
  });
});

test('whatever is offered, what is used was offered, and every number is within its bounds', () => {
  const names = fc.constantFrom('self.light.set', 'self.reboot', 'self.camera.take_photo', 'X', '');
  const parameters = fc.array(
    fc.record({
      name: fc.constantFrom('a', 'b', 'Bad', ''),
      kind: fc.constantFrom(0, 1, 2, 3, 9) as fc.Arbitrary<ToolParameterKind>,
      minimum: fc.integer({ min: -500, max: 500 }),
      maximum: fc.integer({ min: -500, max: 500 }),
      words: fc.array(fc.constantFrom('on', 'off', 'A B'), { maxLength: 3 }),
    }),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(
      fc.array(fc.record({ name: names, parameters }), { maxLength: 5 }),
      names,
      fc.array(
        fc.record({
          name: fc.constantFrom('a', 'b'),
          value: fc.oneof(
            fc.integer({ min: -999, max: 999 }).map(String),
            fc.constantFrom('on', 'true', 'x y'),
          ),
        }),
        { maxLength: 3 },
      ),
      (offered, tool, given) => {
        const tools = usableTools(offered);
        if (!mayUse(tools, { tool, arguments: given }, guest)) return;
        expect(['self.light.set']).toContain(tool);
        const known = tools.find(({ name }) => name === tool) as DeviceTool;
        for (const { name, value } of given) {
          const one = known.parameters.find((each) => each.name === name);
          if (one?.kind === ToolParameterKind.NUMBER) {
            expect(Number(value)).toBeGreaterThanOrEqual(one.minimum);
            expect(Number(value)).toBeLessThanOrEqual(one.maximum);
          }
        }
      },
    ),
    { numRuns: propertyRuns() },
  );
});
