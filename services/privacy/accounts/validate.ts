/** Checks of what callers send, which never repeat it. */
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { isUuid } from '../../common/uuid.ts';

/** @throws EarshotError INVALID_ARGUMENT unless the text has this shape. The text itself is never repeated. */
export function requireShape(text: string, shape: RegExp, field: string): string {
  if (!shape.test(text)) throw new EarshotError('INVALID_ARGUMENT', { detail: { field } });
  return text;
}

/** `cn`, `eu`, `us-west`, `local`: short lower-case names of places where data may be kept. */
export const regionShape = /^[a-z]{2,12}(-[a-z0-9]{1,12})?$/;
export const skillIdShape = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** A recipient of any kind, as `consent/recipient-name.ts` names it. */
export const recipientShape = /^(?:(?:hotel|training|engine|partner):)?[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
export const versionShape = /^[A-Za-z0-9][A-Za-z0-9.+_-]{0,63}$/;
export const turnIdShape = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/** @throws EarshotError INVALID_ARGUMENT unless it is an IANA time zone. */
export function requireTimeZone(name: string): string {
  if (!isTimeZone(name)) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'timeZone' } });
  return name;
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Exactly one of two owners. @throws EarshotError INVALID_ARGUMENT for none or both. */
export function requireOneOwner(householdId: string, tenantId: string): void {
  if ((householdId === '') === (tenantId === '')) {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'owner' } });
  }
}

/** Printable text of bounded length. @throws EarshotError INVALID_ARGUMENT */
export function requireText(text: string, field: string, maxLength: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here.
  if (text.length === 0 || text.length > maxLength || /[\u0000-\u001f\u007f]/.test(text)) {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field } });
  }
  return text;
}

/** A name that we made: what has not its shape stands nowhere. @throws EarshotError NOT_FOUND */
export function requireUuid(id: string): string {
  if (!isUuid(id)) throw new EarshotError('NOT_FOUND');
  return id;
}
