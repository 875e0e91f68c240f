/** What the commands about members and children share: the contract, called for the account in a role. */
import type { Command } from 'commander';
import { FamilyServiceClient } from '../../../proto/gen/earshot/family/v1/family.ts';
import { connect } from '../../common/grpc/client.ts';
import { CommandError } from '../explain.ts';
import { callingAs, ownerOf } from '../identity.ts';
import { addressOf } from '../skill/local.ts';
import type { Context } from './context.ts';

export type AddTo = (
  group: Command,
  usage: string,
  description: string,
  act: (context: Context, ...args: string[]) => Promise<object>,
) => void;

export const limits = { deadlineMs: 10_000 } as const;

interface Asked {
  readonly family: FamilyServiceClient;
  readonly subjectId: string;
  readonly householdId: string;
}

/** Calls about the family, made for the account as its owner, or as the guardian of its children. */
export async function asFamily<T>(
  { owned, stateDir }: Context,
  role: 'owner' | 'guardian',
  act: (asked: Asked) => Promise<T>,
): Promise<T> {
  const { subjectId, householdId } = await owned();
  const person = { ...ownerOf({ subjectId, householdId }), role };
  const address = await addressOf('privacy', stateDir);
  const family = connect(FamilyServiceClient, address, callingAs(person, stateDir));
  try {
    return await act({ family, subjectId, householdId });
  } finally {
    family.close();
  }
}

/** `2018-05`. @throws CommandError */
export function monthIn(text: string): { bornYear: number; bornMonth: number } {
  const [, year, month] = /^(\d{4})-(\d{1,2})$/.exec(text) ?? [];
  if (year === undefined) throw new CommandError(`“${text}” is no month; say it like 2018-05`);
  return { bornYear: Number(year), bornMonth: Number(month) };
}

export const when = (ms: number): string => new Date(ms).toISOString();
