/** The stores that `up` started are killed: they are started again, and whoever speaks is answered again. */
import type { StoreName } from '../../cli/up/stack.ts';
import type { Attack } from '../attack.ts';
import { must, until } from '../waiting.ts';

function killed(name: StoreName, shown: string): Attack {
  return {
    name: `${shown} is killed`,
    edge: 'stores',
    isOutage: true,
    async run(field) {
      const { stack } = field;
      const pid = stack.store(name)?.pid ?? 0;
      must(pid > 0, 'it is not one that was started here');
      const restartsBefore = stack.process('privacy').restarts;
      const device = await field.attacker();
      process.kill(pid, 'SIGKILL');
      const killedMs = performance.now();
      // Of its own connection, because the good speaker's turns are what is looked at.
      const isAnswered = async () => {
        const speaker = await field.connect(device).catch(() => undefined);
        const turn = await speaker?.sayText('what time is it', { isSilent: true });
        await speaker?.close();
        return turn?.end === 'completed' && stack.store(name)?.pid !== pid;
      };
      await until(isAnswered, 'nobody was answered any more', 30_000);
      const seconds = ((performance.now() - killedMs) / 1000).toFixed(1);
      must(stack.process('privacy').restarts === restartsBefore, 'it took the privacy service with it');
      return `started again over its data; answered again after ${seconds} s`;
    },
  };
}

export const stores: readonly Attack[] = [killed('postgres', 'PostgreSQL'), killed('redis', 'Redis')];
