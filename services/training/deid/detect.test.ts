/** What the rules find, what they leave alone, and that what they replace is gone. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { passesIdCard, passesLuhn } from './checksums.ts';
import { detect } from './detect.ts';
import { placeholder, replaceHits, surrogate } from './operators.ts';

const found = (text: string) =>
  detect(text).map(({ start, end, type }) => `${type}:${text.slice(start, end)}`);

describe('identifiers', () => {
  test.each<[string, string[]]>([
    ['我叫王小明，电话是一三八零零零零幺二三四', ['person:王小明', 'phone:一三八零零零零幺二三四']],
    ['打给138-0000 1234', ['phone:138-0000 1234']],
    ['号码是１３８００００１２３４', ['phone:１３８００００１２３４']],
    ['电话138\u200b0000\u200b1234', ['phone:138\u200b0000\u200b1234']],
    ['身份证号是110101199003074518', ['id_card:110101199003074518']],
    // One digit misheard: the check digit fails, and the number still leads to somebody.
    ['身份证号是110101199003074511', ['id_card:110101199003074511']],
    ['我的车牌是京A12345，另一辆浙AD12345', ['plate:京A12345', 'plate:浙AD12345']],
    ['我住在北京市朝阳区建国路88号3号楼2单元501室', ['address:北京市朝阳区建国路88号3号楼2单元501室']],
    ['给李娜打电话', ['person:李娜']],
    ['微信号是 abc_889', ['account:abc_889']],
    ['验证码是482913', ['code:482913']],
    ['my name is maria gonzalez', ['person:maria gonzalez']],
    [
      'call me at one three eight double oh one two three four five',
      ['phone:one three eight double oh one two three four five'],
    ],
    ['I live at 221B Baker Street', ['address:221B Baker Street']],
    ['email bob dot jones at gmail dot com', ['email:bob dot jones at gmail dot com']],
    ['my SSN is 308-63-0237', ['ssn:308-63-0237']],
    ['my license plate is 7ABC 123', ['plate:7ABC 123']],
    ['the plate number is abc-1234', ['plate:abc-1234']],
    ['AB12 CDE is my number plate', ['plate:AB12 CDE']],
    ['a taxi with the plate KA 01 AB 1234', ['plate:KA 01 AB 1234']],
    ['pay the parking for XYZ 4821 please', ['plate:XYZ 4821']],
    ['the router is 00:1A:2B:3C:4D:5E at 192.168.1.17', ['mac:00:1A:2B:3C:4D:5E', 'ip:192.168.1.17']],
    ['车牌是京A一二三四五', ['plate:京A一二三四五']],
    ['设备号是a六ff，f六a五，幺九三c', ['device_id:a六ff，f六a五，幺九三c']],
    ['路由器是幺九二点幺六八点幺点二十', ['ip:幺九二点幺六八点幺点二十']],
    ['发到li点ming艾特163点com', ['email:li点ming艾特163点com']],
    ['发到幺二三四五六七艾特qq点com', ['email:幺二三四五六七艾特qq点com']],
    ['号码是一三八嗯零零零零然后幺二三四', ['phone:一三八嗯零零零零然后幺二三四']],
    ['找一下王阿姨', ['person:王阿姨']],
    ['下午跟老李开会', ['person:老李']],
    ['把张总的照片发给我', ['person:张总']],
    ['约翰逊·彼得的签证办好了没', ['person:约翰逊·彼得']],
    ['我家在天鹅堡12号楼2单元1501', ['address:天鹅堡12号楼2单元1501']],
    [
      'my passport number is e seven four seven three six one one',
      ['passport:e seven four seven three six one one'],
    ],
    [
      'the mac address is seven one colon e b colon three one colon e f colon seven a colon c b',
      ['mac:seven one colon e b colon three one colon e f colon seven a colon c b'],
    ],
    [
      'the router is at one ninety two dot one sixty eight dot one dot twenty',
      ['ip:one ninety two dot one sixty eight dot one dot twenty'],
    ],
    ['my website is w w w dot bobs dash blog dot net', ['url:w w w dot bobs dash blog dot net']],
    [
      'call nine two two dash six three six dash oh nine one one',
      ['phone:nine two two dash six three six dash oh nine one one'],
    ],
    ['connect to netgear dash five g', ['ssid:netgear dash five g']],
    ["i'm at the corner of church and 16th", ['address:church and 16th']],
    ['my name is hope', ['person:hope']],
    ['the hotspot is called Sunny5G', ['ssid:Sunny5G']],
    ['is this maria', ['person:maria']],
    ['微信号是sunnyday_wang', ['account:sunnyday_wang']],
    ['工号8821，帮我记一下', ['account:8821']],
    ['快递SF 1234 5678 9012到了吗', ['account:SF 1234 5678 9012']],
    ['they texted me 482913', ['code:482913']],
    ['use 4471 to get in', ['code:4471']],
    ['the gate code is 44B7', ['code:44B7']],
    ['88213 is my order number', ['account:88213']],
    ['i live at one hundred forty orchard close please', ['address:one hundred forty orchard close']],
    ['invite Nikos, Hope and Jennifer', ['person:Nikos', 'person:Hope', 'person:Jennifer']],
  ])('%s', (text, wanted) => {
    expect(found(text)).toEqual(wanted);
  });
});

describe('nobody is meant by', () => {
  test.each([
    'the car is a BMW 320',
    'we parked at level B 12',
    'is flight UA 1234 on time',
    'put six plates on the table',
    'the tag is on 12 shirts',
    'set the alarm for 6 am and park the car',
    '明天早上七点叫我起床',
    '把客厅的灯调到百分之五十',
    '房间1204需要两瓶水',
    '股票代码600519今天涨了多少',
    '比分三比二',
    '现在是二零二六年十一月二十九日',
    '播放周杰伦的七里香',
    '许多人都喜欢下雨天',
    '一共花了1,234,567元',
    'turn on the kitchen light',
    'set a timer for ten minutes',
    "what's the weather in london on monday",
    'wake me at six forty five',
    'the score was three to two in 2026',
    'it costs $1,234.56',
    '打10086查话费',
    '诸葛亮是哪个朝代的',
    '固件更新到1.0.12.8就坏了',
    'it broke after i updated to firmware 1.0.12.8',
    'look at forty dot points on slide 6',
    'play angie by billy joel',
    'is the professor in at noon',
    'it is a five minute drive',
    'watch 21 jump street',
    'turn off the cellar light and the garage heating',
    'is it a two way street',
    'the judge ruled',
    'is mr bean on tonight',
    'How do I get to Madison Square Garden?',
    'what does error code e four oh two mean',
    'testing one two three four five six seven eight',
    'the winning numbers are four eight fifteen sixteen twenty three forty two',
    '李白是哪个朝代的诗人',
  ])('%s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('operators', () => {
  test('a placeholder says what was there and nothing else', () => {
    const text = '我叫王小明，电话13800001234';
    expect(replaceHits(text, detect(text), placeholder)).toBe('我叫<PERSON>，电话<PHONE>');
  });

  test('a surrogate has the shape of what it replaces and is drawn anew', () => {
    const text = 'call 415 555 0132';
    const [first, second] = [0, 1].map(() => replaceHits(text, detect(text), surrogate));
    expect(first).toMatch(/^call \d{3} \d{3} \d{4}$/);
    expect(first).not.toBe(text);
    expect(first).not.toBe(second);
  });

  test('a mobile number is gone whatever stands around it and however it is grouped', () => {
    const digit = fc.integer({ min: 0, max: 9 }).map(String);
    const mobile = fc
      .tuple(fc.constantFrom('13', '15', '18'), fc.array(digit, { minLength: 9, maxLength: 9 }))
      .map(([head, tail]) => head + tail.join(''));
    const grouping = fc.constantFrom(
      (number: string) => number,
      (number: string) => `${number.slice(0, 3)}-${number.slice(3, 7)}-${number.slice(7)}`,
      (number: string) => `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`,
      (number: string) => [...number].map((d) => '零一二三四五六七八九'[Number(d)]).join(''),
      (number: string) =>
        [...number]
          .map((d) => 'zero one two three four five six seven eight nine'.split(' ')[Number(d)])
          .join(' '),
    );
    const carrier = fc.constantFrom(['打给', '好吗'], ['我的号码是', ''], ['call ', ' now'], ['', '']);
    fc.assert(
      fc.property(mobile, grouping, carrier, (number, group, [before, after]) => {
        const said = group(number);
        expect(replaceHits(`${before}${said}${after}`, detect(`${before}${said}${after}`))).not.toContain(
          said,
        );
      }),
      { numRuns: 300 },
    );
  });
});

test('check digits follow their standards', () => {
  expect(passesLuhn('4111111111111111')).toBe(true);
  expect(passesLuhn('4111111111111112')).toBe(false);
  expect(passesIdCard('11010519491231002X')).toBe(true);
  expect(passesIdCard('110105194912310021')).toBe(false);
});
