/** What every `earshot hotel` command works with: the services, called for whoever runs this Earshot, and a hotel kept here. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { HotelServiceClient } from '../../../proto/gen/earshot/hotel/v1/hotel.ts';
import { IdentityServiceClient } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import {
  PrivacyServiceClient,
  type Room,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { stateDir } from '../../common/addresses.ts';
import { loadConfig } from '../../common/config.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { CommandError } from '../explain.ts';
import { callingAs, operator } from '../identity.ts';
import { render } from '../owner/context.ts';
import { addressOf } from '../skill/local.ts';

export interface HotelOptions {
  readonly hotel: string;
  readonly locale: string;
  readonly json?: boolean;
}

/** What is kept of a hotel in the state directory: by which name it is called here, and its own. */
export interface KeptHotel {
  readonly tenantId: string;
}

export interface HotelClients {
  readonly privacy: PrivacyServiceClient;
  readonly identities: IdentityServiceClient;
  readonly hotels: HotelServiceClient;
  close(): void;
}

export interface HotelContext extends HotelClients {
  readonly options: HotelOptions;
  readonly stateDir: string;
  /** The hotel that `--hotel` names. @throws CommandError when there is none here */
  tenantId(): Promise<string>;
}

export const limits = { deadlineMs: 10_000 } as const;
const nameShape = /^[a-z0-9][a-z0-9._-]{0,39}$/i;

/** Called for whoever runs this Earshot. @param address Of a service */
export function hotelClients(address: (service: 'privacy' | 'hotel') => string, state: string): HotelClients {
  const credentials = callingAs(operator, state);
  const privacy = connect(PrivacyServiceClient, address('privacy'), credentials);
  const identities = connect(IdentityServiceClient, address('privacy'), credentials);
  const hotels = connect(HotelServiceClient, address('hotel'), credentials);
  const close = () => {
    for (const client of [privacy, identities, hotels]) client.close();
  };
  return { privacy, identities, hotels, close };
}

function hotelPath(state: string, name: string): string {
  if (!nameShape.test(name))
    throw new CommandError('a hotel is called here by letters, digits, dots and dashes');
  return join(resolve(state), 'hotels', `${name}.json`);
}

export async function keptHotel(state: string, name: string): Promise<KeptHotel | undefined> {
  const text = await readFile(hotelPath(state, name), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as KeptHotel);
}

export async function keepHotel(state: string, name: string, hotel: KeptHotel): Promise<void> {
  const path = hotelPath(state, name);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, JSON.stringify(hotel), { mode: 0o600 });
}

/** Runs one command and prints what it answers. */
export async function withHotel(
  options: HotelOptions,
  act: (context: HotelContext) => Promise<object | undefined>,
): Promise<void> {
  const { stateDir: state } = loadConfig({ stateDir });
  const [privacy, hotel] = await Promise.all([addressOf('privacy', state), addressOf('hotel', state)]);
  const clients = hotelClients((service) => (service === 'privacy' ? privacy : hotel), state);
  const tenantId = async () => {
    const kept = await keptHotel(state, options.hotel);
    if (kept === undefined) {
      throw new CommandError(
        `no hotel “${options.hotel}” here; make one with: earshot hotel --hotel ${options.hotel} create`,
      );
    }
    return kept.tenantId;
  };
  try {
    const result = await act({ ...clients, options, stateDir: state, tenantId });
    if (result === undefined) return;
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : render(result));
  } finally {
    clients.close();
  }
}

/** Rooms of the hotel, and one of them by its name or id. */
export async function roomsOf({ privacy, tenantId }: HotelContext): Promise<Room[]> {
  const owner = { householdId: '', tenantId: await tenantId() };
  return (await callUnary(privacy, 'listRooms', owner, limits)).rooms;
}

export async function roomCalled(context: HotelContext, name: string): Promise<Room> {
  const found = (await roomsOf(context)).find(({ roomId, names }) => roomId === name || names.includes(name));
  if (found === undefined) throw new CommandError(`no room “${name}”; see: earshot hotel rooms`);
  return found;
}
