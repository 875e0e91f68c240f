/** Guessing claim codes must not keep anybody else from claiming. */
import { callUnary } from '../../common/grpc/client.ts';
import type { Attack } from '../attack.ts';
import { must } from '../waiting.ts';

async function activate(url: string, claimCode: string, address: string): Promise<number> {
  const response = await fetch(`${url.replace('ws:', 'http:')}/v1/activate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ claimCode, model: 'm' }),
  });
  await response.text();
  return response.status;
}

export const guessing: readonly Attack[] = [
  {
    name: '70 wrong claim codes from 7 addresses',
    edge: 'HTTP',
    async run({ stack, privacy }) {
      const statuses = await Promise.all(
        Array.from({ length: 70 }, (_, index) =>
          activate(stack.speakerUrl, 'BCDF-GHJK', `192.0.2.${index % 7}`),
        ),
      );
      must(!statuses.includes(200), 'a guess was right');
      const home = await callUnary(
        privacy,
        'createHousehold',
        { region: 'eu', timeZone: 'Europe/Berlin' },
        { deadlineMs: 5_000 },
      );
      const owner = { ...home, tenantId: '', isChildDevice: false, roomId: '' };
      const { claimCode } = await callUnary(privacy, 'issueClaimCode', owner, { deadlineMs: 5_000 });
      const honest = await activate(stack.speakerUrl, claimCode, '198.51.100.1');
      must(honest === 200, `somebody else's right code got ${honest}`);
      return 'each refused; a right code from elsewhere was taken in the same minute';
    },
  },
];
