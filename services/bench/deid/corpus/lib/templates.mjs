/** All templates, by locale and group. */
import { en } from './templates-en.mjs';
import { zh } from './templates-zh.mjs';

export const T = { 'zh-CN': zh, 'en-US': en };
