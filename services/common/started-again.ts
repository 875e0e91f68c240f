/** Whether a process takes the place of one that ended by accident: people are speaking already, and nobody else may be there for them. */
const variable = 'EARSHOT_STARTED_AGAIN';

/** For the environment of such a process; its supervisor knows. */
export const startedAgainEnvironment: Readonly<Record<string, string>> = { [variable]: '1' };

export const isStartedAgain = (): boolean => process.env[variable] === '1';
