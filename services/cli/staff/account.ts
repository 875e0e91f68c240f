/** Calls of somebody of the staff, by the key that is theirs. */
import { z } from 'zod';
import type { StaffRole } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import { loadConfig, setting } from '../../common/config.ts';
import { catalogue, type ErrorCode } from '../../common/errors/catalogue.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { webOrigin } from '../../common/web-origin.ts';
import type { staffMethods } from '../../web/staff/methods.ts';
import { CommandError } from '../explain.ts';
import {
  type AccountKind,
  type KeyAccount,
  makeKeyAccount,
  ownFile,
  ProvenCallError,
  readKeyAccount,
} from '../key-account.ts';

const staffFile = setting(
  'EARSHOT_STAFF_FILE',
  z.string().min(1).default(ownFile('staff.json')),
  'the key pair of somebody of the staff, and the Earshot where it is admitted',
);

const ofStaff: AccountKind = {
  kind: 'staff',
  fail: (reason) => new CommandError(reason),
  makeWith: 'earshot staff account',
  variable: staffFile.variable,
};

/** Makes the key pair, once. @throws CommandError for a file that is another account */
export function ownAccount(at: string | undefined): { account: KeyAccount; file: string } {
  const { path: file, origin } = loadConfig({ path: staffFile, origin: webOrigin });
  return { account: makeKeyAccount(ofStaff, file, at, origin), file };
}

/**
 * Asks as somebody of the staff, in one of their roles.
 * @throws CommandError without an account; EarshotError with the code of whoever refused
 */
export async function asStaff<T>(
  method: keyof typeof staffMethods,
  request: object,
  staffRole: StaffRole,
): Promise<T> {
  const account = readKeyAccount(ofStaff, loadConfig({ path: staffFile }).path);
  if (account === undefined) {
    throw new CommandError('you have no staff account; make one with: earshot staff account');
  }
  try {
    return (await account.call(method, { ...request, staffRole })) as T;
  } catch (error) {
    if (!(error instanceof ProvenCallError)) throw error;
    if (error.code === 'UNAUTHENTICATED') {
      throw new CommandError(
        'your key is not admitted there, or you are suspended; send the operator what this prints: earshot staff account. Clocks that differ by a minute do the same',
      );
    }
    if (error.code in catalogue) throw new EarshotError(error.code as ErrorCode);
    throw new CommandError(`the pages said ${error.code}`);
  }
}
