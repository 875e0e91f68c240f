import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Channel } from '../../common/channel.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import type { Logger } from '../../common/log.ts';
import { WithdrawalFeed } from './withdrawal-feed.ts';

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** The privacy service, which tests switch off and on. */
class Source {
  readonly asked: string[][] = [];
  readonly ended = new Set<string>();
  isUp = true;
  #stream: Channel<{ grantIds: string[] }> | undefined;

  readonly watch = ({ grantIds }: { grantIds: string[] }, { signal }: { signal: AbortSignal }) => {
    if (!this.isUp) throw new Error('away');
    this.asked.push(grantIds);
    const stream = new Channel<{ grantIds: string[] }>({ limit: 100 });
    this.#stream = stream;
    stream.push({ grantIds: grantIds.filter((id) => this.ended.has(id)) });
    signal.addEventListener('abort', () => stream.close());
    return stream;
  };

  end(id: string): void {
    this.ended.add(id);
    this.#stream?.push({ grantIds: [id] });
  }

  goAway(): void {
    this.isUp = false;
    this.#stream?.close();
    this.#stream = undefined;
  }
}

let source: Source;
let feed: WithdrawalFeed;
let recalled: string[];
beforeEach(async () => {
  source = new Source();
  feed = new WithdrawalFeed(source.watch, silent);
  recalled = [];
  await feed.start();
});
afterEach(() => feed.stop());

const hold = async (name: string, ids: string[], generation?: number) =>
  feed.hold(ids, generation ?? (await feed.listening()), (reason) =>
    recalled.push(`${name} ${codeOf(reason)}`),
  );
const away = expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' });

test('started means heard, also when the source comes a moment later', async () => {
  expect(feed.isLive).toBe(true);
  const late = new Source();
  late.isUp = false;
  const starting = new WithdrawalFeed(late.watch, silent);
  const started = starting.start();
  setTimeout(() => {
    late.isUp = true;
  }, 150);
  await started;
  expect(starting.isLive).toBe(true);
  expect(await starting.listening()).toBe(1);
  await starting.stop();
});

test('a grant that ends recalls the calls that rest on it, and no others', async () => {
  await hold('both', ['a', 'b']);
  await hold('one', ['b']);
  await hold('none', []);
  (await hold('over', ['a']))();
  source.end('a');
  await expect.poll(() => recalled).toEqual(['both SKILL_CONSENT_WITHDRAWN']);
});

test('a decision that arrives after its grant has ended is not acted on', async () => {
  const generation = await feed.listening();
  await hold('other', ['other']);
  source.end('a');
  source.end('other');
  await expect.poll(() => recalled).toHaveLength(1);
  await expect(hold('late', ['a'], generation)).rejects.toMatchObject({ code: 'SKILL_CONSENT_WITHDRAWN' });
});

test('what ended while nothing was heard is recalled when something is heard again', async () => {
  await hold('a', ['a']);
  await hold('b', ['b']);
  source.goAway();
  source.end('a');
  await vi.waitFor(async () => expect(feed.listening()).rejects.toEqual(away));
  source.isUp = true;
  await expect.poll(() => recalled, { timeout: 2000 }).toEqual(['a SKILL_CONSENT_WITHDRAWN']);
  expect(source.asked.at(-1)).toEqual(['a', 'b']);
});

test('a decision from before the silence is not acted on after it', async () => {
  const generation = await feed.listening();
  source.goAway();
  await vi.waitFor(async () => expect(feed.listening()).rejects.toEqual(away));
  await expect(hold('blind', ['a'], generation)).rejects.toEqual(away);
  source.isUp = true;
  await vi.waitFor(() => feed.listening());
  await expect(hold('late', ['a'], generation)).rejects.toEqual(away);
  await hold('new', ['a']);
});

test('when nothing is heard for too long, nothing that rests on a grant goes on', async () => {
  await hold('a', ['a', 'b']);
  source.goAway();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(recalled).toEqual([]);
  await expect.poll(() => recalled[0], { timeout: 3000 }).toBe('a SERVICE_UNAVAILABLE');
});
