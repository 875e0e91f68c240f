import { skill } from './skill.ts';

const { url } = await skill.listen({ onFailure: (error) => console.error(error) });
console.log(`${skill.manifest.id} ${skill.manifest.version} listens at ${url}`);
