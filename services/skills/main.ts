/** The skills service: the registry of skills and the router that calls them. */
import { loadConfig } from '../common/config.ts';
import { runService } from '../common/service.ts';
import { builtInSkills } from './built-in/index.ts';
import { ofContent } from './built-in/of-content.ts';
import { settings } from './config.ts';
import { startSkillsService } from './service.ts';

await runService({
  name: 'skills',
  start: ({ log }) =>
    startSkillsService(loadConfig(settings), { log, builtIn: builtInSkills.map(ofContent) }),
});
