/** `earshot models`: models that are fetched on request, checked file by file. */
import type { Command } from 'commander';

export function register(program: Command): void {
  const models = program.command('models').description('models that are not part of the package');
  models
    .command('pull')
    .description('fetch a model of the catalogue; a file whose checksum is wrong is refused')
    .argument('<name>', 'zh-CN (recognition), encoder-en-US, encoder-zh-CN (understanding)')
    .option('--from <dir>', 'take the files from a folder instead of their origin')
    .action(async (name: string, options: { from?: string }) => {
      const { pullModels } = await import('../asr/models/pull.ts');
      await pullModels(name, options);
    });
}
