import { createSkill } from './skill.ts';
import { fileStore, memoryStore } from './store.ts';

const path = process.env['REMINDERS_FILE'];
const skill = createSkill(path === undefined ? memoryStore() : await fileStore(path));
const { url } = await skill.listen({ onFailure: (error) => console.error(error) });
console.log(`${skill.manifest.id} ${skill.manifest.version} listens at ${url}`);
