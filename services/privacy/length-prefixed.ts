/** Parts of what is hashed, each with its length before it, so that no two lists of parts have one encoding. */

const lengthBytes = 4;

/** UTF-8 text, each after its length in bytes (32 bits, big-endian); numbers are decimal text. In one piece: it is made in every turn. */
export function lengthPrefixed(parts: readonly (string | number)[]): Buffer {
  const texts = parts.map(String);
  const bytes = Buffer.allocUnsafe(
    texts.reduce((sum, text) => sum + lengthBytes + Buffer.byteLength(text, 'utf8'), 0),
  );
  let at = 0;
  for (const text of texts) {
    const length = bytes.write(text, at + lengthBytes, 'utf8');
    bytes.writeUInt32BE(length, at);
    at += lengthBytes + length;
  }
  return bytes;
}
