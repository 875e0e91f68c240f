/**
 * Several connections to one service behind what looks like one channel. Calls are spread over them, so that a
 * connection that breaks takes a part of the turns in flight with it, and it says in the log why it broke.
 */
import {
  Channel,
  type ChannelCredentials,
  type ChannelInterface,
  type ChannelOptions,
  connectivityState,
  Metadata,
  type StatusObject,
  status,
} from '@grpc/grpc-js';
import { CallsServiceClient } from '../../../proto/gen/earshot/calls/v1/calls.ts';
import type { Logger } from '../log.ts';
import { OrderlyCall, type RawCall, settleMs } from './orderly-call.ts';
import { codeKey } from './status.ts';

export interface ChannelPoolOptions {
  readonly address: string;
  readonly credentials: ChannelCredentials;
  readonly channelOptions: ChannelOptions;
  /** Connections; each is opened when the first call comes to it. */
  readonly channels: number;
  readonly log?: Logger;
}

interface Member {
  readonly channel: Channel;
  readonly calls: CallsServiceClient;
  /** Calls that the transport ended since the connection was last reported, and what it said of the last of them. */
  lost: number;
  cause: string;
}

/** Calls that fail with their connection may learn of it a moment after the connection did. */
const causeWaitMs = 100;

/** What the transport, not a service, said: a fixed sentence of the library, made fit for a log line. */
function transportCause({ code, details, metadata }: StatusObject): string | undefined {
  const isTransport = code === status.UNAVAILABLE || code === status.INTERNAL;
  if (!isTransport || metadata.get(codeKey).length > 0) return undefined;
  return details.replaceAll(/[^\w.:/@+-]+/g, '-').slice(0, 120);
}

export class ChannelPool implements ChannelInterface {
  readonly #options: ChannelPoolOptions;
  readonly #members: Member[] = [];
  #next = 0;
  #isClosed = false;

  constructor(options: ChannelPoolOptions) {
    this.#options = options;
  }

  createCall(...[method, deadline, host, parent, flags]: Parameters<Channel['createCall']>): RawCall {
    const member = this.#pick();
    const deadlineAtMs = Number(deadline);
    return new OrderlyCall({
      call: member.channel.createCall(method, deadlineAtMs + settleMs, host, parent, flags),
      deadlineAtMs,
      cancel: (callId) => cancelOver(member.calls, callId),
      onEnd: (ended) => {
        const cause = transportCause(ended);
        if (cause === undefined) return;
        member.lost += 1;
        member.cause = cause;
      },
    });
  }

  /** In turn, but for connections that are broken while others are not. */
  #pick(): Member {
    const { channels } = this.#options;
    for (let tried = 0; tried < channels; tried += 1) {
      const member = this.#member(this.#next);
      this.#next = (this.#next + 1) % channels;
      if (member.channel.getConnectivityState(false) !== connectivityState.TRANSIENT_FAILURE) return member;
    }
    return this.#member(this.#next);
  }

  #member(index: number): Member {
    const known = this.#members[index];
    if (known !== undefined) return known;
    const { address, credentials, channelOptions } = this.#options;
    const channel = new Channel(address, credentials, {
      ...channelOptions,
      'grpc.use_local_subchannel_pool': 1,
    });
    const calls = new CallsServiceClient(address, credentials, { channelOverride: channel });
    const member: Member = { channel, calls, lost: 0, cause: '' };
    this.#members[index] = member;
    if (this.#options.log) this.#watch(member, connectivityState.IDLE);
    return member;
  }

  #watch(member: Member, before: connectivityState): void {
    member.channel.watchConnectivityState(before, Number.POSITIVE_INFINITY, (error) => {
      if (error || this.#isClosed) return;
      if (before === connectivityState.READY) this.#report(member);
      this.#watch(member, member.channel.getConnectivityState(false));
    });
  }

  #report(member: Member): void {
    setTimeout(() => {
      if (this.#isClosed) return;
      const { address, log } = this.#options;
      const { lost } = member;
      const line = { address, reason: member.cause || 'closed', count: lost };
      Object.assign(member, { lost: 0, cause: '' });
      if (lost > 0) log?.warn('grpc.channel-lost', line);
      else log?.info('grpc.channel-lost', line);
    }, causeWaitMs).unref();
  }

  close(): void {
    this.#isClosed = true;
    for (const { channel } of this.#members.filter((member) => member !== undefined)) channel.close();
  }

  getTarget(): string {
    return this.#member(0).channel.getTarget();
  }

  getConnectivityState(tryToConnect: boolean): connectivityState {
    return this.#member(0).channel.getConnectivityState(tryToConnect);
  }

  watchConnectivityState(...watched: Parameters<Channel['watchConnectivityState']>): void {
    this.#member(0).channel.watchConnectivityState(...watched);
  }

  getChannelzRef(): ReturnType<Channel['getChannelzRef']> {
    return this.#member(0).channel.getChannelzRef();
  }
}

/** Over the connection of the call itself: behind one address there may be several processes. */
function cancelOver(calls: CallsServiceClient, callId: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const limits = { deadline: Date.now() + settleMs };
    calls.cancel({ callId }, new Metadata(), limits, (error) => (error === null ? resolve() : reject(error)));
  });
}
