/** `earshot owner member`: accounts that belong together because both sides said so. */
import type { Command } from 'commander';
import { JoinState, Share } from '../../../proto/gen/earshot/family/v1/family.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { CommandError } from '../explain.ts';
import type { Context } from './context.ts';
import { type AddTo, asFamily, limits, when } from './family.ts';

const shares = { history: Share.HISTORY, speakers: Share.DEVICES } as const;
const nameOfShare = (share: Share): string =>
  Object.entries(shares).find(([, one]) => one === share)?.[0] ?? '';
const namesOf = (all: readonly Share[]): string =>
  all.length === 0 ? 'nothing' : all.map(nameOfShare).join(', ');

/** `history,speakers`; absent or `nothing`: none. @throws CommandError */
function sharesIn(text = 'nothing'): Share[] {
  if (text === 'nothing') return [];
  return text.split(',').map((name) => {
    if (!Object.hasOwn(shares, name)) {
      throw new CommandError(
        `“${name}” cannot be shared; there are: ${Object.keys(shares).join(', ')}, nothing`,
      );
    }
    return shares[name as keyof typeof shares];
  });
}

const states: Readonly<Partial<Record<JoinState, string>>> = {
  [JoinState.OFFERED]: 'offered; nobody has answered',
  [JoinState.ANSWERED]: 'answered; whoever offered has to confirm',
  [JoinState.JOINED]: 'joined',
};

export function registerMembers(owner: Command, addTo: AddTo): void {
  const member = owner.command('member').description('accounts that join by two yeses, and part by one no');
  addTo(member, 'list', 'who is joined, and what each lets the other see', list);
  addTo(member, 'offer <name> [lets] [asks]', 'a code for the other; lets and asks: history,speakers', offer);
  addTo(member, 'read <code>', 'what an offer says, before anything is agreed to', read);
  addTo(member, 'answer <code> <name> [lets]', 'yes to it, letting the other see so much', answer);
  addTo(member, 'confirm <join>', 'the second yes, of whoever offered', confirm);
  addTo(member, 'end <join>', 'at once; what was shared ends with it', end);
  addTo(member, 'history <join> [search]', 'the other’s history, as it agreed', history);
  addTo(member, 'speakers <join>', 'the other’s speakers, as it agreed', speakers);
  addTo(member, 'mute <join> <speaker> <minutes>', 'silence one of them for a while', mute);
}

const list = (context: Context): Promise<object> =>
  asFamily(context, 'owner', async ({ family, subjectId }) =>
    (await callUnary(family, 'listJoins', { subjectId }, limits)).joins.map((join) => ({
      join: join.joinId,
      state: states[join.state],
      other: join.name,
      itSees: namesOf(join.lets),
      youSee: namesOf(join.sees),
      since: when(join.sinceMs),
    })),
  );

const offer = (context: Context, name = '', lets?: string, asks?: string): Promise<object> =>
  asFamily(context, 'owner', async ({ family, subjectId }) => {
    const request = { subjectId, name, lets: sharesIn(lets), asks: sharesIn(asks) };
    const { joinId, code, expiresAtMs } = await callUnary(family, 'offerJoin', request, limits);
    return {
      code,
      until: when(expiresAtMs),
      join: joinId,
      next: 'the other: earshot owner member read CODE',
    };
  });

const read = (context: Context, code = ''): Promise<object> =>
  asFamily(context, 'owner', async ({ family, subjectId }) => {
    const terms = await callUnary(family, 'readJoin', { subjectId, code }, limits);
    return {
      from: terms.name,
      youWouldSee: namesOf(terms.lets),
      itAsksToSee: namesOf(terms.asks),
      until: when(terms.expiresAtMs),
      next: 'earshot owner member answer CODE NAME [what it may see]',
    };
  });

const answer = (context: Context, code = '', name = '', lets?: string): Promise<object> =>
  asFamily(context, 'owner', async ({ family, subjectId }) => {
    const request = { subjectId, code, name, lets: sharesIn(lets) };
    const { joinId } = await callUnary(family, 'answerJoin', request, limits);
    return { answered: joinId, next: 'the other confirms it' };
  });

const confirm = (context: Context, joinId = ''): Promise<object> =>
  asFamily(context, 'owner', async ({ family, subjectId }) => {
    await callUnary(family, 'confirmJoin', { subjectId, joinId }, limits);
    return { joined: joinId };
  });

const end = (context: Context, joinId = ''): Promise<object> =>
  asFamily(context, 'owner', async ({ family, subjectId }) => {
    await callUnary(family, 'endJoin', { subjectId, joinId }, limits);
    return { ended: joinId };
  });

const history = (context: Context, joinId = '', search = ''): Promise<object> =>
  asFamily(context, 'owner', async ({ family, subjectId }) => {
    const page = { subjectId, joinId, search, beforeMs: 0, pageSize: 50 };
    const { entries } = await callUnary(family, 'listSharedHistory', page, limits);
    return entries.map(({ heardAtMs, heard, answered }) => ({ at: when(heardAtMs), heard, answered }));
  });

const speakers = (context: Context, joinId = ''): Promise<object> =>
  asFamily(context, 'owner', async ({ family, subjectId }) => {
    const { devices } = await callUnary(family, 'listSharedDevices', { subjectId, joinId }, limits);
    return devices.map(({ deviceId, names, listening }) => ({
      speaker: deviceId,
      names: names.join(', '),
      microphone: listening?.isMuted === true ? 'off' : 'on',
    }));
  });

const mute = (context: Context, joinId = '', deviceId = '', minutes = ''): Promise<object> =>
  asFamily(context, 'owner', async ({ family, subjectId }) => {
    const mutedUntilMs = Date.now() + Number(minutes) * 60_000;
    if (!Number.isFinite(mutedUntilMs)) throw new CommandError(`“${minutes}” are no minutes`);
    await callUnary(family, 'muteSharedDevice', { subjectId, joinId, deviceId, mutedUntilMs }, limits);
    return { muted: deviceId, until: when(mutedUntilMs) };
  });
