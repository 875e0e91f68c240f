/**
 * Bytes that stay for long. What a connection or a database hands over is a view into everything that was read with it
 * (64 KiB of a gRPC connection), and whoever keeps the view keeps all of that.
 */
export function ownBytes(view: Uint8Array): Buffer {
  // Not from the pool of small buffers either, where it would hold on to its neighbours.
  const own = Buffer.allocUnsafeSlow(view.length);
  own.set(view);
  return own;
}
