/** Who may act on which exception: a closed list of grounds, each for the roles whose work it is. */
import { StaffRole } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import { ExceptionCode } from '../../../proto/gen/earshot/duties/v1/duties.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';

const { PRIVACY_OFFICER, DISPUTES, SECURITY } = StaffRole;

const actors: Readonly<Partial<Record<ExceptionCode, readonly StaffRole[]>>> = {
  [ExceptionCode.DISPUTE]: [DISPUTES, PRIVACY_OFFICER],
  [ExceptionCode.LEGAL_ORDER]: [PRIVACY_OFFICER],
  [ExceptionCode.EMERGENCY]: [PRIVACY_OFFICER, SECURITY],
  [ExceptionCode.TREATY]: [PRIVACY_OFFICER],
};

/** @throws EarshotError EXCEPTION_REQUIRED unless a listed ground is named, allowed here, by a role whose work it is. */
export function requireException(
  { exception, staffRole }: { readonly exception: ExceptionCode; readonly staffRole: StaffRole },
  allowed: readonly ExceptionCode[],
): void {
  const isFine = allowed.includes(exception) && actors[exception]?.includes(staffRole) === true;
  if (!isFine) throw new EarshotError('EXCEPTION_REQUIRED');
}
