import { openMeteo } from './forecast.ts';
import { createSkill } from './skill.ts';
import { usual } from './usual.ts';

// Nothing is asked of anybody unless whoever runs the skill says so: with it, open-meteo.com learns a city and a day.
const source = process.env['WEATHER_SOURCE'] === 'open-meteo' ? openMeteo() : usual;
const skill = createSkill(source);
const { url } = await skill.listen({ onFailure: (error) => console.error(error) });
console.log(`${skill.manifest.id} ${skill.manifest.version} listens at ${url}`);
