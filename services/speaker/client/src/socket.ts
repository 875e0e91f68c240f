/** A WebSocket to the gateway with the device's token: Node's own, or a browser's whose page's server adds the token. */

/** As browsers, Node and `ws` have it. */
export interface SpeakerSocket {
  binaryType: string;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number): void;
  addEventListener(type: string, listener: (event: never) => void): void;
}

interface SocketClass {
  new (url: string, protocols: unknown): SpeakerSocket;
}

/**
 * @param token undefined in a page: its own server adds it, bound to a cookie
 * @throws Error where there is no WebSocket, or none that takes a token
 */
export function openSocket(url: string, token: string | undefined): SpeakerSocket {
  const { WebSocket: Socket, document } = globalThis as unknown as {
    readonly WebSocket?: SocketClass;
    readonly document?: object;
  };
  if (Socket === undefined) {
    throw new Error('no WebSocket here: use Node 22 or newer, or give `openSocket` one that you bring');
  }
  if (token === undefined) return new Socket(url, ['earshot.v1']);
  if (document !== undefined) {
    throw new Error('a page cannot send a token: leave it out, and have the page’s own server add it');
  }
  // Node takes headers beside the protocols.
  return new Socket(url, { protocols: ['earshot.v1'], headers: { authorization: `Bearer ${token}` } });
}
