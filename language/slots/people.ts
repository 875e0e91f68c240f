/** People whom everybody calls alike. */
import type { Locale } from '../model/types.ts';
import type { Token } from '../text/tokenise.ts';

const people: { readonly [L in Locale]: ReadonlySet<string> } = {
  'en-US': new Set(
    'grandma grandpa grandmother grandfather granny mom mum mommy mummy mother dad daddy father brother sister son daughter wife husband'.split(
      ' ',
    ),
  ),
  'zh-CN': new Set(
    '爷爷 奶奶 外公 外婆 姥姥 姥爷 爸爸 妈妈 哥哥 弟弟 姐姐 妹妹 儿子 女儿 叔叔 阿姨 舅舅 姑姑 老公 老婆'.split(
      ' ',
    ),
  ),
};

/** Whom everybody calls so: where the name at `at` ends. */
export function personAt(tokens: readonly Token[], at: number, locale: Locale): number | undefined {
  const first = tokens[at]?.key ?? '';
  if (locale === 'en-US') return people[locale].has(first) ? at + 1 : undefined;
  return people[locale].has(first + (tokens[at + 1]?.key ?? '')) ? at + 2 : undefined;
}
