/** The words of “who am I, which devices”. */
import type { Texts } from '../../frame/languages.ts';

export const texts: Texts<{
  title: string;
  staffTitle: string;
  desk: string;
  owner: string;
  member: string;
  done: Readonly<
    Record<
      | 'revoked'
      | 'activated'
      | 'identity'
      | 'passkey'
      | 'removed'
      | 'clock'
      | 'quiet'
      | 'heard'
      | 'hours'
      | 'welcome',
      string
    >
  >;
  clock: string;
  zone: string;
  zoneNote: string;
  quietHours: string;
  quietFrom: string;
  quietUntil: string;
  quietSave: string;
  asked: string;
  quietHour: string;
  quietTomorrow: string;
  hear: string;
  devices: string;
  noDevices: string;
  noRoom: string;
  speaker: string;
  child: string;
  microphone: Readonly<Record<'on' | 'button' | 'off', string>>;
  until: (time: string) => string;
  revoke: string;
  revokeTitle: string;
  revokeLead: (name: string) => string;
  revokeGo: string;
  keep: string;
  ways: string;
  noWays: string;
  passkey: (day: string) => string;
  removeWay: string;
  removeWayTitle: string;
  removeWayLead: (name: string) => string;
  addIdentity: string;
  add: string;
  talk: string;
  deviceCode: string;
  activate: string;
  addPasskey: string;
  passkeyProblem: string;
}> = {
  'zh-CN': {
    title: '我的家',
    staffTitle: '我的账户',
    desk: '回到服务台',
    owner: '你是这个家的主人。',
    member: '你是这个家的成员。',
    done: {
      activated: '音箱已加入你的家。',
      revoked: '已移除，这台音箱不能再连接。',
      identity: '地址已添加，下次可以用它登录。',
      passkey: '通行密钥已添加。',
      removed: '登录方式已移除。',
      clock: '时区已保存，下一句话起生效。',
      quiet: '麦克风已关闭，时间到后自动恢复。',
      heard: '麦克风已恢复。',
      hours: '安静时段已保存。',
      welcome: '账户已建立。在这里添加音箱；其他选择都在“我的选择”里，现在全部关闭。',
    },
    clock: '时钟',
    zone: '家里的时区',
    zoneNote: '报时、安静时段和儿童的每日时长都按这个时区计算。',
    quietHours: '每天的安静时段',
    quietFrom: '从',
    quietUntil: '到',
    quietSave: '保存',
    asked: '有一项选择需要你处理，在此之前音箱可能不会接收声音。',
    quietHour: '静音一小时',
    quietTomorrow: '静音到明早',
    hear: '恢复麦克风',
    devices: '音箱',
    noDevices: '家里还没有音箱。',
    noRoom: '未放入房间',
    speaker: '音箱',
    child: '儿童音箱',
    microphone: { on: '麦克风：听到唤醒词后开启', button: '麦克风：只有按键时开启', off: '麦克风：已关闭' },
    until: (time) => `到 ${time} 为止`,
    revoke: '移除',
    revokeTitle: '移除音箱',
    revokeLead: (name) => `移除“${name}”？它会立即断开，再次使用需要重新绑定。`,
    revokeGo: '移除',
    keep: '保留',
    ways: '登录方式',
    noWays: '还没有登录地址。添加一个，下次就不需要链接了。',
    passkey: (day) => `通行密钥，添加于 ${day}`,
    removeWay: '移除',
    removeWayTitle: '移除登录方式',
    removeWayLead: (name) => `移除“${name}”？用它登录的浏览器会立即退出，之后不能再用它登录。`,
    addIdentity: '添加邮箱或手机号码',
    add: '发送验证码',
    talk: '用这个浏览器说话',
    deviceCode: '音箱显示或念出的六位数字',
    activate: '加入我的家',
    addPasskey: '在这台设备上添加通行密钥',
    passkeyProblem: '通行密钥没有添加成功，请再试一次。',
  },
  'en-US': {
    title: 'My home',
    staffTitle: 'My account',
    desk: 'Back to the desk',
    owner: 'You are the owner of this home.',
    member: 'You are a member of this home.',
    done: {
      activated: 'The speaker belongs to your home now.',
      revoked: 'Removed. This speaker cannot connect any more.',
      identity: 'Added. You can sign in with this address next time.',
      passkey: 'The passkey was added.',
      removed: 'Removed. It signs nobody in any more.',
      clock: 'The time zone is saved. It counts from the next sentence on.',
      quiet: 'The microphone is off, and comes back by itself.',
      heard: 'The microphone is back.',
      hours: 'The quiet hours are saved.',
      welcome: 'You have an account. Add a speaker here; everything else is under “Choices”, and off.',
    },
    clock: 'Clock',
    zone: 'Time zone of the home',
    zoneNote: 'The time of day, quiet hours and a child’s minutes follow it.',
    quietHours: 'Quiet hours, every day',
    quietFrom: 'From',
    quietUntil: 'Until',
    quietSave: 'Save',
    asked: 'A choice of yours is needed. Until then your speakers may take no sound.',
    quietHour: 'Mute for an hour',
    quietTomorrow: 'Mute until tomorrow',
    hear: 'Unmute',
    devices: 'Speakers',
    noDevices: 'There is no speaker in this home yet.',
    noRoom: 'In no room',
    speaker: 'Speaker',
    child: 'For a child',
    microphone: {
      on: 'Microphone: opens after the wake word',
      button: 'Microphone: opens by its button only',
      off: 'Microphone: off',
    },
    until: (time) => `until ${time}`,
    revoke: 'Remove',
    revokeTitle: 'Remove a speaker',
    revokeLead: (name) => `Remove “${name}”? It is cut off at once, and has to be bound again to be used.`,
    revokeGo: 'Remove',
    keep: 'Keep it',
    ways: 'Ways to sign in',
    noWays: 'There is no address to sign in with yet. Add one, and you need no link next time.',
    passkey: (day) => `Passkey, added ${day}`,
    removeWay: 'Remove',
    removeWayTitle: 'Remove a way to sign in',
    removeWayLead: (name) =>
      `Remove “${name}”? Browsers that signed in with it are signed out at once, and it signs nobody in any more.`,
    addIdentity: 'Add a mail address or telephone number',
    add: 'Send a code',
    talk: 'Talk in this browser',
    deviceCode: 'Six digits that a speaker shows or speaks',
    activate: 'Add it to my home',
    addPasskey: 'Add a passkey on this device',
    passkeyProblem: 'The passkey was not added. Try once more.',
  },
};
