/** Slow and torn lines: to the speaker, and between two services. */
import { rename } from 'node:fs/promises';
import { pause } from '../../attacks/waiting.ts';
import type { Fault } from '../fault.ts';
import { goodLine, type Line, startProxy, type TcpProxy } from '../tcp-proxy.ts';

const badMs = 8_000;
const slowLine: Line = { delayMs: 150, jitterMs: 100, tornPercent: 0 };
const tornLine: Line = { delayMs: 20, jitterMs: 20, tornPercent: 3 };

const toSpeaker = (name: string, line: Line): Fault => {
  let proxy: TcpProxy;
  return {
    name,
    mayFail: line.tornPercent > 0,
    async way({ earshot }) {
      const { hostname, port } = new URL(earshot.stack.speakerUrl);
      proxy = await startProxy({ host: hostname, port: Number(port) }, goodLine);
      return { url: `ws://127.0.0.1:${proxy.port}`, close: () => proxy.close() };
    },
    async run() {
      proxy.line = line;
      await pause(badMs);
      proxy.line = goodLine;
      return `${line.delayMs} to ${line.delayMs + line.jitterMs} ms each way for ${badMs / 1000} s${line.tornPercent > 0 ? `, torn ${proxy.torn} times` : ''}`;
    },
  };
};

/** The socket is moved aside and a proxy takes its place; the gateway starts anew, so that all of its calls go through. */
const betweenServices = (name: string, line: Line): Fault => ({
  name,
  mayFail: true,
  async run({ earshot }) {
    const path = earshot.stack.address('skills').replace(/^unix:/, '');
    const aside = `${path}.aside`;
    await rename(path, aside);
    let proxy: TcpProxy | undefined;
    try {
      proxy = await startProxy({ path: aside }, line, path);
      earshot.stack.process('gateway').kill('SIGKILL');
      await pause(badMs);
      return `${line.delayMs} to ${line.delayMs + line.jitterMs} ms each way between gateway and skills for ${badMs / 1000} s, torn ${proxy.torn} times; the gateway was killed to go through it`;
    } finally {
      await proxy?.close();
      await rename(aside, path);
    }
  },
});

export const wire: readonly Fault[] = [
  toSpeaker('a slow line to the speaker', slowLine),
  toSpeaker('a lossy line to the speaker', tornLine),
  betweenServices('a slow, lossy line between gateway and skills', {
    delayMs: 50,
    jitterMs: 50,
    tornPercent: 1,
  }),
];
