/** The words of “history”. */
import type { Texts } from '../../frame/languages.ts';

export const texts: Texts<{
  title: string;
  lead: string;
  off: string;
  switchOn: string;
  done: Readonly<Record<'deleted' | 'kept', string>>;
  search: string;
  find: string;
  none: string;
  notFound: string;
  you: string;
  earshot: string;
  why: string;
  delete: string;
  deleteOf: (heard: string) => string;
  older: string;
  keep: string;
  days: (days: number) => string;
  save: string;
  range: string;
  from: string;
  until: string;
  deleteRange: string;
  deleteAll: string;
  deleteAllTitle: string;
  deleteAllLead: string;
  stay: string;
  copy: string;
}> = {
  'zh-CN': {
    title: '历史',
    lead: '听到的话和回答，只有你能看到。只有文字，没有声音。',
    off: '历史记录没有打开，什么都没有保存。',
    switchOn: '到“我的选择”中打开',
    done: { deleted: '已删除。', kept: '已保存，旧的记录也按新的时间处理。' },
    search: '搜索',
    find: '搜索',
    none: '还没有记录，从你的下一句话开始。',
    notFound: '没有找到。',
    you: '你',
    earshot: '回答',
    why: '为什么？',
    delete: '删除',
    deleteOf: (heard) => `删除：${heard}`,
    older: '更早的记录',
    keep: '保存多久',
    days: (days) => `${days} 天`,
    save: '保存',
    range: '按时间删除',
    from: '从',
    until: '到（含）',
    deleteRange: '删除这段时间',
    deleteAll: '全部删除',
    deleteAllTitle: '全部删除？',
    deleteAllLead: '所有历史记录会立即删除，无法恢复。',
    stay: '保留',
    copy: '下载历史记录',
  },
  'en-US': {
    title: 'History',
    lead: 'What was heard and answered. You alone can read it. Words only, no sound.',
    off: 'History is off. Nothing has been kept.',
    switchOn: 'Switch it on in your choices',
    done: { deleted: 'Deleted.', kept: 'Saved. It holds for older entries too.' },
    search: 'Search',
    find: 'Search',
    none: 'Nothing yet. It begins with the next thing you say.',
    notFound: 'Nothing was found.',
    you: 'You',
    earshot: 'Answer',
    why: 'Why?',
    delete: 'Delete',
    deleteOf: (heard) => `Delete: ${heard}`,
    older: 'Older ones',
    keep: 'Keep entries for',
    days: (days) => (days === 1 ? '1 day' : `${days} days`),
    save: 'Save',
    range: 'Delete a time',
    from: 'From',
    until: 'Up to and with',
    deleteRange: 'Delete this time',
    deleteAll: 'Delete everything',
    deleteAllTitle: 'Delete everything?',
    deleteAllLead: 'All of the history is deleted at once and cannot be brought back.',
    stay: 'Keep it',
    copy: 'Download the history',
  },
};
