/** `earshot owner`: what the owner of a household does in an app, from the command line. */
import type { Command } from 'commander';
import type { CatalogueEntry } from '../../proto/gen/earshot/skills/v1/skills.ts';
import { callUnary } from '../common/grpc/client.ts';
import { dataClassName } from '../common/schema/registry.ts';
import { CommandError } from './explain.ts';
import { registerCases } from './owner/cases.ts';
import { registerChildren } from './owner/children.ts';
import { registerConsent } from './owner/consent.ts';
import { type Context, type OwnerOptions, withEarshot } from './owner/context.ts';
import { registerData } from './owner/data.ts';
import { registerFirmware } from './owner/firmware.ts';
import { registerLinks } from './owner/links.ts';
import { registerMembers } from './owner/members.ts';
import { registerPlaces } from './owner/places.ts';
import { recipientNamed, recipientText } from './owner/recipient.ts';
import { signIn } from './owner/sign-in.ts';
import { registerTraining } from './owner/training.ts';
import { registerVoice } from './owner/voice.ts';
import { deadlineMs } from './skill/local.ts';
import { keepHousehold, keptDevice, keptHousehold } from './speak/local-device.ts';

const limits = { deadlineMs };

export function register(program: Command): void {
  const owner = program
    .command('owner')
    .description('households, claim codes, skills, grants: what an owner does in an app')
    .option(
      '-d, --device <name>',
      'whose household: a device, or a household, kept in the state directory',
      'demo',
    )
    .option('-l, --locale <tag>', 'language of purposes', 'en-US')
    .option(
      '--region <name>',
      'with new: the region that the household is bound to; local = to none',
      'local',
    )
    .option('--json', 'one JSON object on standard output')
    .addHelpText(
      'after',
      `
Try:
  earshot owner --device den new                             a household of that name
  earshot owner --device den claim                           a code for a speaker of it
  earshot owner activate 135790                              a speaker that shows or speaks a code of its own
  earshot owner skills                                       who is behind each skill, what it asks for and why
  earshot owner grant org.example.memory-jogger user.name    allow one field, for the purpose shown
  earshot owner grants                                       what is allowed now
  earshot owner withdraw org.example.memory-jogger           take everything back
  earshot owner clock Asia/Shanghai                          by which clock the home lives
  earshot owner room add bedroom 卧室                        a room, by every name that it is called
  earshot owner thing add light bedroom "overhead light"     something in it that people speak of
  earshot owner thing guard "front door"                     it obeys known voices only; thing whose: who says “my”
  earshot owner voice enrol a.wav b.wav c.wav                be told apart by your voice; forget takes it back
  earshot owner training on                                  let samples be made of what is said; off takes all back
  earshot owner notices                                      who was told of it, and whether they confirmed
  earshot owner consent                                      what is agreed to; read, accept, withdraw
  earshot owner member offer Ada history                     a code for somebody who joins, and may see so much
  earshot owner child add Mia 2018-05                        an account for a child in your care
  earshot owner child rules CHILD 60 20:00-07:00             an hour a day, and quiet at night
  earshot owner export everything.json                       all that is held of the household, in one file
  earshot owner erase                                        forget the household everywhere`,
    );
  const addTo = (
    group: Command,
    usage: string,
    description: string,
    act: (context: Context, ...args: string[]) => Promise<object>,
  ): void => {
    group
      .command(usage)
      .description(description)
      .action(async (...all: unknown[]) => {
        const args = all
          .slice(0, -2)
          .flat()
          .filter((arg): arg is string => typeof arg === 'string');
        await withEarshot(owner.opts<OwnerOptions>(), (context) => act(context, ...args));
      });
  };
  const add = addTo.bind(undefined, owner);
  add('new', 'a new household with its first account', newHousehold);
  add('claim', 'a code that binds one more speaker to the household', claim);
  add('activate <code>', 'take in a speaker that shows or speaks this code', activate);
  add('revoke', 'the device is shut out at once', revoke);
  add('sign-in', 'a link to the pages that signs the owner in, once', signIn);
  add('skills', 'the catalogue: who is behind each skill, what it asks for and why', skills);
  add('enable <skill>', 'enable a skill for the household', enable);
  add('disable <skill>', 'disable it: grants end, pseudonyms rotate, its operator is told', disable);
  add('grant <skill> <fields...>', 'allow fields for the purposes that the skill states', grant);
  add('withdraw <skill> [fields...]', 'take fields back; none named means all', withdraw);
  add('grants', 'what is allowed now', grants);
  add('notices', 'what recipients were told, and whether they confirmed', notices);
  registerPlaces(owner, addTo);
  registerTraining(owner, addTo);
  registerConsent(owner);
  registerMembers(owner, addTo);
  registerChildren(owner, addTo);
  registerLinks(owner, addTo);
  registerVoice(owner, addTo);
  registerData(owner);
  registerCases(owner);
  registerFirmware(owner, addTo);
}

/** Kept under the name of `--device`, so that `claim` finds it before there is any device. */
async function newHousehold({ privacy, options, stateDir }: Context): Promise<object> {
  const named = { stateDir, name: options.device };
  if ((await keptHousehold(named)) !== undefined || (await keptDevice(named)) !== undefined) {
    throw new CommandError(`“${options.device}” is taken here; name another with --device`);
  }
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const home = { region: options.region, timeZone };
  const household = await callUnary(privacy, 'createHousehold', home, limits);
  await keepHousehold(named, { householdId: household.householdId, subjectId: household.subjectId });
  return {
    ...household,
    next: `earshot owner --device ${options.device} consent accept voice-service, then claim`,
  };
}

async function claim({ owned }: Context): Promise<object> {
  const { privacy, householdId, subjectId } = await owned();
  return callUnary(
    privacy,
    'issueClaimCode',
    { householdId, subjectId, tenantId: '', isChildDevice: false, roomId: '' },
    limits,
  );
}

async function activate({ owned }: Context, code = ''): Promise<object> {
  const { privacy, householdId, subjectId } = await owned();
  const request = { householdId, subjectId, code, isChildDevice: false, roomId: '' };
  const { deviceId, model } = await callUnary(privacy, 'acceptDevice', request, limits);
  return { activated: model, deviceId };
}

async function revoke({ owned, options }: Context): Promise<object> {
  const { privacy, householdId, deviceId } = await owned();
  if (deviceId === '')
    throw new CommandError(`“${options.device}” is a household without a device of its own`);
  await callUnary(privacy, 'revokeDevice', { deviceId, householdId, tenantId: '' }, limits);
  return { revoked: options.device };
}

async function catalogue({ skills: registry, options }: Context): Promise<CatalogueEntry[]> {
  return (await callUnary(registry, 'listSkills', { locale: options.locale, spokenName: '' }, limits))
    .entries;
}

async function skills(context: Context): Promise<object> {
  return (await catalogue(context)).map((entry) => ({
    skill: `${entry.skill?.skillId} ${entry.skill?.version}`,
    name: entry.name,
    operator: `${entry.operator}, ${entry.operatorRegion}`,
    contact: entry.operatorContact,
    privacyPolicy: entry.privacyPolicyUrl,
    asksFor: entry.fields.map(({ path, valueClass, isRequired, purpose, retentionDays }) => ({
      field: `${path} (${dataClassName(valueClass)}${isRequired ? ', required' : ''}), kept ${retentionDays} days`,
      why: purpose,
    })),
  }));
}

async function enable({ owned }: Context, skillId = ''): Promise<object> {
  const { skills: registry, householdId } = await owned();
  const { skill } = await callUnary(registry, 'enableSkill', { skillId, householdId, tenantId: '' }, limits);
  return { enabled: skillId, version: skill?.version };
}

async function disable({ owned }: Context, skillId = ''): Promise<object> {
  const { skills: registry, householdId } = await owned();
  await callUnary(registry, 'disableSkill', { skillId, householdId, tenantId: '' }, limits);
  return { disabled: skillId };
}

/** The purposes granted are the ones shown, word for word: a skill that changes its mind has to ask again. */
async function grant(context: Context, skillId = '', ...paths: string[]): Promise<object> {
  const { privacy, subjectId } = await context.owned();
  const entry = (await catalogue(context)).find(({ skill }) => skill?.skillId === skillId);
  if (entry === undefined) throw new Error(`no live skill ${skillId}; see: earshot owner skills`);
  const declared = paths.map((path) => entry.fields.find((field) => field.path === path));
  const unknown = paths.find((_path, index) => declared[index] === undefined);
  if (unknown !== undefined) throw new Error(`${skillId} does not ask for ${unknown}`);
  const purposes = declared.map((field) => field?.purpose ?? '');
  await callUnary(
    privacy,
    'grantFields',
    { subjectId, skillId, paths, purposes, recipientRegion: entry.operatorRegion },
    limits,
  );
  return {
    skill: skillId,
    operator: entry.operator,
    granted: paths.map((path, index) => ({ [path]: purposes[index] })),
  };
}

async function withdraw({ owned }: Context, skillId = '', ...paths: string[]): Promise<object> {
  const { privacy, subjectId } = await owned();
  await callUnary(privacy, 'withdrawFields', { subjectId, ...recipientNamed(skillId), paths }, limits);
  return { skill: skillId, withdrawn: paths.length === 0 ? 'everything' : paths };
}

async function grants({ owned }: Context): Promise<object> {
  const { privacy, subjectId } = await owned();
  const listed = await callUnary(privacy, 'listGrants', { subjectId, skillId: '' }, limits);
  return listed.grants.map(({ path, purpose, grantedAtMs, givenBy, ...recipient }) => ({
    recipient: recipientText(recipient),
    field: path,
    why: purpose,
    how: givenBy,
    since: new Date(grantedAtMs).toISOString(),
  }));
}

async function notices({ owned }: Context): Promise<object> {
  const { privacy, subjectId } = await owned();
  return (await callUnary(privacy, 'listNotices', { subjectId }, limits)).notices.map((notice) => ({
    recipient: recipientText(notice),
    event: notice.event,
    state: notice.state,
    attempts: notice.attempts,
    since: new Date(notice.createdAtMs).toISOString(),
  }));
}
