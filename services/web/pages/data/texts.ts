/** The words of “my data”. */
import type { Texts } from '../../frame/languages.ts';

export const texts: Texts<{
  title: string;
  lead: string;
  copy: string;
  copyLead: string;
  copyOwn: string;
  copyGo: string;
  restrict: string;
  restrictLead: string;
  restricted: string;
  restrictGo: string;
  liftGo: string;
  done: Readonly<Record<'restricted' | 'lifted', string>>;
  close: string;
  closeLead: string;
  closePoints: readonly string[];
  leaveLead: string;
  leavePoints: readonly string[];
  closeTo: string;
  closeTitle: string;
  closeLast: string;
  closeSure: string;
  closeGo: string;
  stay: string;
  gone: string;
  goneLead: string;
  goneRest: string;
  holders: string;
  holderNames: Readonly<Record<string, string>>;
  isDone: string;
  isPending: string;
  recipients: string;
  noRecipients: string;
  states: Readonly<Record<string, string>>;
  reference: string;
}> = {
  'zh-CN': {
    title: '我的数据',
    lead: '这里的每一步都由你自己立即完成，不需要任何人批准。',
    copy: '下载一份',
    copyLead: '本系统保存的、关于你家的全部内容，一个文件，机器可读。里面有个人信息，请妥善保管。',
    copyOwn: '本系统保存的、关于你的账户的全部内容，一个文件，机器可读。里面有个人信息，请妥善保管。',
    copyGo: '下载全部',
    restrict: '只保存，不使用',
    restrictLead: '音箱不再接收声音，也没有任何内容发出；已有的内容原样保存，直到你取消。',
    restricted: '目前只保存，不使用。',
    restrictGo: '限制使用',
    liftGo: '取消限制',
    done: { restricted: '已限制，立即生效。', lifted: '已取消限制。' },
    close: '注销账户',
    closeLead: '注销会立即停止服务，并删除你家的全部内容。',
    closePoints: [
      '所有音箱立即断开。',
      '收到过内容的技能都会收到删除通知。',
      '加密密钥会被销毁，备份中的内容也无法再读取。',
      '同一个地址三天之内不能再次使用。',
    ],
    leaveLead: '注销会删除你的账户，你离开这个家；家里其他人和他们的音箱不受影响。',
    leavePoints: [
      '属于你的音箱立即断开。',
      '收到过你的内容的技能都会收到删除通知。',
      '你自己的加密密钥会被销毁，备份中的内容也无法再读取。',
      '房间和设备的名字属于这个家，不会删除。',
      '同一个地址三天之内不能再次使用。',
    ],
    closeTo: '继续注销',
    closeTitle: '注销账户？',
    closeLast: '这一步无法撤销。如果需要保留一份，请先下载。',
    closeSure: '输入“注销”以确认',
    closeGo: '永久注销',
    stay: '不注销',
    gone: '账户已注销',
    goneLead: '这是删除的报告。保存这个页面的地址，以后可以随时查看进度；其中没有你的任何信息。',
    goneRest: '尚未完成的部分会自动继续，直到完成。',
    holders: '本系统内',
    holderNames: {
      privacy: '账户与授权',
      skills: '技能设置',
      dialogue: '对话',
      hotel: '酒店',
      training: '训练样本',
    },
    isDone: '已删除',
    isPending: '进行中',
    recipients: '收到过内容的技能',
    noRecipients: '没有技能收到过任何内容。',
    states: { pending: '已通知，等待确认', done: '已确认删除', given_up: '无法送达' },
    reference: '编号',
  },
  'en-US': {
    title: 'My data',
    lead: 'You do each of these yourself and at once. Nobody has to allow it.',
    copy: 'Take a copy',
    copyLead:
      'Everything that is held about your home, in one file that machines can read. It holds personal things: keep it safe.',
    copyOwn:
      'Everything that is held about your account, in one file that machines can read. It holds personal things: keep it safe.',
    copyGo: 'Download everything',
    restrict: 'Keep it, but do not use it',
    restrictLead:
      'Your speakers take no sound and nothing leaves. What there is stays as it is until you say otherwise.',
    restricted: 'It is kept and not used at the moment.',
    restrictGo: 'Restrict it',
    liftGo: 'Use it again',
    done: { restricted: 'Restricted, as of now.', lifted: 'The restriction is over.' },
    close: 'Close the account',
    closeLead: 'Closing stops the service at once and erases everything of your home.',
    closePoints: [
      'All speakers are cut off at once.',
      'Every skill that received something is told to delete it.',
      'The keys are destroyed, so that copies in backups cannot be read either.',
      'The same address cannot be used again for three days.',
    ],
    leaveLead:
      'Closing erases your account, and you leave this home. Everybody else in it stays as they are.',
    leavePoints: [
      'Speakers that are yours are cut off at once.',
      'Every skill that received something of yours is told to delete it.',
      'Your own key is destroyed, so that copies in backups cannot be read either.',
      'Names of rooms and things are the home’s, and stay.',
      'The same address cannot be used again for three days.',
    ],
    closeTo: 'Go on to close it',
    closeTitle: 'Close the account?',
    closeLast: 'This cannot be undone. If you want to keep a copy, download it first.',
    closeSure: 'Type “close” to be sure',
    closeGo: 'Close it for ever',
    stay: 'Do not close it',
    gone: 'The account is closed',
    goneLead:
      'This is the report of what was erased. Keep the address of this page to look again; nothing on it names you.',
    goneRest: 'What is still pending goes on by itself until it is done.',
    holders: 'In this system',
    holderNames: {
      privacy: 'Account and consents',
      skills: 'Settings of skills',
      dialogue: 'Conversations',
      hotel: 'Hotels',
      training: 'Training samples',
    },
    isDone: 'erased',
    isPending: 'under way',
    recipients: 'Skills that had received something',
    noRecipients: 'No skill had received anything.',
    states: {
      pending: 'told, not confirmed yet',
      done: 'confirmed that it is deleted',
      given_up: 'could not be reached',
    },
    reference: 'Reference',
  },
};
