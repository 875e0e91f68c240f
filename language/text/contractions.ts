/** Recognisers and people spell these both ways; templates and input are both brought to the long form. */
const fixed = new Map<string, readonly string[]>(
  Object.entries({
    "can't": 'can not',
    cannot: 'can not',
    "won't": 'will not',
    "shan't": 'shall not',
    "ain't": 'is not',
    "let's": 'let us',
    gonna: 'going to',
    wanna: 'want to',
    gimme: 'give me',
    lemme: 'let me',
    gotta: 'got to',
    ok: 'okay',
    'o’clock': "o'clock",
    oclock: "o'clock",
    tv: 'television',
    telly: 'television',
  }).map(([short, long]) => [short, long.split(' ')]),
);

const beforeIs = new Set(
  'what that it there where who how here he she when why everything something nothing'.split(' '),
);
const endings: readonly (readonly [string, string])[] = [
  ["n't", 'not'],
  ["'re", 'are'],
  ["'m", 'am'],
  ["'ll", 'will'],
  ["'d", 'would'],
  ["'ve", 'have'],
];

/** "what's" -> what, is. A possessive stays one word: "mum's". */
export function expandContraction(word: string): readonly string[] {
  const known = fixed.get(word);
  if (known) return known;
  if (!word.includes("'")) return [word];
  for (const [ending, long] of endings) {
    if (word.endsWith(ending) && word.length > ending.length) return [word.slice(0, -ending.length), long];
  }
  if (word.endsWith("'s") && beforeIs.has(word.slice(0, -2))) return [word.slice(0, -2), 'is'];
  return [word];
}
