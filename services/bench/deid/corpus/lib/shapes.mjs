/** What slots ask of their sentence. */
import { chance } from './core.mjs';
import { enAddr, zhAddr } from './names.mjs';

export const sp = (c) => c.group === 'spoken';
export const isZh = (c) => c.loc === 'zh-CN';
export const addrSp = (c) => (c.group === 'written' ? false : c.group === 'spoken' ? true : chance(0.5));
export const A = (k) => (c) => (isZh(c) ? zhAddr(c.part, k, addrSp(c)) : enAddr(c.part, k, addrSp(c)));
