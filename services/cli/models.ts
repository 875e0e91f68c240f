/** `earshot models`: models that are fetched on request, checked file by file. */
import type { Command } from 'commander';
import type { CatalogueModel } from '../asr/models/catalogue.ts';

const megabytes = ({ files }: CatalogueModel): string => {
  const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return bytes === 0 ? 'npm' : `${Math.round(bytes / 1e6)} MB`;
};

async function list(isJson: boolean): Promise<void> {
  const [{ modelCatalogue }, { isInstalled }, { loadConfig }, { modelSettings, modelsDirOf }] =
    await Promise.all([
      import('../asr/models/catalogue.ts'),
      import('../asr/models/pull.ts'),
      import('../common/config.ts'),
      import('../common/models-dir.ts'),
    ]);
  const modelsDir = modelsDirOf(loadConfig(modelSettings));
  const models = await Promise.all(
    modelCatalogue.map(async (model) => ({ model, isHere: await isInstalled(model, modelsDir) })),
  );
  if (isJson) {
    const rows = models.map(({ model: { files: _files, ...rest }, isHere }) => ({
      ...rest,
      isInstalled: isHere,
    }));
    process.stdout.write(`${JSON.stringify({ modelsDir, models: rows })}\n`);
    return;
  }
  const lines = models.flatMap(({ model, isHere }) => [
    `  ${isHere ? '✓' : '·'} ${model.name.padEnd(16)} ${megabytes(model).padStart(6)}  ${model.purpose}: ${model.description}`,
    `  ${' '.repeat(25)}  ${model.licence}${model.gain === undefined ? '' : `. ${model.gain}`}`,
  ]);
  process.stdout.write(
    `Models in ${modelsDir} (✓ here, · to be had with \`earshot models pull NAME\`)\n\n${lines.join('\n')}\n`,
  );
}

export function register(program: Command): void {
  const models = program.command('models').description('models that are not part of the package');
  models
    .command('list')
    .description('what there is, what each buys, and what is here')
    .option('--json', 'one JSON object on standard output')
    .action(({ json }: { json?: boolean }) => list(json === true));
  models
    .command('pull')
    .description('fetch a model of the catalogue; a file whose checksum is wrong is refused')
    .argument('<name>', 'as `earshot models list` has it; zh-CN and vosk-zh-CN hear Mandarin')
    .option('--from <dir>', 'take the files from a folder; what it does not hold comes from its origin')
    .action(async (name: string, options: { from?: string }) => {
      const { pullModels } = await import('../asr/models/pull.ts');
      await pullModels(name, options);
    });
  models
    .command('remove')
    .description('remove a model from this machine')
    .argument('<name>')
    .action(async (name: string) => {
      const [{ removeModel }, { loadConfig }, { modelSettings, modelsDirOf }] = await Promise.all([
        import('../asr/models/pull.ts'),
        import('../common/config.ts'),
        import('../common/models-dir.ts'),
      ]);
      const wasThere = await removeModel(name, modelsDirOf(loadConfig(modelSettings)));
      process.stderr.write(wasThere ? `${name}: removed\n` : `${name}: was not here\n`);
    });
}
