/** `earshot algorithms`: how turns are decided on this machine, in plain words. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { checkoutDir } from '../common/addresses.ts';
import { loadConfig } from '../common/config.ts';
import { modelSettings, modelsDirOf } from '../common/models-dir.ts';
import { algorithmsPage, enginesHere, pagePath } from './algorithms-page.ts';

export function register(program: Command): void {
  program
    .command('algorithms')
    .description('how turns are decided here, what each decision rests on, and what of it you can change')
    .option('--page', `write ${pagePath}, for every engine that there can be`)
    .action(async ({ page }: { page?: boolean }) => {
      if (page === true) await writeFile(join(checkoutDir, pagePath), algorithmsPage());
      else process.stdout.write(algorithmsPage(enginesHere(modelsDirOf(loadConfig(modelSettings)))));
    });
}
