/** What the user hears instead of an answer that failed. */
import { apologySentence } from '../../../language/answer/apology.ts';
import { localeFor } from '../../../language/locale.ts';
import type { Speech } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { ErrorCode } from '../../common/errors/catalogue.ts';

/** What the user hears instead of an answer. One sentence for each kind of failure; never the code. */
export function apologyFor(
  code: ErrorCode,
  localeText: string,
  skillName: string | undefined,
  missing: readonly string[] = [],
): Speech {
  const locale = localeFor(localeText);
  return { text: apologySentence(code, locale, skillName, missing), locale };
}
