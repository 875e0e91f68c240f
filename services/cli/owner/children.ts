/** `earshot owner child`: children in one's care, what they may, and their rights. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import {
  ConsentPurpose,
  ConsentServiceClient,
  ConsentWay,
} from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { type Child, ChildReason, type ChildRules } from '../../../proto/gen/earshot/family/v1/family.ts';
import { RequestKind, RequestState } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import { callUnary, connect, openServerStream } from '../../common/grpc/client.ts';
import { CommandError } from '../explain.ts';
import { callingAs, ownerOf } from '../identity.ts';
import { addressOf } from '../skill/local.ts';
import type { Context } from './context.ts';
import { readable } from './data.ts';
import { type AddTo, asFamily, limits, monthIn, when } from './family.ts';

const slowLimits = { deadlineMs: 60_000 } as const;
const nameIn = (values: Readonly<Record<string, number>>, value: number): string =>
  (Object.entries(values).find(([, one]) => one === value)?.[0] ?? '').toLowerCase().replaceAll('_', '-');

export function registerChildren(owner: Command, addTo: AddTo): void {
  const child = owner.command('child').description('children in your care: consent, limits, rights');
  addTo(child, 'list', 'who they are, what waits for you, and what was used today', list);
  addTo(child, 'add <name> <born>', 'an account for a child of this home; born like 2018-05', add);
  addTo(child, 'recognise <join> <born>', 'a member turns out to be a child', recognise);
  addTo(child, 'agree <child>', 'let it be heard, after reading the text', (context, id) =>
    answer(context, id, true),
  );
  addTo(child, 'refuse <child>', 'nothing of it is heard any more', (context, id) =>
    answer(context, id, false),
  );
  addTo(child, 'guardian <child> <join>', 'a joined account becomes a guardian too', addGuardian);
  addTo(child, 'rules <child> [minutes] [quiet]', 'minutes a day, or `any`; quiet like 20:00-07:00', rules);
  addTo(child, 'speaker <child> <speaker> [back]', 'give it a speaker; `back`: it is yours again', speaker);
  addTo(
    child,
    'request <child> <kind> [note]',
    'access, correction, erasure, restriction, complaint',
    request,
  );
  addTo(child, 'requests <child>', 'cases about it', requests);
  addTo(child, 'restrict <child> <on-or-off>', 'storage only', restrict);
  addTo(child, 'export <child> <file>', 'everything that is held of it', exportChild);
  addTo(child, 'erase <child>', 'forget it everywhere', erase);
  addTo(child, 'reads <child>', 'who of the staff saw something of it, when and why', reads);
}

const clock = (minute: number | undefined): string =>
  minute === undefined
    ? ''
    : `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

const shown = (child: Child): object => ({
  child: child.childId,
  name: child.name,
  born: `${child.bornYear}-${String(child.bornMonth).padStart(2, '0')}`,
  heard: child.isRestricted
    ? 'no: storage only'
    : child.isAgreed
      ? 'yes'
      : child.isWaiting
        ? 'waits for you'
        : 'no',
  limit: child.rules?.dailyMinutes === undefined ? 'none' : `${child.rules.dailyMinutes} minutes a day`,
  quiet:
    child.rules?.quietFromMinute === undefined
      ? 'never'
      : `${clock(child.rules.quietFromMinute)}-${clock(child.rules.quietUntilMinute)}`,
  usedToday: `${Math.round(child.usedTodayMs / 60_000)} minutes`,
  speakers: child.deviceIds.join(', '),
});

const list = (context: Context): Promise<object> =>
  asFamily(context, 'guardian', async ({ family, subjectId }) =>
    (await callUnary(family, 'listChildren', { guardianId: subjectId }, limits)).children.map(shown),
  );

const add = (context: Context, name = '', born = ''): Promise<object> =>
  asFamily(context, 'owner', async ({ family, subjectId, householdId }) => {
    const asked = { guardianId: subjectId, householdId, name, ...monthIn(born) };
    const { childId } = await callUnary(family, 'addChild', asked, limits);
    return { child: childId, next: `earshot owner child agree ${childId}` };
  });

const recognise = (context: Context, joinId = '', born = ''): Promise<object> =>
  asFamily(context, 'owner', async ({ family, subjectId }) => {
    const asked = {
      askerId: subjectId,
      joinId,
      subjectId: '',
      ...monthIn(born),
      reason: ChildReason.UNSPECIFIED,
    };
    await callUnary(family, 'recogniseChild', asked, limits);
    return { recognised: joinId, next: 'earshot owner child list' };
  });

/** The text that is agreed to is printed, in the language of the command. */
async function answer(context: Context, childId = '', isYes = true): Promise<object> {
  const { stateDir, options } = context;
  const { locale } = options;
  const owned = await context.owned();
  const address = await addressOf('privacy', stateDir);
  const consents = connect(ConsentServiceClient, address, callingAs(ownerOf(owned), stateDir));
  const asked = { purpose: ConsentPurpose.CHILD_DATA, version: 0, locale };
  const text = await callUnary(consents, 'readConsentText', asked, limits).finally(() => consents.close());
  return asFamily(context, 'guardian', async ({ family, subjectId }) => {
    const one = { isYes, textVersion: text.version, locale, way: ConsentWay.COMMAND };
    await callUnary(family, 'answerForChild', { guardianId: subjectId, childId, ...one }, limits);
    return isYes ? { agreed: text.summary, version: text.version } : { refused: text.without };
  });
}

const addGuardian = (context: Context, childId = '', joinId = ''): Promise<object> =>
  asFamily(context, 'guardian', async ({ family, subjectId }) => {
    await callUnary(family, 'addGuardian', { guardianId: subjectId, childId, joinId }, limits);
    return { guardians: 'one more' };
  });

/** @throws CommandError */
function minuteIn(text: string): number {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hour === undefined) throw new CommandError(`“${text}” is no time of day; say it like 20:00-07:00`);
  return Number(hour) * 60 + Number(minute);
}

const rules = (context: Context, childId = '', minutes = 'any', quiet = ''): Promise<object> =>
  asFamily(context, 'guardian', async ({ family, subjectId }) => {
    const [from = '', until = ''] = quiet.split('-');
    const set: ChildRules = {
      dailyMinutes: minutes === 'any' ? undefined : Number(minutes),
      quietFromMinute: quiet === '' ? undefined : minuteIn(from),
      quietUntilMinute: quiet === '' ? undefined : minuteIn(until),
    };
    await callUnary(family, 'setChildRules', { guardianId: subjectId, childId, rules: set }, limits);
    return { limit: minutes === 'any' ? 'none' : `${minutes} minutes a day`, quiet: quiet || 'never' };
  });

const speaker = (context: Context, childId = '', deviceId = '', back = ''): Promise<object> =>
  asFamily(context, 'guardian', async ({ family, subjectId, householdId }) => {
    const given = { guardianId: subjectId, childId, householdId, deviceId, isGiven: back !== 'back' };
    await callUnary(family, 'giveDeviceToChild', given, limits);
    return { [given.isGiven ? 'given' : 'takenBack']: deviceId };
  });

const request = (context: Context, childId = '', kindName = '', note = ''): Promise<object> =>
  asFamily(context, 'guardian', async ({ family, subjectId }) => {
    const kind = Object.values(RequestKind).find((one) => one !== 0 && nameIn(RequestKind, one) === kindName);
    if (kind === undefined) throw new CommandError(`no request “${kindName}”`);
    const opened = await callUnary(
      family,
      'openChildRequest',
      { guardianId: subjectId, childId, kind, note },
      limits,
    );
    return { request: opened.requestId, due: opened.dueOn };
  });

const requests = (context: Context, childId = ''): Promise<object> =>
  asFamily(context, 'guardian', async ({ family, subjectId }) => {
    const asked = { guardianId: subjectId, childId };
    return (await callUnary(family, 'listChildRequests', asked, limits)).requests.map((one) => ({
      request: one.requestId,
      kind: nameIn(RequestKind, one.kind),
      state: nameIn(RequestState, one.state),
      due: one.dueOn,
      note: one.note,
      answer: one.answer,
    }));
  });

const restrict = (context: Context, childId = '', way = ''): Promise<object> =>
  asFamily(context, 'guardian', async ({ family, subjectId }) => {
    if (way !== 'on' && way !== 'off') throw new CommandError(`“${way}” is neither on nor off`);
    const asked = { guardianId: subjectId, childId, isRestricted: way === 'on' };
    await callUnary(family, 'restrictChild', asked, limits);
    return { storageOnly: way };
  });

const exportChild = (context: Context, childId = '', file = ''): Promise<object> =>
  asFamily(context, 'guardian', async ({ family, subjectId }) => {
    const rows: object[] = [];
    const open = family.exportChild.bind(family);
    const asked = { guardianId: subjectId, childId };
    for await (const { holder, row } of openServerStream(open, asked, slowLimits)) {
      if (row !== undefined) rows.push({ holder, table: row.table, ...readable(row) });
    }
    const document = { version: 1, exportedAt: new Date().toISOString(), childId, rows };
    // Never over a file that is there: it may be an earlier copy.
    await writeFile(file, `${JSON.stringify(document, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
    return { written: file, rows: rows.length };
  });

const erase = (context: Context, childId = ''): Promise<object> =>
  asFamily(context, 'guardian', async ({ family, subjectId }) => {
    const asked = { guardianId: subjectId, childId };
    const { erasureId, holders } = await callUnary(family, 'eraseChild', asked, slowLimits);
    return {
      erasure: erasureId,
      ...Object.fromEntries(holders.map(({ holder, isDone }) => [holder, isDone ? 'done' : 'pending'])),
    };
  });

const reads = (context: Context, childId = ''): Promise<object> =>
  asFamily(context, 'guardian', async ({ family, subjectId }) => {
    const asked = { guardianId: subjectId, childId };
    return (await callUnary(family, 'listChildReads', asked, limits)).reads.map((one) => ({
      at: when(one.readAtMs),
      by: one.role,
      what: one.what,
      reason: nameIn(ChildReason, one.reason),
    }));
  });
