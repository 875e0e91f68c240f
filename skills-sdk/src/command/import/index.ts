/** `earshot skill import`: what people have for another assistant as a model of ours. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import type { Locale } from '../../../../language/model/types.ts';
import { validateModel } from '../../../../language/model/validate.ts';
import { inOneLine, SkillCommandError } from '../failure.ts';
import { importAlexa, isAlexaModel } from './alexa.ts';
import { importDialogflow, isDialogflowAgent } from './dialogflow.ts';
import { isSentenceFolder } from './home-assistant/files.ts';
import { importHomeAssistant } from './home-assistant/index.ts';
import type { Imported } from './imported.ts';

export interface ImportOptions {
  readonly locale: string;
  readonly out: string;
  readonly json?: boolean;
}

/**
 * Reads an Alexa interaction model (a JSON file), an unpacked Dialogflow agent or sentence files of Home Assistant (folders).
 * @throws Error when it is none of them
 */
export async function readForeign(path: string, locale: Locale): Promise<Imported> {
  if ((await stat(path)).isDirectory()) {
    if (isDialogflowAgent(path)) return importDialogflow(path, locale);
    if (isSentenceFolder(path, locale)) return importHomeAssistant(path, locale);
    throw new Error(
      `${path} holds no Dialogflow agent (agent.json, intents) and no sentence files of Home Assistant for ${locale}`,
    );
  }
  const json: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (isAlexaModel(json)) return importAlexa(json, locale);
  throw new Error(`${path} is no Alexa interaction model: "interactionModel" is missing`);
}

export async function importSkill(path: string, options: ImportOptions): Promise<void> {
  await inOneLine(async () => {
    const { locale } = options;
    if (locale !== 'zh-CN' && locale !== 'en-US') throw new SkillCommandError('--locale is zh-CN or en-US');
    const { model, notes } = await readForeign(path, locale);
    const text = `import type { InteractionModel } from '@earshot/skills-sdk';\n\nexport const model = ${JSON.stringify(model, undefined, 2)} as const satisfies InteractionModel;\n`;
    await writeFile(options.out, text, { flag: 'wx' });
    const problems = validateModel(model, { file: options.out });
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ file: options.out, notes, problems })}\n`);
      return;
    }
    const intents = Object.keys(model.intents).length;
    process.stdout.write(`Wrote ${intents} intents into ${options.out}\n`);
    for (const note of notes) process.stdout.write(`not carried over  ${note}\n`);
    for (const { severity, code, path: place, message } of problems) {
      process.stdout.write(`${severity}  ${code}  ${place}  ${message}\n`);
    }
  });
}
