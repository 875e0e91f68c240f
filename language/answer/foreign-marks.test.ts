import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../property-runs.ts';
import { readForeignMarks } from './foreign-marks.ts';
import { readSpeechMarks } from './speech-marks.ts';

const read = (inside: string) => readForeignMarks(`<speak>${inside}</speak>`);

describe('marks of other assistants', () => {
  it.each([
    ['One.<break time="500ms"/>Two.', 'One.<break time="500ms"/>Two.'],
    ['One<break/>two', 'One<break strength="medium"/>two'],
    ['<emphasis>Now</emphasis>', '<emphasis>Now</emphasis>'],
    ['<emphasis level="strong">Now</emphasis>', '<emphasis level="strong">Now</emphasis>'],
    [
      '<prosody rate="slow" pitch="+99.9%">Slowly</prosody> &amp; well',
      '<prosody rate="slow">Slowly</prosody> &amp; well',
    ],
    [
      '<amazon:effect name="whispered">Hush <say-as interpret-as="digits">12</say-as></amazon:effect>',
      'Hush <say-as interpret-as="digits">12</say-as>',
    ],
    ['<p>First.</p><p><s>Second.</s><break strength="weak"/></p>', 'First. Second. <break strength="weak"/>'],
    ['<sub alias="world &lt; wide">w</sub><break time="1s"/>', 'world &lt; wide<break time="1s"/>'],
  ])('%s: what voices follow is kept', (source, expected) => {
    expect(read(source)).toEqual({ ssml: `<speak>${expected}</speak>` });
  });

  it.each([
    ['<say-as interpret-as="date">20260301</say-as>', '20260301'],
    ['<say-as interpret-as="digits">none</say-as>', 'none'],
    ['<emphasis level="shouted">Now</emphasis>', 'Now'],
    ['<audio src="https://sounds.example/a.mp3"/>Hello', 'Hello'],
    ['A<break time="11s"/>b', 'A b'],
    ['Cheese & wine<break/>', 'Cheese & wine'],
    ['Long.<break time="9s"/>Longer.<break time="9s"/>', 'Long. Longer.'],
    ['<!DOCTYPE speak>x', 'x'],
    ['1 < 2, and <sub alias="three">3</sub> & <sub>four</sub>', '1 < 2, and three & four'],
    // No words of an attribute get out of it.
    ['a<break time="1s&quot;/&gt;unsaid&lt;break time=&quot;1s"/>b', 'a b'],
  ])('%s: of everything else the words stay', (source, text) => {
    expect(read(source)).toEqual({ text });
  });

  it.each(['<', '<sub ', '<sub alias="', '<break', '<sub a="b">', '<sub alias="a" alias="b">', '</p'])(
    '%s, a whole answer of it, is read at once and has no way to hold everybody else up',
    (piece) => {
      expect(read(piece.repeat(24 * 1024))).toHaveProperty('text');
    },
  );

  it('tries no more attributes of a mark than there are', () => {
    const attributes = Array.from({ length: 3_000 }, (_, index) => `a${index}=""`).join(' ');
    const mark = `<say-as ${attributes} interpret-as="digits">12</say-as>`;
    expect(read(mark)).toEqual({ ssml: '<speak><say-as interpret-as="digits">12</say-as></speak>' });
  });

  it('gives nothing that our own reader refuses, whatever comes', () => {
    const mark = fc.constantFrom(
      '<break/>',
      '<break time="3s"/>',
      '<emphasis level="strong">',
      '</emphasis>',
      '<prosody rate="999%">',
      '</prosody>',
      '<say-as interpret-as="ordinal">3</say-as>',
      '<voice name="x">',
      '</voice>',
      '&amp;',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(mark, fc.string()), { maxLength: 12 }), (parts) => {
        const speech = read(parts.join(''));
        if ('ssml' in speech) readSpeechMarks(speech.ssml);
      }),
      { numRuns: propertyRuns(300) },
    );
  });
});
