/** `earshot keys`: the key pairs by which services know each other. */
import { Argument, type Command } from 'commander';
import { stateDir } from '../common/addresses.ts';
import { type ServiceName, serviceNames } from '../common/callers/access.ts';
import { callerKeysDir, createCallerKeys } from '../common/callers/keys.ts';
import { loadConfig } from '../common/config.ts';

export function register(program: Command): void {
  program
    .command('keys')
    .description('make the key pairs by which services know each other; those that are there stay')
    .addArgument(
      new Argument('[services...]', 'whose; none named means all').choices(serviceNames).default([]),
    )
    .addHelpText(
      'after',
      `
In EARSHOT_STATE_DIR: keys/callers/<service>/private.jwk for that service alone, keys/callers/trusted for everybody.
\`earshot up\` makes them by itself. Whoever can read operator_cli's key can call as an operator and as any owner.
To change a key: put the new public one beside the old as trusted/<service>.next.jwk, wait five seconds, replace the
private one, restart that service, and take the old public key away ten minutes later.`,
    )
    .action((named: ServiceName[]) => {
      const keysDir = callerKeysDir(loadConfig({ stateDir }).stateDir);
      createCallerKeys(keysDir, named.length === 0 ? serviceNames : named);
      process.stdout.write(`${keysDir}\n`);
    });
}
