/** Calls about duties and cases for one person, from the command line. */
import { StaffRole } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import { CasesServiceClient } from '../../../proto/gen/earshot/duties/v1/cases.ts';
import { DutiesServiceClient, ExceptionCode } from '../../../proto/gen/earshot/duties/v1/duties.ts';
import { stateDir } from '../../common/addresses.ts';
import type { Person } from '../../common/callers/access.ts';
import { staffRoleName } from '../../common/callers/staff-role.ts';
import { loadConfig } from '../../common/config.ts';
import { connect } from '../../common/grpc/client.ts';
import { CommandError } from '../explain.ts';
import { callingAs, operator } from '../identity.ts';
import { addressOf } from '../skill/local.ts';

export const limits = { deadlineMs: 30_000 } as const;

interface Services {
  readonly duties: DutiesServiceClient;
  readonly cases: CasesServiceClient;
}

/** Both services as somebody calls them; without a person, as whoever runs this Earshot. */
export async function withDuties<T>(
  act: (services: Services) => Promise<T>,
  person: Person = operator,
): Promise<T> {
  const { stateDir: state } = loadConfig({ stateDir });
  const address = await addressOf('privacy', state);
  const credentials = callingAs(person, state);
  const duties = connect(DutiesServiceClient, address, credentials);
  const cases = connect(CasesServiceClient, address, credentials);
  try {
    return await act({ duties, cases });
  } finally {
    duties.close();
    cases.close();
  }
}

const written = (name: string): string => name.toLowerCase().replaceAll('_', '-');

/** The value of an enumeration by its name as commands write it. @throws CommandError that lists them. */
export function valueNamed<T extends number>(
  values: Readonly<Record<string, T>>,
  name: string,
  what: string,
): T {
  const known = Object.entries(values).filter(([, value]) => value !== 0);
  const found = known.find(([one]) => written(one) === name.toLowerCase());
  if (found === undefined) {
    throw new CommandError(
      `no ${what} “${name}”; there are: ${known.map(([one]) => written(one)).join(', ')}`,
    );
  }
  return found[1];
}

export const exceptionNamed = (name: string): ExceptionCode => valueNamed(ExceptionCode, name, 'ground');
export const staffRoleNamed = (name: string): StaffRole => valueNamed(StaffRole, name, 'role');
/** As `staffRoleNamed` takes it. */
export const staffRoleWritten = (role: StaffRole): string => written(staffRoleName(role));

export const at = (ms: number): string => (ms === 0 ? '-' : new Date(ms).toISOString());

export function print(value: object, json: boolean | undefined, lines: readonly string[]): void {
  process.stdout.write(
    json === true ? `${JSON.stringify(value)}\n` : `${lines.map((line) => `  ${line}\n`).join('')}`,
  );
}
