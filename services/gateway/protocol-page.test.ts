/** docs/protocol.md says what the code does: its tables, its types and its example. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { messageFields } from '../common/schema/registry.ts';
import { decodeControl } from './dialect/earshot/control.ts';
import { decodeFrame } from './dialect/earshot/frames.ts';
import { SchemaJson } from './dialect/earshot/json-codec.ts';
import { protocolPagePath, renderProtocolPage } from './protocol-page.ts';

const page = readFileSync(protocolPagePath, 'utf8');

test('its tables are those of the code (write them with node services/gateway/protocol-page.ts)', () => {
  expect(page).toBe(renderProtocolPage(page));
});

test.each(['SpeakerMessage', 'GatewayMessage'])('every message and field of %s is on the page', (name) => {
  for (const message of messageFields(`earshot.speaker.v1.${name}`)) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${message.name}\``));
    expect(row, message.name).toBeDefined();
    for (const field of messageFields(message.message!)) expect(row, message.name).toContain(field.jsonName);
  }
});

describe('the example session', () => {
  const example = page.slice(page.indexOf('## An example session'));
  const block = example.slice(
    example.indexOf('```\n') + 4,
    example.indexOf('\n```', example.indexOf('```\n') + 4),
  );
  const lines = block.split('\n').filter((line) => /^[<>] /.test(line));
  const toSpeaker = new SchemaJson({ textLengths: { 'Transcript.text': 1000 } }).message(
    'earshot.speaker.v1.GatewayMessage',
  );

  test('is there', () => {
    expect(lines.length).toBeGreaterThan(15);
  });

  test.each(lines)('%s', (line) => {
    const text = line.slice(2);
    if (text.startsWith('{')) {
      const json: unknown = JSON.parse(text);
      const decoded = line.startsWith('>') ? decodeControl(Buffer.from(text)) : toSpeaker.decode(json);
      // The gateway writes every field; what stands on the page is all of them.
      if (line.startsWith('<')) expect(toSpeaker.encode(decoded)).toEqual(json);
    } else {
      const hex = text.slice(0, text.indexOf('…')).replaceAll(' ', '');
      const frame = decodeFrame([Buffer.from(hex, 'hex')], 640);
      expect(frame.timestampMs).toBe(frame.sequence * 20);
      expect(frame.isLast).toBe(text.includes('the last'));
    }
  });
});
