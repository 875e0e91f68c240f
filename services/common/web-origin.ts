/** Where people's browsers find our pages: passkeys are bound to it, and cookies are secured by it. */
import { z } from 'zod';
import { setting } from './config.ts';

const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Plain http is for this machine alone. */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, protocol, hostname } = new URL(text);
  return origin === text && (protocol === 'https:' || (protocol === 'http:' && loopbackNames.has(hostname)));
}

export const webOrigin = setting(
  'EARSHOT_WEB_ORIGIN',
  z
    .string()
    .refine(isOrigin, 'not an https origin without a path, nor http on loopback')
    .default('http://localhost:7120'),
  'how browsers reach the pages, e.g. https://home.example.org; passkeys stop working when its host changes',
);
