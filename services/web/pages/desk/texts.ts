/** The words of the desk. */
import type { Texts } from '../../frame/languages.ts';

export const texts: Texts<{
  title: string;
  requests: string;
  rooms: string;
  account: string;
  waiting: string;
  going: string;
  over: string;
  nothing: Readonly<Record<'waiting' | 'going' | 'over', string>>;
  room: (name: string) => string;
  states: Readonly<Record<'new' | 'accepted' | 'on_the_way' | 'done' | 'declined', string>>;
  acts: Readonly<Record<'accept' | 'go' | 'done' | 'decline' | 'reopen', string>>;
  more: string;
  late: (times: number) => string;
  soundOn: string;
  soundOff: string;
  live: Readonly<Record<'on' | 'off', string>>;
  arrived: string;
  grewLate: string;
  allDepartments: string;
  department: string;
  mine: string;
  you: string;
  nobody: string;
  former: string;
  asked: string;
  history: string;
  give: string;
  giveGo: string;
  pass: string;
  passGo: string;
  back: string;
  by: Readonly<Record<'room' | 'operator' | 'clock', string>>;
  did: Readonly<
    Record<
      | 'asked'
      | 'accepted'
      | 'on_the_way'
      | 'done'
      | 'declined'
      | 'passed_on'
      | 'assigned'
      | 'late'
      | 'reopened',
      (to: string) => string
    >
  >;
  find: string;
  findGo: string;
  noRooms: string;
  noRoomsFound: string;
  vacant: string;
  occupied: string;
  disturbOn: string;
  disturbOff: string;
  disturbing: string;
  checkIn: string;
  checkOut: string;
  language: string;
  languages: Readonly<Record<'zh-CN' | 'en-US', string>>;
  change: string;
  outTitle: string;
  outLead: (room: string) => string;
  keep: string;
  noSpeaker: string;
}> = {
  'zh-CN': {
    title: '服务台',
    requests: '请求',
    rooms: '房间',
    account: '我的账户',
    waiting: '等待接单',
    going: '进行中',
    over: '最近结束',
    nothing: { waiting: '没有等待的请求', going: '没有进行中的请求', over: '还没有' },
    room: (name) => `${name} 房`,
    states: { new: '新请求', accepted: '已接单', on_the_way: '在路上', done: '已完成', declined: '已婉拒' },
    acts: { accept: '接单', go: '出发', done: '完成', decline: '婉拒', reopen: '撤回' },
    more: '详情',
    late: (times) => (times > 1 ? `超时 · 已提醒 ${times} 次` : '超时'),
    soundOn: '铃声：关',
    soundOff: '铃声：开',
    live: { on: '实时更新', off: '连接中断，正在重连…' },
    arrived: '新请求',
    grewLate: '已超时',
    allDepartments: '所有部门',
    department: '部门',
    mine: '我的',
    you: '我',
    nobody: '无人',
    former: '以前的同事',
    asked: '提出时间',
    history: '经过',
    give: '交给同事',
    giveGo: '交给',
    pass: '转给其他部门',
    passGo: '转交',
    back: '回到服务台',
    by: { room: '客房', operator: '管理员', clock: '系统' },
    did: {
      asked: () => '提出请求',
      accepted: () => '接单',
      on_the_way: () => '出发',
      done: () => '完成',
      declined: () => '婉拒',
      passed_on: (to) => `转给${to}`,
      assigned: (to) => `交给${to}`,
      late: () => '提醒：已超时',
      reopened: () => '撤回，重新进行',
    },
    find: '查找房间',
    findGo: '查找',
    noRooms: '这家酒店还没有房间。',
    noRoomsFound: '没有找到这样的房间。',
    vacant: '空房',
    occupied: '入住中',
    disturbOn: '设为请勿打扰',
    disturbOff: '取消请勿打扰',
    disturbing: '请勿打扰',
    checkIn: '入住',
    checkOut: '退房',
    language: '客人的语言',
    languages: { 'zh-CN': '中文', 'en-US': 'English' },
    change: '更改',
    outTitle: '退房',
    outLead: (room) => `为 ${room} 房办理退房？这次入住的一切会立即删除，未完成的请求最多再保留一天。`,
    keep: '不退房',
    noSpeaker: '没有音箱',
  },
  'en-US': {
    title: 'Desk',
    requests: 'Requests',
    rooms: 'Rooms',
    account: 'My account',
    waiting: 'Waiting',
    going: 'Under way',
    over: 'Lately done',
    nothing: { waiting: 'Nobody is waiting', going: 'Nothing is under way', over: 'Nothing yet' },
    room: (name) => `Room ${name}`,
    states: {
      new: 'New',
      accepted: 'Accepted',
      on_the_way: 'On the way',
      done: 'Done',
      declined: 'Declined',
    },
    acts: { accept: 'Accept', go: 'On my way', done: 'Done', decline: 'Decline', reopen: 'Take back' },
    more: 'Details',
    late: (times) => (times > 1 ? `Late · told ${times} times` : 'Late'),
    soundOn: 'Bell: off',
    soundOff: 'Bell: on',
    live: { on: 'Live', off: 'Connection lost, trying again…' },
    arrived: 'New request',
    grewLate: 'Late',
    allDepartments: 'All departments',
    department: 'Department',
    mine: 'Mine',
    you: 'You',
    nobody: 'Nobody',
    former: 'A former colleague',
    asked: 'Asked at',
    history: 'What happened',
    give: 'Give it to a colleague',
    giveGo: 'Give',
    pass: 'Pass it on to another department',
    passGo: 'Pass on',
    back: 'Back to the desk',
    by: { room: 'The room', operator: 'The operator', clock: 'The clock' },
    did: {
      asked: () => 'asked for it',
      accepted: () => 'accepted it',
      on_the_way: () => 'is on the way',
      done: () => 'did it',
      declined: () => 'declined it',
      passed_on: (to) => `passed it on to ${to}`,
      assigned: (to) => `gave it to ${to}`,
      late: () => 'says that it is late',
      reopened: () => 'took that back',
    },
    find: 'Find a room',
    findGo: 'Find',
    noRooms: 'This hotel has no rooms yet.',
    noRoomsFound: 'There is no such room.',
    vacant: 'Vacant',
    occupied: 'Occupied',
    disturbOn: 'Set do not disturb',
    disturbOff: 'End do not disturb',
    disturbing: 'Do not disturb',
    checkIn: 'Check in',
    checkOut: 'Check out',
    language: 'The guest speaks',
    languages: { 'zh-CN': '中文', 'en-US': 'English' },
    change: 'Change',
    outTitle: 'Check out',
    outLead: (room) =>
      `Check out room ${room}? Everything of this stay is erased at once; open requests are kept a day at most.`,
    keep: 'Not now',
    noSpeaker: 'No speaker',
  },
};
