import { expect, test } from 'vitest';
import { connectStays } from './stays.ts';

/** Answers in turn, and keeps what it was asked. */
function scripted(...answers: Response[]) {
  const asked: { url: string; method: string; body: unknown; key: string | null }[] = [];
  const send: typeof fetch = async (url, { method = '', body, headers } = {}) => {
    const text = typeof body === 'string' ? JSON.parse(body) : undefined;
    asked.push({ url: String(url), method, body: text, key: new Headers(headers).get('authorization') });
    return answers.shift() ?? new Response(null, { status: 500 });
  };
  return { asked, stays: connectStays('https://earshot.example', 'earshot-hotel-key', send) };
}

test('a check-in says a room and a language, and nothing about who stays', async () => {
  const { asked, stays } = scripted(Response.json({ id: 'stay_1' }, { status: 201 }));
  expect(await stays.checkIn('1204', 'zh-CN')).toBe('stay_1');
  expect(asked).toEqual([
    {
      url: 'https://earshot.example/v1/hotel/rooms/1204/stay',
      method: 'POST',
      body: { language: 'zh-CN' },
      key: 'Bearer earshot-hotel-key',
    },
  ]);
});

test('a check-out that is sent again is done; anything else that is refused is told by its code', async () => {
  const { stays } = scripted(
    new Response(null, { status: 204 }),
    Response.json({ code: 'NOT_FOUND' }, { status: 404 }),
    Response.json({ code: 'ROOM_OCCUPIED' }, { status: 409 }),
  );
  await stays.checkOut('stay_1');
  await stays.checkOut('stay_1');
  await expect(stays.checkIn('1204', 'en-US')).rejects.toThrow('409 ROOM_OCCUPIED');
});
