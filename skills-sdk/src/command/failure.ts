/** What ends a command in a sentence: the person who gave it can mend it, and needs no stack. */
export class SkillCommandError extends Error {}

/** Runs a command's body; what the user can mend is one line on standard error and status 1. */
export async function inOneLine(body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof SkillCommandError)) throw error;
    process.stderr.write(`earshot: ${error.message}\n`);
    process.exitCode = 1;
  }
}
