/** One typed, validated object for each process, read once at boot from the environment. */
import { z } from 'zod';

/** One setting: its environment variable, its shape with default, and a sentence with units. */
export interface Setting<T extends z.ZodType> {
  readonly variable: string;
  readonly schema: T;
  readonly description: string;
}

export type Settings = Readonly<Record<string, Setting<z.ZodType>>>;

export type Config<S extends Settings> = { readonly [K in keyof S]: z.infer<S[K]['schema']> };

/** Declares a setting. Numbers and booleans are coerced by `number()` and `flag()` below. */
export function setting<T extends z.ZodType>(variable: string, schema: T, description: string): Setting<T> {
  return { variable, schema, description };
}

/** A number from an environment variable. */
export function number(fallback: number, bounds: { min: number; max: number }): z.ZodType<number> {
  return z.coerce.number().min(bounds.min).max(bounds.max).default(fallback) as unknown as z.ZodType<number>;
}

/** `host:port`; an IPv6 address in brackets. */
export const hostAndPort = z
  .string()
  .regex(/^(.+):(\d{1,5})$/, 'host:port')
  .transform((text) => {
    const at = text.lastIndexOf(':');
    return { host: text.slice(0, at).replace(/^\[(.*)\]$/, '$1'), port: Number(text.slice(at + 1)) };
  });

/** `1`, `true`, `0` or `false`. */
export function flag(fallback: boolean): z.ZodType<boolean> {
  return z
    .enum(['1', 'true', '0', 'false'])
    .default(fallback ? '1' : '0')
    .transform((text) => text === '1' || text === 'true') as unknown as z.ZodType<boolean>;
}

/** Thrown when the environment does not fit; `problems` names every wrong variable. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Reads settings from the environment.
 * @throws ConfigError naming every variable that is wrong, never its value (it may be a credential).
 */
export function loadConfig<S extends Settings>(settings: S, env: NodeJS.ProcessEnv = process.env): Config<S> {
  const problems: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [name, { variable, schema, description }] of Object.entries(settings)) {
    const text = env[variable];
    const parsed = schema.safeParse(text === '' ? undefined : text);
    if (parsed.success) config[name] = parsed.data;
    else problems.push(`${variable}: ${parsed.error.issues[0]?.message ?? 'not usable'} (${description})`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return config as Config<S>;
}
