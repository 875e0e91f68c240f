/**
 * Text to the token ids of a BERT-like encoder: WordPiece (Wu et al. 2016) as a `tokenizer.json` describes it.
 * Only what such encoders use: clean text, Chinese characters by themselves, lower case without accents, longest
 * pieces first.
 */

interface TokenizerFile {
  readonly normalizer?: { readonly lowercase?: boolean; readonly strip_accents?: boolean | null } | null;
  readonly model?: {
    readonly type?: string;
    readonly vocab?: Readonly<Record<string, number>>;
    readonly unk_token?: string;
    readonly continuing_subword_prefix?: string;
    readonly max_input_chars_per_word?: number;
  };
}

const isHan = /\p{Script=Han}/u;
/** What BERT calls punctuation: every ASCII sign that is neither letter, digit nor space counts, as do Unicode's. */
const isPunctuation = /[\p{P}!-/:-@[-`{-~]/u;
const isSpace = /\s/u;
/** Control characters and what stands for nothing; tabs and line ends are spaces. */
const isDropped = /[\p{Cc}\p{Cf}\uFFFD]/u;

export class WordPiece {
  readonly #vocabulary: ReadonlyMap<string, number>;
  readonly #isLowerCase: boolean;
  readonly #prefix: string;
  readonly #longestWord: number;
  readonly #unknown: number;
  readonly #first: number;
  readonly #last: number;

  /** @throws RangeError when `file` is no WordPiece `tokenizer.json` */
  constructor(file: unknown) {
    const { model, normalizer } = file as TokenizerFile;
    if (model?.type !== 'WordPiece' || model.vocab === undefined)
      throw new RangeError('not a WordPiece tokenizer.json');
    const vocabulary = new Map(Object.entries(model.vocab));
    const idOf = (token: string): number => {
      const id = vocabulary.get(token);
      if (id === undefined) throw new RangeError(`the vocabulary has no ${token}`);
      return id;
    };
    this.#vocabulary = vocabulary;
    this.#isLowerCase = normalizer?.lowercase !== false;
    this.#prefix = model.continuing_subword_prefix ?? '##';
    this.#longestWord = model.max_input_chars_per_word ?? 100;
    this.#unknown = idOf(model.unk_token ?? '[UNK]');
    this.#first = idOf('[CLS]');
    this.#last = idOf('[SEP]');
  }

  /** Ids with the marks of beginning and end, at most `maxTokens` of them. */
  encode(text: string, maxTokens = 128): number[] {
    const ids = [this.#first];
    for (const word of this.#words(text)) {
      this.#cut(word, ids);
      if (ids.length >= maxTokens) break;
    }
    ids.length = Math.min(ids.length, maxTokens - 1);
    ids.push(this.#last);
    return ids;
  }

  #words(text: string): string[] {
    const plain = this.#isLowerCase
      ? text
          .normalize('NFD')
          .replace(/\p{Mn}/gu, '')
          .toLowerCase()
      : text;
    const words: string[] = [];
    let word = '';
    const end = (): void => {
      if (word !== '') words.push(word);
      word = '';
    };
    for (const character of plain) {
      if (isSpace.test(character)) end();
      else if (isDropped.test(character)) continue;
      else if (isHan.test(character) || isPunctuation.test(character)) {
        end();
        words.push(character);
      } else word += character;
    }
    end();
    return words;
  }

  #cut(word: string, into: number[]): void {
    const characters = [...word];
    const before = into.length;
    let from = 0;
    while (from < characters.length && characters.length <= this.#longestWord) {
      let to = characters.length;
      let id: number | undefined;
      for (; to > from; to--) {
        const piece = characters.slice(from, to).join('');
        id = this.#vocabulary.get(from === 0 ? piece : this.#prefix + piece);
        if (id !== undefined) break;
      }
      if (id === undefined) break;
      into.push(id);
      from = to;
    }
    if (from === characters.length) return;
    // A word that cannot be cut to its end is unknown as a whole.
    into.length = before;
    into.push(this.#unknown);
  }
}
