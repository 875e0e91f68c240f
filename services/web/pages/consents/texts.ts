/** The words of “my choices”. */
import type { Texts } from '../../frame/languages.ts';

export const texts: Texts<{
  title: string;
  lead: string;
  done: Readonly<Record<'yes' | 'no' | 'granted' | 'taken', string>>;
  necessary: string;
  needed: string;
  accept: string;
  accepted: string;
  stop: string;
  stopTitle: string;
  stopLead: string;
  stopGo: string;
  keep: string;
  optional: string;
  optionalLead: string;
  exactly: string;
  without: string;
  about: string;
  version: (version: number, since: string) => string;
  older: (version: number) => string;
  changed: (what: string) => string;
  changes: Readonly<Record<string, string>>;
  grants: string;
  grantsLead: string;
  noGrants: string;
  kept: (days: number) => string;
  operator: (name: string, region: string) => string;
  givenByVoice: (when: string) => string;
  givenHere: (when: string) => string;
  records: string;
  record: (given: string, version: number) => string;
  until: (when: string) => string;
  back: string;
}> = {
  'zh-CN': {
    title: '我的选择',
    lead: '每一项都可以单独同意或拒绝，立即生效，正在进行的对话也一样。',
    done: {
      yes: '已同意，从现在起生效。',
      no: '已关闭，从现在起生效。',
      granted: '已授权。',
      taken: '已收回，并已通知对方。',
    },
    necessary: '必需',
    needed: '在你同意之前，音箱不会接收任何声音。',
    accept: '同意并开始使用',
    accepted: '已同意',
    stop: '停止使用语音服务',
    stopTitle: '停止使用语音服务',
    stopLead: '音箱会立即停止接收声音，正在进行的对话也会结束。其他内容保持不变，之后可以再次同意。',
    stopGo: '停止',
    keep: '保持不变',
    optional: '可选',
    optionalLead: '全部可以拒绝，基本的语音功能不受影响。',
    exactly: '具体做什么',
    without: '如果不同意',
    about: '涉及',
    version: (version, since) => `第 ${version} 版，自 ${since} 起`,
    older: (version) => `查看第 ${version} 版`,
    changed: (what) => `说明已更新（${what}），请重新选择。`,
    changes: {
      purpose: '目的',
      field: '数据',
      use: '用途',
      control: '管理方式',
      recipients: '接收方',
      rights: '权利',
      contact: '联系方式',
      risk: '风险',
    },
    grants: '技能得到的授权',
    grantsLead: '技能只能得到它声明过、并且你在这里打开或对音箱说过同意的内容。',
    noGrants: '目前没有技能请求个人信息。',
    kept: (days) => (days === 0 ? '对方不保存' : `对方最多保存 ${days} 天`),
    operator: (name, region) => `${name} · ${region}`,
    givenByVoice: (when) => `${when}有人对音箱说了同意`,
    givenHere: (when) => `${when}在设置里打开`,
    records: '以前的选择',
    record: (given, version) => `${given} 同意第 ${version} 版`,
    until: (when) => `，${when} 收回`,
    back: '返回我的选择',
  },
  'en-US': {
    title: 'My choices',
    lead: 'Each can be agreed to or refused by itself. It counts at once, for what is being said just now too.',
    done: {
      yes: 'Agreed. It counts from now on.',
      no: 'Switched off. It counts from now on.',
      granted: 'Granted.',
      taken: 'Taken back, and the skill is told.',
    },
    necessary: 'Needed',
    needed: 'Until you agree, your speakers take no sound at all.',
    accept: 'Agree and begin',
    accepted: 'Agreed',
    stop: 'Stop the voice service',
    stopTitle: 'Stop the voice service',
    stopLead:
      'Your speakers stop taking sound at once, and what is being said just now ends. Everything else stays as it is, and you can agree again later.',
    stopGo: 'Stop it',
    keep: 'Leave it as it is',
    optional: 'Up to you',
    optionalLead: 'You can refuse all of these. Talking to your speakers works the same.',
    exactly: 'What exactly is done',
    without: 'If you refuse',
    about: 'It is about',
    version: (version, since) => `Version ${version}, since ${since}`,
    older: (version) => `Read version ${version}`,
    changed: (what) => `This has changed (${what}). Please choose again.`,
    changes: {
      purpose: 'what for',
      field: 'which data',
      use: 'how it is used',
      control: 'your control',
      recipients: 'who receives it',
      rights: 'your rights',
      contact: 'whom to reach',
      risk: 'risks',
    },
    grants: 'What skills may have',
    grantsLead:
      'A skill gets what it declared and you switched on here or said yes to at a speaker, and nothing else.',
    noGrants: 'No skill asks for anything personal at the moment.',
    kept: (days) => (days === 0 ? 'not kept by them' : `kept by them for ${days} days at most`),
    operator: (name, region) => `${name} · ${region}`,
    givenByVoice: (when) => `Somebody said yes to a speaker, ${when}`,
    givenHere: (when) => `Switched on in the settings, ${when}`,
    records: 'Earlier choices',
    record: (given, version) => `${given}: agreed to version ${version}`,
    until: (when) => `, taken back ${when}`,
    back: 'Back to my choices',
  },
};
