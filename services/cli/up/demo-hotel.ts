/** `npm start`: a hotel of one room, a typed request of its guest, and the desk where it arrives. */
import type {
  Ticket,
  WatchTicketsRequest,
  WatchTicketsResponse,
} from '../../../proto/gen/earshot/hotel/v1/hotel.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { callUnary, openServerStream } from '../../common/grpc/client.ts';
import { activateSpeaker, connectSpeaker } from '../../speaker/index.ts';
import { type HotelClients, hotelClients, keepHotel, keptHotel, limits } from '../hotel/context.ts';
import { keepDevice, keptDevice } from '../speak/local-device.ts';
import { acceptTerms } from '../terms.ts';
import { patiently } from './patience.ts';
import type { Stack } from './stack.ts';

const name = 'demo';
/** The room, and the name by which `earshot speak --device` finds its speaker. */
export const demoRoom = '1204';
const colleague = 'Demo';
export const demoRequest = 'could I get two towels please';

export interface DemoHotel {
  /** What its operator agreed to, by name and version. */
  readonly agreed: readonly string[];
  /** What the guest heard. */
  readonly answer: string;
  /** As it arrived at the desk. */
  readonly ticket: Ticket | undefined;
  /** A link that signs a colleague in to the desk, once. */
  readonly signIn: string;
}

/** Made on first use, found again later. */
async function furnishHotel({ privacy }: HotelClients, { stateDir, speakerUrl }: DemoPlace) {
  const known = await keptHotel(stateDir, name);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const { tenantId } =
    known ?? (await callUnary(privacy, 'createTenant', { region: 'local', timeZone }, limits));
  if (known === undefined) await keepHotel(stateDir, name, { tenantId });
  const owner = { householdId: '', tenantId };
  const listed = async () => (await callUnary(privacy, 'listRooms', owner, limits)).rooms;
  if ((await listed()).length === 0) {
    await callUnary(privacy, 'createRooms', { ...owner, rooms: [{ names: [demoRoom] }] }, limits);
  }
  const room = (await listed()).find(({ names }) => names.includes(demoRoom));
  if (room === undefined) throw new EarshotError('NOT_FOUND');
  if (room.stay === undefined) {
    await callUnary(privacy, 'openStay', { tenantId, roomId: room.roomId, locale: 'en-US' }, limits);
  }
  const device = await keptDevice({ stateDir, name: demoRoom });
  if (device !== undefined && room.deviceIds.length > 0) return { tenantId, token: device.token };
  const request = { ...owner, subjectId: '', isChildDevice: false, roomId: room.roomId };
  const { claimCode } = await callUnary(privacy, 'issueClaimCode', request, limits);
  const token = await activateSpeaker(speakerUrl, claimCode, 'earshot-cli');
  await keepDevice({ stateDir, name: demoRoom }, { householdId: '', subjectId: '', deviceId: '', token });
  return { tenantId, token };
}

async function invite({ identities }: HotelClients, tenantId: string): Promise<string> {
  const { members } = await callUnary(identities, 'listStaff', { tenantId }, limits);
  const known = members.find((member) => member.name === colleague)?.subjectId ?? '';
  const member = { subjectId: known, name: colleague, department: '' };
  return (await callUnary(identities, 'inviteStaff', { tenantId, member }, limits)).url;
}

/** What of an Earshot the demo needs. */
export interface DemoPlace extends Pick<Stack, 'stateDir' | 'speakerUrl'> {
  address(service: 'privacy' | 'hotel'): string;
}

export async function runDemoHotel(stack: DemoPlace): Promise<DemoHotel> {
  const clients = hotelClients((service) => stack.address(service), stack.stateDir);
  const done = new AbortController();
  try {
    const { tenantId, token } = await patiently(() => furnishHotel(clients, stack));
    // Guests are nobody that we know: the operator agrees for the house, or its speakers hear nothing.
    const agreed = await patiently(() => acceptTerms(stack, { tenantId }));
    const listed = { tenantId, department: '', locale: 'en-US', settled: 0 };
    const { revision } = await callUnary(clients.hotels, 'listTickets', listed, limits);
    // This console is the desk for a moment: somebody has to look, or the guest is told that nobody does.
    const watch = openServerStream<WatchTicketsRequest, WatchTicketsResponse>(
      (request, metadata, options) => clients.hotels.watchTickets(request, metadata, options),
      { tenantId, department: '', afterRevision: revision, locale: 'en-US' },
      { deadlineMs: 30_000, signal: done.signal },
    );
    const arrived = watch.next().then(
      ({ value }) => value?.ticket,
      () => undefined,
    );
    await untilWatched(clients, tenantId);
    const speaker = await connectSpeaker({ url: stack.speakerUrl, token, hello: { locale: 'en-US' } });
    const turn = await speaker.sayText(demoRequest, { isSilent: true }).finally(() => speaker.close());
    const answer = turn.replies.at(-1)?.text ?? '';
    return { agreed, answer, ticket: await arrived, signIn: await invite(clients, tenantId) };
  } finally {
    done.abort();
    clients.close();
  }
}

async function untilWatched({ hotels }: HotelClients, tenantId: string): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    const { departments } = await callUnary(hotels, 'getDesk', { tenantId, locale: 'en-US' }, limits);
    if (departments.every(({ isReachable }) => isReachable)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** As the console shows it. */
export function demoHotelLines({ agreed, answer, ticket }: DemoHotel): string {
  return `
  The demo hotel agrees to: ${agreed.join(', ')}
  Room ${demoRoom}, typed   “${demoRequest}”
    heard back       ${answer}
    at the desk      ${ticket === undefined ? 'nothing' : `${ticket.room}  ${ticket.what}  (new)`}
`;
}
