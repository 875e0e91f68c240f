/**
 * Open engines write numbers as digits; people say words, and so do the models of the skills. What is spoken
 * is put back, with other ways to say the same digits as further readings.
 */
import type { Locale } from '@earshot/skills-sdk';
import { sayDigits, sayRoom } from '../../../language/spoken/numbers-en.ts';
import { sayCode } from '../../../language/spoken/numbers-zh.ts';
import { chineseNumber, englishNumber, englishOrdinal } from '../language-model/words.ts';

/** 1204 -> twelve oh four, 203 -> two oh three, 1200 -> twelve hundred: rooms, flights, years. */
const englishPairs = (digits: string): string =>
  digits.length === 3 || digits.length === 4 ? sayRoom(digits) : englishNumber(digits);

function sayEnglish(text: string, whole: (digits: string) => string): string {
  return text
    .replace(/(\d),(?=\d{3}\b)/g, '$1')
    .replace(/\b(\d{1,2}):(\d{2})\b/g, (_, hour: string, minute: string) =>
      minute === '00'
        ? `${englishNumber(hour)} o'clock`
        : `${englishNumber(hour)} ${minute.startsWith('0') ? 'oh ' : ''}${englishNumber(String(Number(minute)))}`,
    )
    .replace(/(o'clock)? ?\b([ap])\.?m\b\.?/g, ' $2 m')
    .replace(/(\d) ?([ap])\.?m\b\.?/g, '$1 $2 m')
    .replace(/\b(\d+)(?:st|nd|rd|th)\b/g, (_, digits: string) => englishOrdinal(digits))
    .replace(/(\d) ?%/g, '$1 percent')
    .replace(/(\d) ?°\s?c\b/g, '$1 degrees celsius')
    .replace(/(\d) ?°\s?f\b/g, '$1 degrees fahrenheit')
    .replace(/(\d) ?°/g, '$1 degrees')
    .replace(/\$ ?(\d+)/g, '$1 dollars')
    .replace(
      /(\d+)\.(\d+)/g,
      (_, before: string, after: string) =>
        `${englishNumber(before)} point ${[...after].map(englishNumber).join(' ')}`,
    )
    .replace(/\d+/g, (digits) => ` ${whole(digits)} `);
}

/** Two of something countable is 两, not 二. */
const measureWords = '瓶杯个条份间位点张床次盏台只包件双壶罐碗块颗分小天周';

function sayChinese(text: string, whole: (digits: string) => string): string {
  const number = (digits: string) => whole(digits);
  return text
    .replace(/(\d{1,2})[:：](\d{2})/g, (_, hour: string, minute: string) => {
      const spokenHour = hour === '2' ? '两' : chineseNumber(String(Number(hour)));
      if (minute === '00') return `${spokenHour}点`;
      return `${spokenHour}点${minute.startsWith('0') ? '零' : ''}${chineseNumber(String(Number(minute)))}`;
    })
    .replace(
      /(\d+)\.(\d+)/g,
      (_, before: string, after: string) =>
        `${chineseNumber(before)}点${[...after].map(chineseNumber).join('')}`,
    )
    .replace(/(\d+)\s?[%％]/g, (_, digits: string) => `百分之${chineseNumber(digits)}`)
    .replace(/(\d)\s?(?:°c|℃|°)/g, '$1度')
    .replace(new RegExp(`(?<!\\d)2(?=[${measureWords}])`, 'g'), '两')
    .replace(/\d+/g, number);
}

/** Distinct readings of digits in a text, the most usual first. The text is in lower case. */
export function readNumbers(text: string, locale: Locale): string[] {
  if (!/\d/.test(text)) return [text];
  const isRoom = /\brooms?\b|房/.test(text);
  if (locale === 'en-US') {
    const ways = [englishNumber, englishPairs, sayDigits];
    if (isRoom) ways.unshift(englishPairs);
    // Nobody says a telephone number in thousands, and engines write large amounts with commas.
    if (/(?<![\d,])\d{5,}(?!,\d)/.test(text)) ways.unshift(sayDigits);
    return [...new Set(ways.map((way) => sayEnglish(text, way)))];
  }
  const ways = [chineseNumber, sayCode];
  if (isRoom && /\d{3}/.test(text)) ways.reverse();
  return [...new Set(ways.map((way) => sayChinese(text, way)))];
}
