/** `earshot skill inspect`. */
import { inOneLine } from '../../../skills-sdk/src/command/failure.ts';
import { operator } from '../identity.ts';
import { followRequests, formatInspection, inspectionOf } from './inspector.ts';
import { findLocalEarshot } from './local.ts';

export async function inspect(skillId: string, options: { readonly json?: boolean }): Promise<void> {
  await inOneLine(async () => {
    const earshot = await findLocalEarshot(operator);
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    try {
      for await (const inspected of followRequests(earshot, skillId, stop.signal)) {
        const inspection = inspectionOf(inspected);
        process.stdout.write(
          options.json
            ? `${JSON.stringify(inspection)}\n`
            : `${inspection.intent}  turn ${inspection.turnId}\n${formatInspection(inspection)}`,
        );
      }
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    } finally {
      earshot.close();
    }
  });
}
