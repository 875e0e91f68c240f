/** The table of tokens that sherpa-onnx reads, made of the one that Moonshine ships. */

/**
 * @param bytes for each token its length (one byte, two from 128 on: low seven bits first) and its UTF-8 bytes
 * @returns a line for each: base64 of the token, with spaces as spaces, and its number
 */
export function tokensOf(bytes: Buffer): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    let length = bytes[at++]!;
    if (length >= 128) length = length - 128 + bytes[at++]! * 128;
    const token = bytes.subarray(at, at + length);
    at += length;
    // U+2581 is how tokens write the space before a word.
    const spaced = Buffer.from(token.toString('latin1').replaceAll('\u00e2\u0096\u0081', ' '), 'latin1');
    lines.push(`${spaced.toString('base64')} ${lines.length}\n`);
  }
  return lines.join('');
}
