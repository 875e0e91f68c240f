/** The real desk over the real hotel and privacy services: a hotel, its colleagues, and links that sign them in. */
import { freePort } from '../../cli/up/ports.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { limits, startHotel, type TestHotel } from '../../hotel/testing/harness.ts';
import { startWeb } from './pages.ts';

export type DeskHarness = Awaited<ReturnType<typeof startDesk>>;

export async function startDesk() {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const at = await startHotel({ env: { EARSHOT_WEB_ORIGIN: origin } });
  const logLines: string[] = [];
  const { privacy } = at;
  const web = await startWeb({ origin, port, privacy, logLines, hotelAddress: at.service.address });
  return {
    ...{ at, origin, logLines },
    /** The path of an invitation. */
    async invite(name: string, department = '', hotel: TestHotel = at.hotel): Promise<string> {
      const member = { subjectId: '', name, department };
      const request = { tenantId: hotel.tenantId, member };
      return new URL((await callUnary(at.identities, 'inviteStaff', request, limits)).url).pathname;
    },
    async close() {
      await web.drain();
      await at.close();
    },
  };
}
