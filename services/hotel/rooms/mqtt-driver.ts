/** Rooms over MQTT: one broker for each hotel, whose hardware announces itself by Home Assistant's conventions. */
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { connect, type MqttClient } from 'mqtt';
import type { Logger } from '../../common/log.ts';
import type { RoomCommand, RoomDriver, RoomOutcome, RoomPlace } from './driver.ts';
import { isMeant, messagesFor, stateTopicsOf } from './messages.ts';
import type { BrokerSettings } from './settings.ts';
import { components, type Thing, thingOf } from './things.ts';

/** A guest waits for it. */
const publishTimeoutMs = 1_000;
const connectTimeoutMs = 5_000;
const reconnectMs = 1_000;
/** Rooms of a large house, with ten things each. */
const maxThings = 20_000;
const maxStateBytes = 4_096;

/** Without sending what is still unsent. */
function breakOff(stream: MqttClient['stream']): void {
  if (stream instanceof Socket && !stream.destroyed && !(stream instanceof TLSSocket))
    stream.resetAndDestroy();
  else stream.destroy();
}

class HotelBroker {
  readonly #prefix: string;
  readonly #log: Logger;
  /** By the topic on which each announced itself. */
  readonly #things = new Map<string, Thing>();
  readonly #states = new Map<string, string>();
  #client: MqttClient | undefined;

  constructor({ discoveryPrefix }: BrokerSettings, log: Logger) {
    this.#prefix = discoveryPrefix;
    this.#log = log;
  }

  /** Connects, and again whenever the line breaks, for as long as the service lives. */
  open({ url, username, passwordFile }: BrokerSettings): void {
    const password = passwordFile === undefined ? undefined : readFileSync(passwordFile, 'utf8').trim();
    const client = connect(url, {
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...{ connectTimeout: connectTimeoutMs, reconnectPeriod: reconnectMs, clean: true, resubscribe: false },
    });
    this.#client = client;
    client.on('error', () => this.#log.warn('rooms.broker-refused', { code: 'SERVICE_UNAVAILABLE' }));
    client.on('offline', () => this.#log.warn('rooms.broker-lost', { code: 'SERVICE_UNAVAILABLE' }));
    client.on('message', (topic, payload) => this.#hear(topic, payload));
    client.on('connect', () => {
      // What was announced is retained by the broker and comes anew; what was taken away meanwhile does not.
      this.#things.clear();
      this.#listen(
        components.flatMap((component) => [
          `${this.#prefix}/${component}/+/config`,
          `${this.#prefix}/${component}/+/+/config`,
        ]),
      );
    });
  }

  #listen(topics: string[]): void {
    if (topics.length === 0) return;
    this.#client
      ?.subscribeAsync(topics, { qos: 1 })
      .catch((error: unknown) => this.#log.warn('rooms.not-listened', {}, error));
  }

  #hear(topic: string, payload: Buffer): void {
    if (!topic.startsWith(`${this.#prefix}/`) || !topic.endsWith('/config')) {
      if (payload.length <= maxStateBytes) this.#states.set(topic, payload.toString('utf8'));
      return;
    }
    const thing = thingOf(this.#prefix, topic, payload);
    if (thing === undefined) {
      // An empty announcement takes it away.
      this.#things.delete(topic);
      return;
    }
    if (!this.#things.has(topic) && this.#things.size >= maxThings) return;
    this.#things.set(topic, thing);
    this.#listen(stateTopicsOf(thing));
  }

  async control(room: string, command: RoomCommand): Promise<RoomOutcome> {
    const own = [...this.#things.values()].filter((thing) => thing.room === room && isMeant(thing, command));
    const messages = own.flatMap((thing) =>
      messagesFor(thing, command, (topic) =>
        typeof topic === 'string' ? this.#states.get(topic) : undefined,
      ),
    );
    const client = this.#client;
    if (messages.length === 0) return client?.connected === true ? 'absent' : 'unreachable';
    if (client?.connected !== true) return 'unreachable';
    const sent = messages.map(({ topic, payload }) => this.#send(client, topic, payload));
    const outcomes = await Promise.all(sent);
    return outcomes.every(Boolean) ? 'done' : 'unreachable';
  }

  /**
   * Once and now, or never: what the broker did not take in time, or before its line broke, is taken back, so that no line
   * that comes later carries it. @returns whether the broker has it
   */
  async #send(client: MqttClient, topic: string, payload: string): Promise<boolean> {
    const sent = client.publishAsync(topic, payload, { qos: 1 });
    const messageId = client.getLastMessageId();
    const takeBack = () => void client.removeOutgoingMessage(messageId);
    const late = setTimeout(() => {
      takeBack();
      // It may still be on its way: this line goes no further.
      breakOff(client.stream);
    }, publishTimeoutMs);
    client.once('close', takeBack);
    try {
      await sent;
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(late);
      client.off('close', takeBack);
    }
  }

  async close(): Promise<void> {
    await this.#client?.endAsync(true);
  }
}

/** @throws Error when a file with a password cannot be read */
export function openMqttDriver(brokers: ReadonlyMap<string, BrokerSettings>, log: Logger): RoomDriver {
  const opened = new Map<string, HotelBroker>();
  for (const [tenantId, settings] of brokers) {
    const broker = new HotelBroker(settings, log);
    opened.set(tenantId, broker);
    broker.open(settings);
  }
  return {
    control: async ({ tenantId, room }: RoomPlace, command) =>
      (await opened.get(tenantId)?.control(room, command)) ?? 'absent',
    async close() {
      await Promise.all([...opened.values()].map((broker) => broker.close()));
    },
  };
}
