/**
 * A mail server in a process of its own, for tests. Arguments: `starttls`, `tls` or `plain`, key file, certificate file. Prints its
 * port; then one JSON line for each mail that it took, and for each connection that it saw. Refuses addresses that begin with `no`.
 */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

const [, , kind = 'starttls', keyFile = '', certificateFile = ''] = process.argv;
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const hasTls = kind !== 'plain';
const server = new SMTPServer({
  secure: kind === 'tls',
  ...(hasTls && { key: readFileSync(keyFile), cert: readFileSync(certificateFile) }),
  disabledCommands: hasTls ? [] : ['STARTTLS', 'AUTH'],
  authOptional: !hasTls,
  logger: false,
  onAuth: ({ username, password }, session, callback) => {
    if (username === 'earshot' && password === 'a long word' && session.secure) {
      callback(null, { user: username });
    } else callback(new Error('no'));
  },
  onMailFrom: ({ address }, _session, callback) => {
    say({ from: address });
    callback();
  },
  onRcptTo: ({ address }, _session, callback) => {
    // As many servers do: the address stands in what they answer.
    callback(address.startsWith('no') ? new Error(`mailbox ${address} unavailable`) : null);
  },
  onData: (stream, session, callback) => {
    void text(stream).then((mail) => {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      say({ mail, to, isSecure: session.secure });
      callback();
    });
  },
});
server.on('error', () => {});
server.listen(0, '127.0.0.1', () => {
  const bound = server.server.address();
  process.stdout.write(`${typeof bound === 'object' ? bound?.port : ''}\n`);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
