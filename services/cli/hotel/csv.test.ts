/** Rooms from a CSV file: what is taken, and what is refused with its line. */
import { describe, expect, test } from 'vitest';
import { roomsFromCsv } from './csv.ts';

const read = (text: string) => roomsFromCsv(text, 'rooms.csv').map(({ names }) => names);

describe('rooms', () => {
  test.each([
    ['1204\n1205\n', [['1204'], ['1205']]],
    ['\uFEFF房间号,名称\r\n1204,"湖景, 大床"\r\n', [['1204', '湖景, 大床']]],
    ['Room\n"12""04"\n\n 1205 ,\n', [['12"04'], ['1205']]],
  ])('%j', (text, rooms) => {
    expect(read(text)).toEqual(rooms);
  });

  test.each([
    ['1204\n1205\n1204', 'rooms.csv:3: room 1204 is there already, in line 1'],
    ['1204\n"1205', 'rooms.csv:2: a quotation mark is not closed'],
    ['room\n', 'rooms.csv holds no room'],
  ])('%j is refused', (text, reason) => {
    expect(() => read(text)).toThrow(reason);
  });
});
