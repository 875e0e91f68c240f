/** Tools of a device as a skill may ask for them: which name a camera, and what of them an answer may hold. Pure. */
import type { ToolArgument } from '../../proto/gen/earshot/turn/v1/turn.ts';

/** Fields of the request without which no tool of the answer is carried out. */
export const toolsPath = 'device.tools';
export const cameraPath = 'device.camera';

const toolName = /^[a-z][a-z0-9_]*(\.[a-z0-9_]+){0,7}$/;
const maxToolName = 80;
const parameterName = /^[a-z][a-z0-9_]{0,39}$/;
const argumentValue = /^(true|false|-?\d{1,9}|[a-z][a-z0-9_-]{0,31})$/;
const maxArguments = 8;

export const isToolName = (name: string): boolean => name.length <= maxToolName && toolName.test(name);
export const isParameterName = (name: string): boolean => parameterName.test(name);
export const isArgumentValue = (value: string): boolean => argumentValue.test(value);

/** It takes a picture, or sends one: under a field of its own, and never in a hotel's room or for a child. */
export const isCameraTool = (name: string): boolean => /camera|photo|picture|snapshot|video/.test(name);

/** @returns undefined for what is malformed */
export function readArguments(value: unknown): ToolArgument[] | undefined {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > maxArguments) return undefined;
  const read: ToolArgument[] = [];
  for (const entry of value as readonly unknown[]) {
    const { name, value: said } = (entry ?? {}) as { readonly name?: unknown; readonly value?: unknown };
    if (typeof name !== 'string' || typeof said !== 'string') return undefined;
    if (!isParameterName(name) || !isArgumentValue(said)) return undefined;
    read.push({ name, value: said });
  }
  return new Set(read.map(({ name }) => name)).size === read.length ? read : undefined;
}
