#!/usr/bin/env node
// `npx earshot …` from a checkout: the same way in as `npm start`.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const start = fileURLToPath(new URL('../../start.mjs', import.meta.url));
const child = spawn(process.execPath, [start, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
