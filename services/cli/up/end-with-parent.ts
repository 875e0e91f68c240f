/** Loaded before a third-party skill's own code: ends the process when its supervisor is gone, however it went. */
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
