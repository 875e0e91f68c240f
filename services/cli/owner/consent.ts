/** `earshot owner consent`: what the account agrees to, purpose by purpose. */
import type { Command } from 'commander';
import { ConsentPurpose, ConsentWay } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { CommandError } from '../explain.ts';
import { ownerOf } from '../identity.ts';
import { addressOf } from '../skill/local.ts';
import { asking, limits, nameOf } from '../terms.ts';
import { type Context, type OwnerOptions, withEarshot } from './context.ts';

/** @throws CommandError for none of the list. */
function purposeNamed(name: string): ConsentPurpose {
  const known = Object.values(ConsentPurpose).filter((one) => one !== ConsentPurpose.UNSPECIFIED);
  const found = known.find((one) => nameOf(one) === name.toLowerCase().replaceAll('_', '-'));
  if (found === undefined) {
    throw new CommandError(`no purpose “${name}”; there are: ${known.map(nameOf).join(', ')}`);
  }
  return found;
}

export function registerConsent(owner: Command): void {
  const run = (act: (context: Context) => Promise<object>) => withEarshot(owner.opts<OwnerOptions>(), act);
  const group = owner.command('consent').description('what the account agrees to, purpose by purpose');
  group
    .command('list', { isDefault: true })
    .description('each purpose, and whether it is agreed to')
    .action(() => run(list));
  group
    .command('read <purpose> [version]')
    .description('the text of a purpose; any version that there ever was')
    .action((purpose: string, version?: string) => run((context) => read(context, purpose, version)));
  group
    .command('accept <purpose>')
    .description('agree to the current text, after reading it')
    .action((purpose: string) => run((context) => answer(context, purpose, true)));
  group
    .command('withdraw <purpose>')
    .description('take it back, at once')
    .action((purpose: string) => run((context) => answer(context, purpose, false)));
}

async function at({ owned, stateDir }: Context) {
  const privacy = await addressOf('privacy', stateDir);
  const { subjectId, householdId } = await owned();
  return {
    place: { stateDir, address: () => privacy },
    person: ownerOf({ subjectId, householdId }),
    subjectId,
  };
}

async function list(context: Context): Promise<object> {
  const { place, person, subjectId } = await at(context);
  const listed = await asking(place, person, (consents) =>
    callUnary(consents, 'listConsents', { subjectId, tenantId: '' }, limits),
  );
  return listed.purposes.map((state) => ({
    purpose: nameOf(state.purpose),
    agreed: state.isLive ? 'yes' : state.isAskedAgain ? `asked again: ${state.changes.join(', ')}` : 'no',
    version: state.currentVersion,
    ...(state.isNecessary && { note: 'nothing is heard without it' }),
  }));
}

async function read(context: Context, name: string, version = '0'): Promise<object> {
  const { place, person } = await at(context);
  const request = {
    purpose: purposeNamed(name),
    version: Number(version) || 0,
    locale: context.options.locale,
  };
  const text = await asking(place, person, (consents) =>
    callUnary(consents, 'readConsentText', request, limits),
  );
  return {
    [`${text.title} (version ${text.version} of ${text.currentVersion}, since ${text.since})`]: [
      text.summary,
      ...text.points,
      text.without,
    ],
    about: text.fields.join(', '),
    recipient: text.recipient,
  };
}

/** Says yes to the current text of a purpose, or takes it back. */
export async function answer(context: Context, name: string, isYes: boolean): Promise<object> {
  const { place, person, subjectId } = await at(context);
  const purpose = purposeNamed(name);
  const { locale } = context.options;
  return asking(place, person, async (consents) => {
    const who = { subjectId, tenantId: '', purpose, way: ConsentWay.COMMAND };
    if (!isYes) {
      const { consentId } = await callUnary(consents, 'withdrawConsent', who, limits);
      return { [consentId === '' ? 'was not agreed to' : 'withdrawn']: nameOf(purpose) };
    }
    const text = await callUnary(consents, 'readConsentText', { purpose, version: 0, locale }, limits);
    const request = { ...who, textVersion: text.version, locale };
    await callUnary(consents, 'giveConsent', request, limits);
    return { accepted: nameOf(purpose), version: text.version, summary: text.summary };
  });
}
