/** Fields of a form, as whoever sent it filled them in. */
import { EarshotError } from '../../common/errors/earshot-error.ts';

/** @throws EarshotError INVALID_ARGUMENT when it is missing, came twice, or is longer than anybody's. */
export function field(body: unknown, name: string, maxCharacters = 300): string {
  const value =
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  if (typeof value !== 'string' || value.length > maxCharacters) {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: name } });
  }
  return value;
}
