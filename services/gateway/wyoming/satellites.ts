/**
 * Wyoming satellites: they are servers and wait for whoever uses them, so the gateway goes to them, each under the token of a
 * device of its own. Once connected, a satellite is a client like any other that asks for pipelines.
 */
import { connect, type Socket } from 'node:net';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import type { Gateway } from '../gateway.ts';
import { type AddressRange, isWithin } from '../websocket/sources.ts';
import { admit, serve } from './line.ts';

export interface SatelliteAddress {
  readonly host: string;
  readonly port: number;
  readonly tokenFile: string;
}

export interface SatellitesOptions {
  readonly satellites: readonly SatelliteAddress[];
  readonly clearTextFrom: readonly AddressRange[];
  readonly gateway: Gateway;
}

export interface Satellites {
  close(): void;
}

/** Waits between tries, doubling. */
const firstWaitMs = 500;
const maxWaitMs = 30_000;
/** A connection that held so long was a good one: the next waits are short again. */
const goodMs = 10_000;
const connectTimeoutMs = 5_000;
/** A satellite says nothing while nobody speaks to it; a line that is gone is found by the transport. */
const keepAliveMs = 30_000;

export function connectSatellites({ satellites, clearTextFrom, gateway }: SatellitesOptions): Satellites {
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  let isClosed = false;

  /** @throws EarshotError CLEAR_TEXT_REFUSED, UNAUTHENTICATED, DEVICE_KIND_REFUSED, and nothing was asked of it */
  const begin = async (socket: Socket, tokenFile: string) => {
    // By the address that answers, not by the name that was written.
    if (!isWithin(socket.remoteAddress ?? '', clearTextFrom)) throw new EarshotError('CLEAR_TEXT_REFUSED');
    await admit({ gateway, tokenFile });
    if (!socket.destroyed) serve(socket, { gateway, tokenFile }).write('run-satellite');
  };

  const open = ({ host, port, tokenFile }: SatelliteAddress, waitMs: number) => {
    if (isClosed) return;
    const socket = connect({ host, port });
    let connectedMs = Number.POSITIVE_INFINITY;
    sockets.add(socket);
    socket.setTimeout(connectTimeoutMs, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.setKeepAlive(true, keepAliveMs);
      begin(socket, tokenFile).then(
        () => {
          connectedMs = performance.now();
          gateway.log.info('wyoming.satellite_connected', { address: `${host}:${port}` });
        },
        (error) => {
          gateway.log.warn('wyoming.satellite_refused', { address: `${host}:${port}`, code: codeOf(error) });
          socket.destroy();
        },
      );
    });
    socket.once('close', () => {
      sockets.delete(socket);
      if (isClosed) return;
      const isGood = performance.now() - connectedMs > goodMs;
      const timer = setTimeout(
        () => {
          timers.delete(timer);
          open({ host, port, tokenFile }, isGood ? firstWaitMs : Math.min(maxWaitMs, waitMs * 2));
        },
        isGood ? firstWaitMs : waitMs,
      );
      timers.add(timer);
    });
  };

  for (const satellite of satellites) open(satellite, firstWaitMs);
  return {
    close() {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
    },
  };
}
