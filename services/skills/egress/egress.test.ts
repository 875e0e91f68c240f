import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createResolve, pinAddress } from '../../common/egress/index.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { Egress, isPublicAddress, parseEndpoint, postToSkill } from './index.ts';

const refused = expect.objectContaining({ code: 'SKILL_EGRESS_REFUSED' });

function parse(url: string, reach: 'public' | 'loopback' = 'public') {
  try {
    return parseEndpoint(url, reach);
  } catch (error) {
    return error;
  }
}

describe('the usual bypass list is refused before anything is resolved', () => {
  test.each([
    'http://skill.example.com/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://0x7f.0.0.1/',
    'https://0x7f000001/',
    'https://127.1/',
    'https://127.0.1/',
    'https://017700000001/',
    'https://１２７.0.0.1/',
    'https://127。0。0。1/',
    'https://0/',
    'https://0.0.0.0/',
    'https://[::]/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[0:0:0:0:0:ffff:169.254.169.254]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b:1::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:0:7f00:1::]/',
    'https://[fe80::1]/',
    'https://[fc00::1]/',
    'https://[fd00:ec2::254]/',
    'https://[ff02::1]/',
    'https://[2001:db8::1]/',
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://172.31.255.255/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://100.100.100.200/',
    'https://168.63.129.16/',
    'https://192.0.0.192/',
    'https://198.18.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://localhost/',
    'https://localhost./',
    'https://LOCALHOST/',
    'https://skill.localhost/',
    'https://metadata.google.internal/',
    'https://printer.local/',
    'https://redis/',
    'https://user@skill.example.com/',
    'https://user:secret@skill.example.com/',
    'https://skill.example.com:22/',
    'https://skill.example.com:80/',
    'https://skill.example.com:6379@127.0.0.1/',
    'ftp://skill.example.com/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:6379/_INFO',
    'javascript:alert(1)',
    'not a url',
    '',
  ])('%s', (url) => {
    expect(parse(url)).toEqual(refused);
  });

  test('and ordinary addresses are not', () => {
    expect(parse('https://skill.example.com/earshot?x=1')).toMatchObject({
      origin: 'https://skill.example.com',
      pathAndQuery: '/earshot?x=1',
    });
    expect(parse('https://skill.example.com:8443/')).toMatchObject({
      origin: 'https://skill.example.com:8443',
    });
    expect(parse('https://93.184.215.14/')).toMatchObject({ hostname: '93.184.215.14' });
    expect(parse('https://[2606:4700::1111]/')).toMatchObject({ hostname: '2606:4700::1111' });
  });

  test('loopback reach is for this machine and nothing else', () => {
    expect(parse('http://127.0.0.1:8080/', 'loopback')).toMatchObject({ hostname: '127.0.0.1' });
    expect(parse('http://localhost:8080/', 'loopback')).toMatchObject({ hostname: 'localhost' });
    expect(parse('http://[::1]:8080/', 'loopback')).toMatchObject({ hostname: '::1' });
    for (const url of [
      'https://skill.example.com/',
      'http://10.0.0.1/',
      'http://169.254.169.254/',
      'http://0.0.0.0/',
    ]) {
      expect(parse(url, 'loopback'), url).toEqual(refused);
    }
  });

  test('no address with a zone, no text that is no address', () => {
    for (const text of ['fe80::1%eth0', '2606:4700::1%1', 'example.com', '', '1.2.3', '::ffff:8.8.8.8']) {
      expect(isPublicAddress(text), text).toBe(false);
    }
    expect(isPublicAddress('8.8.8.8')).toBe(true);
  });
});

describe('names', () => {
  const endpoint = parseEndpoint('https://skill.example.com/', 'public');

  test('every address must be public, not just the first', async () => {
    const answers = (...addresses: string[]) => pinAddress(endpoint, () => Promise.resolve(addresses));
    await expect(answers('8.8.8.8', '2606:4700::1111')).resolves.toBe('8.8.8.8');
    await expect(answers('8.8.8.8', '10.0.0.1')).rejects.toEqual(refused);
    await expect(answers('::ffff:10.0.0.1')).rejects.toEqual(refused);
    await expect(answers('64:ff9b::a00:1')).rejects.toEqual(refused);
    await expect(answers()).rejects.toMatchObject({ code: 'SKILL_UNREACHABLE' });
  });

  test('a name that cannot be resolved has no address', async () => {
    await expect(createResolve(200)('no-such-name.invalid')).resolves.toEqual([]);
  });

  test('rebinding: the connection goes to the address that was checked, resolved once', async () => {
    let asked = 0;
    const dialled: string[] = [];
    const egress = new Egress({
      resolve: () => {
        asked += 1;
        return Promise.resolve(asked === 1 ? ['93.184.215.14'] : ['127.0.0.1']);
      },
      dial: (options, callback) => {
        dialled.push(`${options.hostname} ${options.servername}`);
        callback(new EarshotError('SKILL_UNREACHABLE'), null);
      },
    });
    const call = () => {
      const { pool, path } = egress.open('a.b', 'https://rebind.example.com/', 'public');
      return postToSkill(pool, { path, headers: {}, body: '{}', signal: AbortSignal.timeout(2000) });
    };
    await expect(call()).rejects.toMatchObject({ code: 'SKILL_UNREACHABLE' });
    await expect(call()).rejects.toEqual(refused);
    expect(dialled).toEqual(['93.184.215.14 rebind.example.com']);
    await egress.close();
  });
});

describe('one post', () => {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  async function serve(handler: Parameters<typeof createServer>[1]): Promise<string> {
    const server: Server = createServer(handler);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push({
      close: () => {
        server.closeAllConnections();
        server.close();
      },
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  function post(url: string, onLine?: (line: string) => boolean) {
    const egress = new Egress();
    open.push(egress);
    const { pool, path } = egress.open('a.b', url, 'loopback');
    const signal = AbortSignal.timeout(3000);
    return postToSkill(pool, {
      path,
      headers: {},
      body: '{}',
      signal,
      ...(onLine === undefined ? {} : { onLine }),
    });
  }

  const json = { 'content-type': 'application/json' };

  test('reads a JSON body and keeps its bytes', async () => {
    const url = await serve((_, response) => response.writeHead(200, json).end('{"speech":{"text":"好"}}'));
    const answer = await post(url);
    expect(answer.text).toBe('{"speech":{"text":"好"}}');
    expect(answer.body.toString()).toBe(answer.text);
  });

  test('a byte order mark in front of the JSON is no part of it', async () => {
    const url = await serve((_, response) => response.writeHead(200, json).end('\uFEFF{"speech":{}}'));
    expect((await post(url)).text).toBe('{"speech":{}}');
  });

  test('hands on progress at once and the answer at the end', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.write('{"p":1}\n{"p"');
      setTimeout(() => response.end(':2}\n{"answer":1}'), 30);
    });
    const seen: string[] = [];
    const answer = await post(url, (line) => line.includes('p"') && seen.push(line) > 0);
    expect(seen).toEqual(['{"p":1}', '{"p":2}']);
    expect(answer.text).toBe('{"answer":1}');
  });

  test.each([
    ['SKILL_REDIRECT', 302, { ...json, location: 'http://169.254.169.254/' }, '{}'],
    ['SKILL_BAD_STATUS', 500, json, '{}'],
    ['SKILL_BAD_STATUS', 204, json, ''],
    ['SKILL_BAD_RESPONSE', 200, { 'content-type': 'text/html' }, '{}'],
    ['SKILL_BAD_RESPONSE', 200, { ...json, 'content-encoding': 'gzip' }, '{}'],
    ['SKILL_TOO_LARGE', 200, json, 'x'.repeat(24 * 1024 + 1)],
    ['SKILL_TOO_LARGE', 200, { ...json, 'x-long': 'x'.repeat(9000) }, '{}'],
    ['SKILL_BAD_RESPONSE', 200, json, Buffer.from([0xff, 0xfe])],
  ])('%s', async (code, status, headers, body) => {
    const url = await serve((_, response) => response.writeHead(status, headers as never).end(body));
    await expect(post(url)).rejects.toMatchObject({ code });
  });

  test('a name that is refused by nobody is unreachable', async () => {
    await expect(post('http://127.0.0.1:1/')).rejects.toMatchObject({ code: 'SKILL_UNREACHABLE' });
  });

  test('a server that hangs up has closed early', async () => {
    const url = await serve((request) => request.socket.destroy());
    await expect(post(url)).rejects.toMatchObject({ code: 'SKILL_CLOSED_EARLY' });
  });

  test('what is no HTTP is a bad response', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.end('220 smtp.example.com ready\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(server);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await expect(post(url)).rejects.toMatchObject({ code: 'SKILL_BAD_RESPONSE' });
  });
});

/** A certificate for one name, valid for a day; undefined where openssl is not installed. */
function certificateFor(name: string): { key: string; cert: string } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    execFileSync(
      'openssl',
      [
        ...[
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:prime256v1',
          '-nodes',
          '-days',
          '1',
        ],
        ...['-keyout', key, '-out', cert, '-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`],
      ],
      { stdio: 'ignore' },
    );
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('TLS', () => {
  const certificates = [certificateFor('localhost'), certificateFor('other.example.com')];

  test.skipIf(certificates.includes(undefined))(
    'a pinned connection still verifies the name, and the chain',
    async () => {
      const outcomes: string[] = [];
      for (const [index, certificate] of certificates.entries()) {
        const server = createTlsServer(certificate ?? {}, (_, response) =>
          response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
        );
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const { port } = server.address() as AddressInfo;
        for (const ca of [certificate?.cert, undefined]) {
          const egress = new Egress(ca === undefined ? {} : { ca });
          const { pool, path } = egress.open('a.b', `https://localhost:${port}/`, 'loopback');
          const signal = AbortSignal.timeout(3000);
          const outcome = await postToSkill(pool, { path, headers: {}, body: '{}', signal }).then(
            () => 'answered',
            (error: EarshotError) => error.code,
          );
          outcomes.push(`${index} ${ca === undefined ? 'unknown' : 'known'} ${outcome}`);
          await egress.close();
        }
        server.closeAllConnections();
        server.close();
      }
      expect(outcomes).toEqual([
        '0 known answered',
        '0 unknown SKILL_UNREACHABLE',
        '1 known SKILL_UNREACHABLE',
        '1 unknown SKILL_UNREACHABLE',
      ]);
    },
  );
});
