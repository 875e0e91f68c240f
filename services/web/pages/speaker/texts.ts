/** The words of the browser speaker. */
import type { Texts } from '../../frame/languages.ts';

/** What the page's script says; it reads them from the page. */
interface Spoken {
  readonly connecting: string;
  readonly ready: string;
  readonly listening: string;
  readonly thinking: string;
  readonly speaking: string;
  readonly lost: string;
  readonly replaced: string;
  readonly removed: string;
  readonly refused: string;
  readonly denied: string;
  readonly failed: string;
  readonly muted: string;
  readonly consent: string;
  readonly you: string;
  readonly timeline: string;
}

export const texts: Texts<{
  title: string;
  lead: string;
  begin: string;
  beginLead: string;
  onlyOwner: string;
  stop: string;
  talk: string;
  hint: string;
  type: string;
  send: string;
  conversation: string;
  stages: Readonly<
    Record<'wake' | 'listen' | 'recognise' | 'understand' | 'route' | 'act' | 'speak', string>
  >;
  spoken: Spoken;
}> = {
  'zh-CN': {
    title: '用浏览器说话',
    lead: '这个浏览器就是一台音箱。只在你按下按钮后才听。',
    begin: '把这个浏览器变成音箱',
    beginLead: '它会成为你家的一台音箱，和别的音箱一样可以随时移除。',
    onlyOwner: '只有家的主人可以添加音箱。',
    stop: '不再当音箱',
    talk: '说话',
    hint: '按住说话，或点一下再说；也可以按空格键。',
    type: '或者打字',
    send: '发送',
    conversation: '对话',
    stages: {
      wake: '唤醒',
      listen: '听',
      recognise: '识别',
      understand: '理解',
      route: '转交',
      act: '执行',
      speak: '说',
    },
    spoken: {
      connecting: '正在连接…',
      ready: '可以说话了',
      listening: '正在听…',
      thinking: '正在想…',
      speaking: '正在说…',
      lost: '连接断了，正在重新连接…',
      replaced: '另一个窗口接着说了。要在这里说，请刷新页面。',
      removed: '这个浏览器已经不是音箱了。先按“不再当音箱”，再重新添加。',
      refused: '连不上，还在试。如果它已从家里移除，请按“不再当音箱”，再重新添加。',
      denied: '浏览器没有允许使用麦克风。可以打字，或在浏览器设置里允许。',
      failed: '没有成功，请再试一次。',
      muted: '麦克风已关闭。',
      consent: '还没有同意服务条款，所以没有听。请主人在隐私中心确认。',
      you: '你',
      timeline: '这一轮用了多久',
    },
  },
  'en-US': {
    title: 'Talk in the browser',
    lead: 'This browser is a speaker. It listens only after you press the button.',
    begin: 'Make this browser a speaker',
    beginLead: 'It becomes one of your home’s speakers, and can be removed like any other.',
    onlyOwner: 'Only the owner of a home adds speakers.',
    stop: 'Stop being a speaker',
    talk: 'Talk',
    hint: 'Hold to talk, or tap and talk. The space bar works too.',
    type: 'Or type',
    send: 'Send',
    conversation: 'Conversation',
    stages: {
      wake: 'wake',
      listen: 'listen',
      recognise: 'recognise',
      understand: 'understand',
      route: 'route',
      act: 'act',
      speak: 'speak',
    },
    spoken: {
      connecting: 'Connecting…',
      ready: 'Ready',
      listening: 'Listening…',
      thinking: 'Thinking…',
      speaking: 'Speaking…',
      lost: 'The connection was lost. Connecting again…',
      replaced: 'Another window goes on from here. Reload this page to talk in this one.',
      removed: 'This browser is no longer a speaker. Press “Stop being a speaker”, then make it one again.',
      refused:
        'No connection yet; still trying. If it was removed from the home, press “Stop being a speaker”, then make it one again.',
      denied:
        'The browser does not allow the microphone. Type instead, or allow it in the browser’s settings.',
      failed: 'That did not work. Please try again.',
      muted: 'The microphone is off.',
      consent:
        'The terms were not accepted, so nothing was heard. The owner accepts them in the privacy centre.',
      you: 'You',
      timeline: 'How long this turn took',
    },
  },
};
