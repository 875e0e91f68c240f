/** `earshot hotel create`, `rooms`, `codes`, `staff`, `webhook`: a hotel from nothing. */
import { readFile, writeFile } from 'node:fs/promises';
import { callUnary } from '../../common/grpc/client.ts';
import { CommandError } from '../explain.ts';
import { addressOf } from '../skill/local.ts';
import { acceptTerms } from '../terms.ts';
import { type HotelContext, keepHotel, keptHotel, limits, roomCalled, roomsOf } from './context.ts';
import { roomsFromCsv } from './csv.ts';
import { codeSheet } from './sheet.ts';

/** As many as one call takes. */
const roomsPerCall = 1_000;

export async function create(
  { privacy, options, stateDir }: HotelContext,
  { region = 'local', timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone },
): Promise<object> {
  const name = options.hotel;
  if ((await keptHotel(stateDir, name)) !== undefined) {
    throw new CommandError(`“${name}” is taken here; name another with --hotel`);
  }
  const { tenantId } = await callUnary(privacy, 'createTenant', { region, timeZone }, limits);
  await keepHotel(stateDir, name, { tenantId });
  // Guests are nobody that we know: the operator agrees for the house, or its speakers hear nothing.
  const at = await addressOf('privacy', stateDir);
  const agreesTo = await acceptTerms({ stateDir, address: () => at }, { tenantId });
  return {
    hotel: name,
    id: tenantId,
    agreesTo: agreesTo.join(', '),
    next: `earshot hotel --hotel ${name} rooms --csv rooms.csv`,
  };
}

export async function rooms(context: HotelContext, { csv }: { readonly csv?: string }): Promise<object> {
  const { privacy, options } = context;
  if (csv !== undefined) {
    const tenantId = await context.tenantId();
    const wanted = roomsFromCsv(await readFile(csv, 'utf8'), csv);
    const known = new Set((await roomsOf(context)).flatMap(({ names }) => names));
    const fresh = wanted.filter(({ names }) => !names.some((name) => known.has(name)));
    for (let from = 0; from < fresh.length; from += roomsPerCall) {
      const some = fresh.slice(from, from + roomsPerCall);
      await callUnary(privacy, 'createRooms', { householdId: '', tenantId, rooms: some }, limits);
    }
    return {
      added: fresh.length,
      known: wanted.length - fresh.length,
      next: `earshot hotel --hotel ${options.hotel} codes codes.html`,
    };
  }
  return (await roomsOf(context)).map(({ names, roomId, deviceIds, stay }) => ({
    room: names.join(', '),
    id: roomId,
    speakers: deviceIds.length,
    ...(stay === undefined
      ? {}
      : { stay: stay.stayId, language: stay.locale, doNotDisturb: stay.isDoNotDisturb }),
  }));
}

/** A code for every room that has no speaker yet, or for those that are named. */
export async function codes(context: HotelContext, file: string, named: readonly string[]): Promise<object> {
  const { privacy, options } = context;
  const tenantId = await context.tenantId();
  const wanted =
    named.length > 0
      ? await Promise.all(named.map((name) => roomCalled(context, name)))
      : (await roomsOf(context)).filter(({ deviceIds }) => deviceIds.length === 0);
  if (wanted.length === 0)
    throw new CommandError('every room has a speaker; name rooms to get codes for them');
  const made: { room: string; code: string; expiresInS: number }[] = [];
  for (const { roomId, names } of wanted) {
    const request = { householdId: '', subjectId: '', tenantId, isChildDevice: false, roomId };
    const { claimCode, expiresInS } = await callUnary(privacy, 'issueClaimCode', request, limits);
    made.push({ room: names[0] ?? '', code: claimCode, expiresInS });
  }
  const hours = Math.floor(Math.min(...made.map(({ expiresInS }) => expiresInS)) / 3600);
  const sheet = codeSheet({ hotel: options.hotel, hours, codes: made, madeAt: new Date() });
  // Whoever reads it can put a speaker of theirs into the hotel.
  await writeFile(file, sheet, { mode: 0o600 });
  return {
    sheet: file,
    codes: made.length,
    usableFor: `${hours} hours, once each`,
    print: 'open it in a browser',
  };
}

export async function invite(
  context: HotelContext,
  name: string,
  { department = '' }: { readonly department?: string },
): Promise<object> {
  const { identities } = context;
  const tenantId = await context.tenantId();
  await requireDepartment(context, department);
  const known = (await staffOf(context)).find((member) => member.name === name);
  const member = { subjectId: known?.subjectId ?? '', name, department };
  const { url, expiresInS } = await callUnary(identities, 'inviteStaff', { tenantId, member }, limits);
  return {
    name,
    department: (known?.department ?? department) || 'all',
    open: url,
    within: `${expiresInS / 3600} hours, once`,
    ...(known === undefined ? {} : { note: 'has an account already: this is another link to it' }),
  };
}

async function requireDepartment(
  { hotels, options, tenantId }: HotelContext,
  department: string,
): Promise<void> {
  if (department === '') return;
  const request = { tenantId: await tenantId(), locale: options.locale };
  const { departments } = await callUnary(hotels, 'getDesk', request, limits);
  if (departments.some((one) => one.department === department)) return;
  const known = departments.map((one) => one.department).join(', ');
  throw new CommandError(`no department “${department}”; there are: ${known}`);
}

async function staffOf({ identities, tenantId }: HotelContext) {
  return (await callUnary(identities, 'listStaff', { tenantId: await tenantId() }, limits)).members;
}

export async function staff(context: HotelContext): Promise<object> {
  return (await staffOf(context)).map(({ name, department, subjectId }) => ({
    name,
    department: department || 'all',
    id: subjectId,
  }));
}

export async function removeStaff(context: HotelContext, name: string): Promise<object> {
  const found = (await staffOf(context)).filter(
    (member) => member.name === name || member.subjectId === name,
  );
  const [only, another] = found;
  if (only === undefined) throw new CommandError(`nobody called “${name}”; see: earshot hotel staff list`);
  if (another !== undefined) throw new CommandError(`several are called “${name}”; name one by its id`);
  const request = { tenantId: await context.tenantId(), subjectId: only.subjectId };
  await callUnary(context.identities, 'removeStaff', request, limits);
  return { removed: only.name, signedOut: 'everywhere' };
}

/** Where the hotel's own system hears of tickets. @param url Absent: what is set now; `none`: nothing from now on */
export async function webhook({ hotels, tenantId, options }: HotelContext, url?: string): Promise<object> {
  const own = await tenantId();
  if (url === undefined) {
    const { webhook: set } = await callUnary(
      hotels,
      'getDesk',
      { tenantId: own, locale: options.locale },
      limits,
    );
    if (set === undefined) return { webhook: 'none; set one with: earshot hotel webhook https://…' };
    const failing =
      set.failingSinceMs === 0 ? {} : { failingSince: new Date(set.failingSinceMs).toISOString() };
    return { webhook: set.url, ...failing };
  }
  const request = { tenantId: own, url: url === 'none' ? '' : url };
  const { verificationKeys } = await callUnary(hotels, 'setWebhook', request, limits);
  return url === 'none' ? { webhook: 'none' } : { webhook: url, verifyWith: verificationKeys.join(' ') };
}

/** A key for the hotel's own system. It is shown here and never again. */
export async function issueKey({ identities, tenantId }: HotelContext): Promise<object> {
  const { keyId, key } = await callUnary(identities, 'issueHotelKey', { tenantId: await tenantId() }, limits);
  return { id: keyId, key, note: 'shown once: keep it where the hotel’s system keeps its secrets' };
}

export async function keys({ identities, tenantId }: HotelContext): Promise<object> {
  const { keys } = await callUnary(identities, 'listHotelKeys', { tenantId: await tenantId() }, limits);
  const day = (ms: number) => (ms === 0 ? 'never' : new Date(ms).toISOString());
  return keys.map(({ keyId, createdAtMs, usedAtMs }) => ({
    id: keyId,
    made: day(createdAtMs),
    used: day(usedAtMs),
  }));
}

export async function revokeKey({ identities, tenantId }: HotelContext, keyId: string): Promise<object> {
  await callUnary(identities, 'revokeHotelKey', { tenantId: await tenantId(), keyId }, limits);
  return { revoked: keyId };
}
