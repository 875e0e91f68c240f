/** What is put together by hand is what the schema says. */
import { expect, test } from 'vitest';
import { RecogniseRequest } from '../../../proto/gen/earshot/asr/v1/asr.ts';
import { encodeRecogniseRequest } from './audio-messages.ts';

test.each([0, 1, 127, 128, 640, 1_920, 16_383, 16_384, 300_000])('%i bytes of sound', (length) => {
  const value = Buffer.alloc(length, 0x5a);
  const message: RecogniseRequest = { request: { $case: 'audio', value } };
  const encoded = encodeRecogniseRequest(message);
  expect(encoded.equals(RecogniseRequest.encode(message).finish())).toBe(true);
  expect(RecogniseRequest.decode(encoded)).toEqual(message);
});

test('all that is no sound is left to the generated code', () => {
  const end: RecogniseRequest = { request: { $case: 'end', value: {} } };
  expect(RecogniseRequest.decode(encodeRecogniseRequest(end))).toEqual(end);
  expect(encodeRecogniseRequest({ request: undefined })).toHaveLength(0);
});
