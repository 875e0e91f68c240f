import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hypothesesOf, isInvented, readTranscript } from './transcript.ts';

describe('readTranscript', () => {
  test.each([
    [' Turn on the living room lights.', 'turn on the living room lights'],
    ['Dim the lights to 30%.', 'dim the lights to thirty percent'],
    ['Set it to 22 degrees', 'set it to twenty two degrees'],
    ['Set it to 22.5°', 'set it to twenty two point five degrees'],
    [
      "Wake me at 7:30 A.M. please, I don't want to oversleep",
      "wake me at seven thirty a m please i don't want to oversleep",
    ],
    ['At 7:05', 'at seven oh five'],
    ["It's 5:00", "it's five o'clock"],
    ['The 3rd and the 20th', 'the third and the twentieth'],
    ['Clean room 1204.', 'clean room twelve oh four'],
    ['Order 1,200 grams', 'order one thousand two hundred grams'],
    ['“Good night”', 'good night'],
  ])('%s', (written, spoken) => {
    expect(readTranscript(written, 'en-US')[0]).toBe(spoken);
  });

  test.each([
    ['把客廳燈調到30%', '把客厅灯调到百分之三十'],
    ['把空調調到26度。', '把空调调到二十六度'],
    ['2瓶水，谢谢', '两瓶水谢谢'],
    ['明天7:30叫醒我', '明天七点三十叫醒我'],
    ['下午2:05', '下午两点零五'],
    ['房間1204', '房间幺二零四'],
    ['12瓶', '十二瓶'],
    ['打开 Wi-Fi 吧', '打开wi fi吧'],
  ])('%s', (written, spoken) => {
    expect(readTranscript(written, 'zh-CN')[0]).toBe(spoken);
  });

  test('offers the other ways to say the same digits', () => {
    expect(readTranscript('room 203', 'en-US')).toEqual(['room two oh three', 'room two hundred three']);
    expect(readTranscript('203', 'zh-CN')).toEqual(['二百零三', '二零三']);
  });

  test('holds to the form of a hypothesis, whatever an engine writes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('en-US' as const, 'zh-CN' as const),
        fc.oneof(
          fc.string({ maxLength: 60, unit: 'grapheme' }),
          fc.stringMatching(/^[0-9:.,%° aptmhouse房間間]{0,30}$/),
        ),
        (locale, written) => {
          for (const reading of readTranscript(written, locale)) {
            expect(reading).not.toMatch(/[.,!?;:%$°"]|^\s|\s$|\s\s/);
            expect(reading).not.toMatch(/[0-9]/);
            expect(reading).not.toBe('');
          }
        },
      ),
    );
  });
});

describe('isInvented', () => {
  test.each([
    ['字幕由Amara.org社群提供', 'zh-CN', 3_000],
    ['請不吝點贊 訂閱 轉發 打賞支持明鏡與點點欄目', 'zh-CN', 4_000],
    ['Thank you for watching!', 'en-US', 2_000],
    ['no no no no no no no', 'en-US', 4_000],
    ['我要我要我要我要我要我要', 'zh-CN', 5_000],
    ['This is far more than anybody could possibly say in one second of audio', 'en-US', 1_000],
  ] as const)('%s', (text, locale, audioMs) => {
    expect(isInvented(text, locale, audioMs)).toBe(true);
    expect(hypothesesOf(text, { locale, engine: 'x', audioMs, confidence: 0.8 })).toEqual([]);
  });

  test.each([
    ['Thank you.', 'en-US', 800],
    ['turn it up up up', 'en-US', 1_500],
    ['打开客厅的灯', 'zh-CN', 1_200],
    ['好', 'zh-CN', 400],
  ] as const)('not %s', (text, locale, audioMs) => {
    expect(isInvented(text, locale, audioMs)).toBe(false);
  });
});
