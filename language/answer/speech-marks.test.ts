import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../property-runs.ts';
import { escapeMarks, readSpeechMarks, SpeechMarksError } from './speech-marks.ts';

const manner = { ratePercent: 100, pitchPercent: 100, volumePercent: 100 };

describe('marks of speech', () => {
  test('are words, manners and pauses', () => {
    expect(
      readSpeechMarks(
        '<speak>Now <emphasis level="strong">listen</emphasis>.<break time="1.5s"/> <prosody rate="slow" pitch="+20%" volume="-6dB">Room <say-as interpret-as="digits">42</say-as></prosody></speak>',
      ),
    ).toEqual({
      text: 'Now listen. Room 42',
      parts: [
        { text: 'Now ', sayAs: undefined, ...manner, pauseMs: 0 },
        {
          text: 'listen',
          sayAs: undefined,
          ratePercent: 80,
          pitchPercent: 115,
          volumePercent: 140,
          pauseMs: 0,
        },
        { text: '.', sayAs: undefined, ...manner, pauseMs: 1500 },
        { text: ' ', sayAs: undefined, ...manner, pauseMs: 0 },
        {
          text: 'Room ',
          sayAs: undefined,
          ratePercent: 75,
          pitchPercent: 120,
          volumePercent: 50,
          pauseMs: 0,
        },
        { text: '42', sayAs: 'digits', ratePercent: 75, pitchPercent: 120, volumePercent: 50, pauseMs: 0 },
      ],
    });
  });

  test('leave the words of a Chinese sentence together', () => {
    expect(readSpeechMarks('<speak>你好<break strength="weak"/>请稍等。</speak>').text).toBe('你好请稍等。');
  });

  test('within marks add up, within what a voice can do', () => {
    const { parts } = readSpeechMarks(
      '<speak><prosody rate="200%"><prosody rate="x-fast">quick</prosody></prosody></speak>',
    );
    expect(parts[0]?.ratePercent).toBe(200);
  });

  test.each([
    ['<speak><audio src="https://a.example/x.mp3"/></speak>', '<audio> is not spoken here'],
    ['<speak><emphasis level="loud">a</emphasis></speak>', '<emphasis level> must be strong'],
    ['<speak><prosody rate="900%">a</prosody></speak>', '<prosody rate> must be'],
    ['<speak><prosody contour="(0%,+20Hz)">a</prosody></speak>', '<prosody> has no contour'],
    ['<speak><break time="60s"/>a</speak>', '<break time> must be'],
    ['<speak>a<break time="9s"/><break time="9s"/></speak>', 'longer than 10 s together'],
    ['<speak><say-as interpret-as="date">1</say-as></speak>', '<say-as interpret-as> must be'],
    ['<speak><say-as interpret-as="digits">four</say-as></speak>', 'must hold digits'],
    ['<speak>a', 'not well-formed XML (line 1'],
    // Names that every object has are none of ours.
    ['<speak>a<break strength="constructor"/>b</speak>', '<break strength> must be none'],
    ['<speak><emphasis level="toString">a</emphasis></speak>', '<emphasis level> must be strong'],
    ['<speak><prosody rate="constructor">a</prosody></speak>', '<prosody rate> must be x-slow'],
    ['<speak><prosody volume="valueOf">a</prosody></speak>', '<prosody volume> must be silent'],
    ['<speak><constructor a="b">a</constructor></speak>', '<constructor> is not spoken here'],
    ['hello', 'not well-formed'],
    ['<p>hello</p>', 'one <speak> element'],
    ['<speak><break/></speak>', 'has no words'],
    ['<!DOCTYPE speak [<!ENTITY a "b">]><speak>&a;</speak>', 'declarations'],
    ['<speak>&secret;</speak>', 'not well-formed'],
    [`<speak>${'<emphasis>'.repeat(9)}a${'</emphasis>'.repeat(9)}</speak>`, 'nested more than 8'],
    [`<speak>${'a<emphasis>b</emphasis>'.repeat(60)}</speak>`, 'more than 100 pieces'],
    [`<speak>${'a'.repeat(9_000)}</speak>`, 'longer than 8000'],
  ])('refuse %s', (source, message) => {
    expect(() => readSpeechMarks(source)).toThrow(message);
  });

  test('never quote the words, whatever is wrong', () => {
    for (const source of ['<speak>canary<', '<speak><x>canary</x></speak>', '<speak>&canary;</speak>']) {
      expect(() => readSpeechMarks(source)).toThrow(
        expect.not.stringContaining('canary') as unknown as string,
      );
    }
  });

  test('whatever text is escaped is read back as the words it was', () => {
    const text = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(text, (words) => {
        fc.pre(words.trim() !== '');
        const read = readSpeechMarks(`<speak>${escapeMarks(words)}</speak>`);
        expect(read.parts.map((part) => part.text).join('')).toBe(words.replaceAll(/\s+/g, ' '));
      }),
      { numRuns: propertyRuns() },
    );
  });

  test('no text at all does more than be refused', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        try {
          readSpeechMarks(`<speak>${text}</speak>`);
        } catch (error) {
          expect(error).toBeInstanceOf(SpeechMarksError);
        }
      }),
      { numRuns: propertyRuns() },
    );
  });
});
