/** The words of the developer's console. */
import type { Texts } from '../../frame/languages.ts';

/** What the page's script says; it reads them from the page. */
interface Told {
  readonly understood: string;
  readonly asks: string;
  readonly refused: string;
  readonly cancelled: string;
  readonly why: string;
  readonly nearest: string;
  readonly nothingNear: string;
  readonly sent: string;
  readonly withheld: string;
  readonly notDeclared: string;
  readonly answered: string;
  readonly failed: string;
  readonly replay: string;
  readonly expected: string;
  readonly right: string;
  readonly nothing: string;
  readonly another: string;
  readonly sentence: string;
  readonly got: string;
  readonly unreadable: string;
  readonly lost: string;
  readonly earlier: string;
  readonly confusion: string;
  readonly misses: string;
  readonly reasons: Readonly<Record<string, string>>;
}

export const texts: Texts<{
  title: string;
  lead: string;
  talk: string;
  noSpeaker: string;
  toSpeaker: string;
  turns: string;
  turnsLead: string;
  noTurns: string;
  evaluation: string;
  evaluationLead: string;
  sentences: string;
  file: string;
  locale: string;
  evaluate: string;
  noScript: string;
  grants: string;
  toGrants: string;
  told: Told;
}> = {
  'zh-CN': {
    title: '技能控制台',
    lead: '这里只看得到你自己开发家庭里的对话，不保存；关掉页面就没有了。',
    talk: '对话',
    noSpeaker: '先把这个浏览器变成开发家庭的音箱，才能在这里说话。别的音箱说的话照样会显示。',
    toSpeaker: '变成音箱',
    turns: '每一轮',
    turnsLead: '任何一台音箱或命令行里说的，最新的在最上面。',
    noTurns: '还没有听到什么。',
    evaluation: '评测句子',
    evaluationLead: '每行一句：意图名，冒号，句子。应当被拒绝的写减号，例如“- : 今天真累”。',
    sentences: '句子',
    file: '或选择文件',
    locale: '语言',
    evaluate: '评测',
    noScript: '这个页面需要脚本。',
    grants: '授权',
    toGrants: '在隐私中心修改授权',
    told: {
      understood: '理解为',
      asks: '反问',
      refused: '没有听懂',
      cancelled: '取消',
      why: '原因',
      nearest: '最接近',
      nothingNear: '没有接近的例句',
      sent: '已发送',
      withheld: '未发送',
      notDeclared: '清单里没有',
      answered: '技能已回答，毫秒',
      failed: '失败',
      replay: '用现在的代码再说一遍',
      expected: '应为',
      right: '正确',
      nothing: '（拒绝）',
      another: '别的技能',
      sentence: '句子',
      got: '得到',
      unreadable: '这些行读不懂，行号：',
      lost: '连接断开，正在重连',
      earlier: '（打开页面之前：%）',
      confusion: '混淆表：行是应得的意图，列是得到的。',
      misses: '不对的句子',
      reasons: {
        not_declared: '清单里没有',
        not_granted: '已声明，用户没有授权',
        purpose_changed: '授权的用途与这个版本不同',
        not_present: '这次没有内容',
        pull_only: '已授权，用 pull() 读取',
        device_kind: '酒店房间和儿童的内容不发送',
        child: '儿童的内容不发送',
        region: '运营者在别的地区',
        not_implied: '仅启用技能还不够',
        granted: '已授权',
        implied: '随每次请求发送',
      },
    },
  },
  'en-US': {
    title: 'Skill console',
    lead: 'Turns of your own development household, and of nobody else. Nothing is kept: close the page, and they are gone.',
    talk: 'Talk',
    noSpeaker:
      'To talk here, make this browser a speaker of the development household. What other speakers hear is shown anyway.',
    toSpeaker: 'Make it a speaker',
    turns: 'Turns',
    turnsLead: 'Said at any speaker of the household, or typed; the newest first.',
    noTurns: 'Nothing was said yet.',
    evaluation: 'Evaluate sentences',
    evaluationLead:
      'One sentence a line: the intent, a colon, the sentence. A dash is for what must be refused, as in “- : what a long day”.',
    sentences: 'Sentences',
    file: 'or a file of them',
    locale: 'Language',
    evaluate: 'Evaluate',
    noScript: 'This page needs scripts.',
    grants: 'Grants',
    toGrants: 'Change them in the privacy centre',
    told: {
      understood: 'understood',
      asks: 'asks',
      refused: 'not understood',
      cancelled: 'cancelled',
      why: 'because',
      nearest: 'nearest',
      nothingNear: 'no sample is near',
      sent: 'sent',
      withheld: 'withheld',
      notDeclared: 'not in the manifest',
      answered: 'the skill answered, ms',
      failed: 'failed',
      replay: 'Say it again to the code of now',
      expected: 'expected',
      right: 'right',
      nothing: '(refused)',
      another: 'another skill',
      sentence: 'sentence',
      got: 'got',
      unreadable: 'These lines cannot be read, by number:',
      lost: 'The line broke; coming back',
      earlier: '(before this page was open: %)',
      confusion: 'Confusion: rows are what was expected, columns what came.',
      misses: 'Sentences that went wrong',
      reasons: {
        not_declared: 'not in the manifest',
        not_granted: 'declared, not granted by the user',
        purpose_changed: 'granted for another purpose than this version declares',
        not_present: 'nothing there this time',
        pull_only: 'granted; read it with pull()',
        device_kind: 'never leaves a hotel room or a child',
        child: 'never leaves a child',
        region: 'the operator is in another region',
        not_implied: 'enabling the skill is not enough',
        granted: 'granted',
        implied: 'goes with every request',
      },
    },
  },
};
