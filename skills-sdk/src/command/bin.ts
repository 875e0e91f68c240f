#!/usr/bin/env node
/** `earshot-skill`: what a skill's developer needs outside a checkout of Earshot. */
import { Command } from 'commander';
import { registerTalk, registerWriting } from './register.ts';

const program = new Command('earshot-skill').description(
  'write, check, test and try out a skill for Earshot',
);
// Published, this file lies in the package's own folder.
registerWriting(program, async () => import.meta.dirname);
registerTalk(program, 'dev');
await program.parseAsync();
