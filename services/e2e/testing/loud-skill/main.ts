import { skill } from './skill.ts';

await skill.listen();
