/** `earshot models`: acoustic models that are fetched on request, checked file by file. */
import type { Command } from 'commander';

export function register(program: Command): void {
  const models = program.command('models').description('acoustic models beyond English');
  models
    .command('pull')
    .description('fetch the model of a locale; a file whose checksum is wrong is refused')
    .argument('<locale>', 'zh-CN')
    .option('--from <dir>', 'take the files from a folder instead of their origin')
    .action(async (locale: string, options: { from?: string }) => {
      const { pullModels } = await import('../asr/models/pull.ts');
      await pullModels(locale, options);
    });
}
