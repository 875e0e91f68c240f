/** Whoever mutes is not heard: while the privacy service dies, while its database is cut off, on another connection. */
import { callUnary } from '../../common/grpc/client.ts';
import type { Speaker } from '../../speaker/index.ts';
import type { Attack } from '../attack.ts';
import type { Field } from '../field.ts';
import { must, pause, until } from '../waiting.ts';

const watchMs = 10_000;
const pcm = Buffer.alloc(32 * 400, 0x11);

/** Mutes, watches for as long as it used to take to come undone, and hears that it was stored in the end. */
async function staysMuted(field: Field, speaker: Speaker): Promise<string> {
  await pause(20);
  speaker.setMicrophone({ isMuted: true });
  await until(() => speaker.microphone.isMuted, 'the mute was not told');
  const endMs = performance.now() + watchMs;
  while (performance.now() < endMs) {
    must(speaker.microphone.isMuted, 'it unmuted by itself');
    const { code } = await speaker.sayAudio(pcm, { mode: 'held_button' });
    must(code !== '' && code !== 'NO_SPEECH', 'it listened although it was muted');
    await pause(250);
  }
  await until(() => !speaker.microphone.isPending, 'the silence was never stored', 20_000);
  const again = await field.connect(await ownerOf(speaker), {});
  must(again.microphone.isMuted, 'a new connection found it open');
  await again.close();
  return 'muted from the moment it was asked, and stored when that could be done';
}

const owners = new WeakMap<Speaker, Awaited<ReturnType<Field['attacker']>>>();
const ownerOf = async (speaker: Speaker) => owners.get(speaker) as Awaited<ReturnType<Field['attacker']>>;

async function fresh(field: Field): Promise<Speaker> {
  const device = await field.attacker();
  const speaker = await field.connect(device);
  owners.set(speaker, device);
  return speaker;
}

export const silence: readonly Attack[] = [
  {
    name: 'the privacy service is killed 20 ms before somebody mutes',
    edge: 'stores',
    isOutage: true,
    async run(field) {
      const speaker = await fresh(field);
      field.stack.process('privacy').kill('SIGKILL');
      const said = await staysMuted(field, speaker);
      await speaker.close();
      return said;
    },
  },
  {
    name: 'every connection of the database is cut 20 ms before somebody mutes',
    edge: 'stores',
    isOutage: true,
    async run(field) {
      const speaker = await fresh(field);
      await field.sql(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      const said = await staysMuted(field, speaker);
      await speaker.close();
      return said;
    },
  },
  {
    name: 'the table of devices is locked for 8 s while somebody mutes',
    edge: 'stores',
    async run(field) {
      const speaker = await fresh(field);
      const locked = field.sql(
        'do $$ begin lock table devices in share row exclusive mode; perform pg_sleep(8); end $$',
      );
      const said = await staysMuted(field, speaker);
      await locked;
      await speaker.close();
      return said;
    },
  },
  {
    name: 'one connection listens, another mutes',
    edge: 'WebSocket',
    async run(field) {
      const device = await field.attacker();
      const [listening, muting] = [await field.connect(device), await field.connect(device)];
      const turn = listening.sayAudio(Buffer.alloc(32 * 4_000, 0x11), { mode: 'held_button' });
      await pause(500);
      muting.setMicrophone({ isMuted: true });
      must((await turn).end === 'aborted', 'the other connection listened on');
      await until(() => listening.microphone.isMuted && !listening.microphone.isPending, 'it was not told');
      await Promise.all([listening.close(), muting.close()]);
      return 'the listen of the other connection was aborted';
    },
  },
  {
    name: 'a timed mute runs out',
    edge: 'WebSocket',
    async run(field) {
      const device = await field.attacker();
      const speaker = await field.connect(device);
      const change = {
        isMuted: true,
        mutedUntilMs: Date.now() + 2_000,
        wakeWordOffUntilMs: 0,
        wakeWords: undefined,
      };
      await callUnary(
        field.privacy,
        'setListening',
        { deviceId: device.deviceId, change },
        { deadlineMs: 5_000 },
      );
      await until(() => speaker.microphone.isMuted, 'a mute from elsewhere was not told');
      await until(() => !speaker.microphone.isMuted, 'its end was not told');
      await speaker.close();
      return 'told when it began and when it was over';
    },
  },
  {
    name: 'a device is revoked while it listens',
    edge: 'WebSocket',
    async run(field) {
      const device = await field.attacker();
      const raw = await field.raw(device);
      await raw.hello();
      raw.sendJson({ type: 'listen_start', listenId: 'l', mode: 'held_button' });
      await raw.until('turn_started');
      const { deviceId, householdId } = device;
      await callUnary(
        field.privacy,
        'revokeDevice',
        { deviceId, householdId, tenantId: '' },
        { deadlineMs: 5_000 },
      );
      const closed = await Promise.race([raw.closed, pause(5_000).then(() => 0)]);
      must(closed === 1008, 'it was not closed within 5 s');
      must(
        raw.messages.some(({ type }) => type === 'turn_ended'),
        'its turn did not end',
      );
      return 'closed with 1008, its turn aborted';
    },
  },
];
