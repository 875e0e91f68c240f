/**
 * Our environment as a skill's process may see it: without Earshot's own settings. Whoever wrote the skill has no
 * business with the database's password or the sockets of the services.
 */
export function skillEnvironment(
  env: NodeJS.ProcessEnv,
  own: { readonly port: number; readonly verificationKeys: readonly string[] },
): NodeJS.ProcessEnv {
  const shared = Object.entries(env).filter(([name]) => !name.startsWith('EARSHOT_'));
  return {
    ...Object.fromEntries(shared),
    PORT: String(own.port),
    EARSHOT_SKILL_KEYS: own.verificationKeys.join(' '),
  };
}
