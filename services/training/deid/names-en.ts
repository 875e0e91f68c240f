/** Names of people in English text, cased as people write or lower-case as recognisers do. */
import type { Certainty, Hit } from './hit.ts';
import { isCharacter, isOfEverybodyEnglish } from './known.ts';
import { commonness, englishNames, everydayWords, placeNames } from './lexicon/lexicon.ts';

interface Token {
  readonly word: string;
  readonly lower: string;
  readonly start: number;
  readonly end: number;
  readonly isCapital: boolean;
  /** First of its sentence, where a capital says nothing. */
  readonly isFirst: boolean;
}

const titles = new Set(
  'mr mrs ms miss mister missus dr doctor prof professor madam madame reverend rev father sister brother captain capt judge officer detective sergeant aunt auntie uncle grandma grandpa cousin nurse coach'.split(
    ' ',
  ),
);
const particles = new Set(
  'van von de der den del della di da dos das du la le bin ibn al el ben mac mc st san ter'.split(' '),
);
/** Behind a name they belong to it. */
const suffixes = new Set('jr sr phd md dds dvm esq ii iii iv'.split(' '));
/** Names that are words or places first: without more that speaks for a person they are let go. */
const ordinary = new Set(
  'in so many china long my season major sunday see man al september clinton january america india soon hong un star song asia angeles florida yen chance paris numbers spring francisco era winter carry sun else irish roman queen forest miss loan marine junior golden gay sydney temple santa kenya le brain an oh cool bots killed baby big three fuse kill ok okay yes no hey hi alright tv to said he new more people her than you do me too kind lovely sweet early late short small good fair wise strong hardy sharp swift will may mark rose grace hope faith joy art bill pat dean grant chase drew frank rich sunny april june august summer autumn melody harmony crystal ruby amber pearl ivy lily violet daisy olive ginger angel king young white black brown green gray hill wood woods stone rivers lake park bush church bell day price rice page love best banks cook baker carter mason hunter fisher farmer case powers english french west north east south street house hall law field means royal wisdom bot little miles iris dawn sky rain storm jack victor max rusty dusty sandy misty cherry candy honey bunny kitty teddy buddy jay robin wren eve noel holly carol basil sage ray gene sue bob don gill van dot penny jewel heath cliff glen dale ford lane rod guy'.split(
    ' ',
  ),
);
/** What introduces a name, as the words before it, nearest last. */
const introduced =
  /(?:\b(?:my|his|her|their|your|our|the|whose) (?:full |first |last |middle |maiden )?(?:name|surname|nickname)(?: is|'s|:)?|\bnamed|\bcalled|\bknown as|\bname's|\bi'm|\bi am|\bthis is|\bsigned|\bask for|\bspeak(?:ing)? (?:to|with)|\btalk(?:ing)? (?:to|with)|\bcall(?:ing)?|\bdial|\bring|\bphone|\btext(?:ing)?|\bmessag(?:e|ing)|\be-?mail(?:ing)?|\btell|\bremind|\bask|\binvite|\bmeet(?:ing)?(?: with)?|\bvisit|\bdear|\bhi|\bhello|\bhey|\bthanks|\bthank you|\bregards|\bsincerely|\blove|\bby|\bfrom|\bfor|\bto|\bwith|\bversus|\bvs|\bsay hi to|\bcare of|\bc\/o|\battn|\bcontact|\bmy (?:friend|husband|wife|son|daughter|brother|sister|mother|father|mom|mum|dad|boss|neighbou?r|colleague|partner|cousin|uncle|aunt|doctor|teacher|roommate|boyfriend|girlfriend|fianc[eé]e?|grandson|granddaughter|nephew|niece),?)\s$/i;
const strongly =
  /(?:name(?:'s| is|:)?|surname is|named|known as|i'm|i am|this is|ask for|speak(?:ing)? (?:to|with)|dear|\b(?:call|text|dial|phone|facetime|message|e-?mail|remind|invite|tell|ask|thank|meet|visit)(?: up)?|\bmessages? (?:to|from)|\bcalls? (?:to|from)|\b(?:lunch|dinner|coffee|meeting|appointment|drinks) with|\bmy (?:friend|husband|wife|son|daughter|brother|sister|boss|neighbou?r|colleague|partner|cousin|uncle|aunt|nephew|niece),?)\s$/i;
/** What follows a person and hardly anything else. */
const followed =
  /^(?:(?: home| here| there| available| awake)(?:\?|$| about| to)|'s (?:number|phone|birthday|house|address|email|e-mail|place|wife|husband|mother|father|sister|brother|daughter|son|party|calendar|room|wedding|office|appointment|account)|,? (?:phd|md|jr|sr|esq)\b| (?:called|texted|lives|said|says|asked|told|emailed|messaged|moved|married|works|phoned|shouted|is (?:very|so|a|from|my|your|his|her)|was a|will be|spent|, can (?:i|you)|, could (?:i|you)|, please))/i;
/** Last words of everything that introduces. */
const leaders = new Set(
  "name surname nickname is named called as i'm im am it it's its this signed for to with call calling calls dial ring phone facetime text texting message messaging messages e-mail email emailing e-mailing mail tell remind ask invite meet meeting visit thank dear hi hello hey thanks you regards sincerely love by from versus vs of o attn contact up friend husband wife son daughter brother sister mother father mom mum dad boss neighbor neighbour colleague partner cousin uncle aunt doctor teacher roommate boyfriend girlfriend fiance fiancé fiancée fiancee grandson granddaughter nephew niece meant card are uh um like er".split(
    ' ',
  ),
);
const companies =
  /^(?:'s)?,? (?:ltd|inc|llc|corp|group|gmbh|plc|and sons|& sons|& co|company|university|college|school|hospital|street|st|avenue|ave|road|rd|boulevard|blvd|lane|drive|square|park|river|lake|airport|station|hotel|mall|bridge|county|city|island|beach|museum|library|church)\b/i;
/** Songs, films and their makers; the weather of towns; what is looked for nearby. */
const performed =
  /^(?:\W*(?:hey|hi|um|uh|okay|ok|so|like|sorry|yeah|well|right|oh|and|hello|actually|alexa|google|siri|please|can|could|you|i want to|let's|play)\b)*\W*(?:play|sing|who (?:sings?|sang|wrote|is|was|won|painted|invented|discovered|directed|played|plays)|when (?:was|did)|how (?:old|tall|rich) (?:is|was)|did|what(?:'s| is) the (?:capital|population)|tell me (?:a story )?about|watch|listen to|put on|shuffle|is there an?)\b[^.?!]*$/i;
const placedBefore =
  /\b(?:weather|rain|snow|hot|cold|humid|forecast|temperature|time|flights?|traffic|hotels?|restaurants?|population)\b[^.?!\n]{0,24}\b(?:in|at|near)\s(?:st\.? |san |new |fort |mount |lake )?$/i;
const headedBefore =
  /\b(?:flights?|trains?|bus(?:es)?|tickets?|distance|far|traffic)\b[^.?!\n]{0,16}\b(?:to|from)\s(?:st\.? |san |new |fort |mount |lake )?$/i;
const nearbyAfter =
  /^(?:'?s)? (?:near|nearby|around here|closest|open|menu|hours|delivery|movies?|songs?|albums?|concerts?|tickets|soundtrack)\b/i;
/** A name that is a word first is meant as a name where these stand before it. */
const nothingElse =
  /\b(?:send (?:a|an) \w+ to|(?:my|his|her|their) (?:first |last |full |middle )?name is|surname(?: is)?|(?:daughter|son|wife|husband|sister|brother|friend|nephew|niece|cousin|boss|neighbou?r),?(?: is| named| called)?|named|i meant|name of|name on (?:the )?card|the kids are|kids are|is this)\s(?:uh |um |like |er )?$/i;
/** Who speaks: a word that is a name too is one only where nothing but the call goes on behind it. */
const speaking = /\b(?:i'm|im|i am|this is|it's|its)\s(?:uh |um |like |er )?$/i;
const speakingAfter =
  /^(?: [\p{L}'’-]+)?(?:[.,!?]|$| (?:here|calling|speaking|again|my|i|from|and my|and i)\b)/iu;
const wordPattern = /[A-Za-zÀ-ɏ](?:[A-Za-zÀ-ɏ'’-]|[\u0300-\u036F])*/g;
const months = new Set(['april', 'may', 'june', 'august']);
const calendar = new Set(
  'monday tuesday wednesday thursday friday saturday sunday january february march july september october november december christmas alexandria im ive ill dial ping mac login imei imsi iccid meid iban ssid sim uuid gps noon delta santa claus easter halloween english chinese french german spanish italian american british god internet alexa siri cortana bixby jarvis olly cant hows google amazon netflix spotify youtube'.split(
    ' ',
  ),
);

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let previousEnd = 0;
  for (const match of text.matchAll(wordPattern)) {
    const word = match[0].replace(/['’]s?$/i, '');
    const between = text.slice(previousEnd, match.index);
    const first = word[0] ?? '';
    tokens.push({
      word,
      lower: word.toLowerCase(),
      start: match.index,
      end: match.index + word.length,
      isCapital: first !== first.toLowerCase(),
      isFirst: tokens.length === 0 || /[.!?\n"“”:]/.test(between),
    });
    previousEnd = match.index + match[0].length;
  }
  return tokens;
}

const known = new Map<string, number>();

/** As {@link namelinessOf}, remembered for the words that come again and again. */
function nameliness(token: Token): number {
  const remembered = known.get(token.word);
  if (remembered !== undefined) return remembered;
  const found = namelinessOf(token);
  // Bounded: texts are strangers'.
  if (known.size < 50_000) known.set(token.word, found);
  return found;
}

/** How much a word looks like a name, from its letters and the lists alone: 0 not at all, 3 hardly anything else. */
function namelinessOf({ lower, word }: Token): number {
  if (lower.length < 2 || calendar.has(lower) || lower.startsWith("i'")) return 0;
  // Letters that English does not have, on a word that it does not use.
  if (/[^a-z'’-]/.test(lower)) return commonness(lower, 'en-US') === -1 ? 3 : 2;
  if (word.length > 1 && word.length < 5 && word === word.toUpperCase()) return 0;
  const { first, last, others } = englishNames();
  const rank = commonness(lower, 'en-US');
  const isRare = rank === -1;
  // Written small it is the word; a surname behind a first name is found all the same.
  if (everydayWords().has(lower) && word === lower) return 0;
  if (ordinary.has(lower)) return 1;
  if (first.has(lower)) return rank === -1 || rank > 1_500 ? 3 : 2;
  if (last.has(lower)) return rank === -1 || rank > 8_000 ? 3 : rank > 2_500 ? 2 : 1;
  if (others.has(lower)) return isRare ? 3 : rank > 12_000 ? 2 : rank > 2_000 ? 1 : 0;
  return isRare ? 1 : 0;
}

/** @param text the view's */
export function englishNameHits(text: string): Hit[] {
  const tokens = tokensOf(text);
  // Where nothing but a sentence's first letter is large, capitals say nothing at all.
  const isCased = tokens.some(
    ({ isCapital, isFirst, lower }) => isCapital && !isFirst && lower !== 'i' && !lower.startsWith("i'"),
  );
  const hits: Hit[] = [];
  const scores = tokens.map(nameliness);
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    const previous = tokens[index - 1];
    // Most words are no names by themselves, and nothing before them makes them one.
    if (scores[index] === 0 && !(previous !== undefined && titles.has(previous.lower))) continue;
    // Nothing of what follows is looked for where the word before is none that leads to a name.
    const isLed = previous !== undefined && leaders.has(previous.lower);
    const before = text.slice(Math.max(0, token.start - 40), token.start);
    const isTitled =
      previous !== undefined &&
      titles.has(previous.lower) &&
      /^[.]?\s$/.test(text.slice(previous.end, token.start));
    const isIntroduced = isLed && introduced.test(before);
    const isStrong = isTitled || (isLed && strongly.test(before));
    const isTitle = titles.has(token.lower);
    const mayBegin = isTitled ? !isTitle : canBegin(token, scores[index]!, isCased, isStrong);
    const isPair = scores[index]! > 0 && beginsPair(tokens, index, scores, text);
    const isMeant =
      isLed &&
      scores[index]! > 0 &&
      !neverName.has(token.lower) &&
      (nothingElse.test(before) ||
        (speaking.test(before) &&
          (isPair || (isCased && token.isCapital)) &&
          speakingAfter.test(text.slice(token.end, token.end + 40))));
    if ((!mayBegin && !isPair && !isMeant) || isTitle) continue;
    if (isTitled && (neverName.has(token.lower) || isCharacter(text.slice(token.start, token.start + 24))))
      continue;
    // "The judge ruled": a word that no list of names knows, written small.
    if (isTitled && scores[index] === 0 && !token.isCapital && !isUnknown(token)) continue;
    if (
      (!isStrong || isTitled) &&
      ((token.start < 60 && performed.test(text.slice(0, token.start))) ||
        placedBefore.test(before) ||
        headedBefore.test(before))
    )
      continue;
    let last = index;
    for (let next = index + 1; next < tokens.length && next - index < 6; next++) {
      const gap = text.slice(tokens[last]!.end, tokens[next]!.start);
      if (!/^(?:[ ]|[ ]?[-][ ]?|\. )$/.test(gap) || (gap === '. ' && tokens[last]!.word.length > 1)) break;
      const candidate = tokens[next]!;
      const goesOn = isCased
        ? candidate.isCapital && !calendar.has(candidate.lower) && !titles.has(candidate.lower)
        : scores[next]! >= 2 || (scores[next]! >= 1 && commonness(candidate.lower, 'en-US') === -1);
      const { first, last: family } = englishNames();
      const follower = tokens[next + 1];
      const isInitial =
        candidate.word.length === 1 &&
        follower !== undefined &&
        (family.has(follower.lower) || first.has(follower.lower)) &&
        scores[index]! >= 2;
      const isSecond =
        isInitial ||
        (next - index <= 2 &&
          (first.has(token.lower) || isMeant || (isIntroduced && isUnknown(token))) &&
          (family.has(candidate.lower) || first.has(candidate.lower)) &&
          !neverName.has(candidate.lower) &&
          (isMeant || isPair || !isFunctionWord(candidate)) &&
          (isMeant || isPair || !ordinary.has(candidate.lower)));
      const isAddition = suffixes.has(candidate.lower);
      if (!goesOn && !isSecond && !isAddition && !leadsOn(tokens, next, isCased)) break;
      last = next;
    }
    const { last: families } = englishNames();
    const endsName = (at: number) =>
      isCased ? tokens[at]!.isCapital : (isMeant || isStrong) && families.has(tokens[at]!.lower);
    while (last > index && particles.has(tokens[last]!.lower) && !endsName(last)) last--;
    const isThing =
      !isCased && !isTitled && previous !== undefined && articles.has(previous.lower) && index > 0;
    if (isThing && !isNamedBehind.test(text.slice(tokens[last]!.end, tokens[last]!.end + 12))) {
      index = last;
      continue;
    }
    const end = tokens[last]!.end;
    const words = tokens.slice(index, last + 1);
    const certainty = judge(
      words,
      scores.slice(index, last + 1),
      text.slice(end, end + 24),
      isIntroduced || isPair || isMeant,
      isStrong || isPair || isMeant,
      isTitled,
      isCased,
    );
    const isOurs = isStrong || isMeant || !isOfEverybodyEnglish(text, token.start, end);
    if (certainty !== undefined && isOurs && !(nearbyAfter.test(text.slice(end, end + 16)) && !isStrong)) {
      const reason = `name: ${isTitled ? 'behind a title' : isStrong ? 'introduced' : isIntroduced ? 'words before it' : 'listed'}`;
      hits.push({ start: isTitled ? previous!.start : token.start, end, type: 'person', certainty, reason });
    }
    index = last;
  }
  return [...hits, ...listedBeside(tokens, scores, text, hits, isCased)];
}

/** What stands behind them in small letters is a thing: the cellar light. A family is called with one too. */
const articles = new Set(['the', 'a', 'an', 'these', 'those', 'each', 'every', 'some']);
const isNamedBehind = /^(?:'s\b|s\b| famil| household| residence)/;

const listSign = /^(?:, and|, or|,| and| or| &) $/;

/** "Nikos, Hope and Jennifer": a word that may be a name stands in a list with names. */
function listedBeside(
  tokens: readonly Token[],
  scores: readonly number[],
  text: string,
  hits: readonly Hit[],
  isCased: boolean,
): Hit[] {
  if (hits.length < 2) return [];
  return tokens.flatMap((token, index) => {
    const isName = isCased
      ? token.isCapital && scores[index]! > 0
      : scores[index]! > 0 && ordinary.has(token.lower);
    if (!isName || neverName.has(token.lower) || calendar.has(token.lower)) return [];
    if (hits.some((hit) => hit.start < token.end && token.start < hit.end)) return [];
    const isBehind = hits.some(
      (hit) => hit.end < token.start && listSign.test(text.slice(hit.end, token.start)),
    );
    const isBefore = hits.some(
      (hit) => hit.start > token.end && listSign.test(text.slice(token.end, hit.start)),
    );
    if (!isBehind || !isBefore) return [];
    const { start, end } = token;
    return [{ start, end, type: 'person', certainty: 'likely', reason: 'name: listed with others' } as const];
  });
}

/** A particle that leads to a further part of the name: "van der Voet". */
function leadsOn(tokens: readonly Token[], from: number, isCased: boolean): boolean {
  let index = from;
  while (index < tokens.length && particles.has(tokens[index]!.lower)) index++;
  const next = tokens[index];
  return index > from && next !== undefined && (isCased ? next.isCapital : nameliness(next) >= 1);
}

/** Behind a title they are no name: "is the professor in". */
const neverName = new Set(
  'in sings sing sang play plays out here there how what who when where why at on is are was you me and or the a an i it my your of to for from with said says please thanks pepper number here home not about near is so just still really very going done ready sorry sure late early back good fine glad happy hungry tired looking trying getting calling running having thinking planning also all any some one two three four five six seven eight nine ten zero whats thats hows wheres whos gonna wanna gotta lets dont cant wont isnt didnt doesnt'.split(
    ' ',
  ),
);

/** A first name and a last one behind it, though one of them is a word of its own: "May Davis", "olivia bush". */
function beginsPair(
  tokens: readonly Token[],
  index: number,
  scores: readonly number[],
  text: string,
): boolean {
  const [token, next] = [tokens[index]!, tokens[index + 1]];
  if (next === undefined || scores[index + 1] === 0 || Math.max(scores[index]!, scores[index + 1]!) < 2)
    return false;
  if (next.start !== token.end + 1 || text[token.end] !== ' ') return false;
  const { first, last, others } = englishNames();
  const isKnown = first.has(token.lower) || others.has(token.lower);
  if (!isKnown || neverName.has(token.lower) || neverName.has(next.lower)) return false;
  if (!last.has(next.lower) && !first.has(next.lower)) return false;
  const nextRank = commonness(next.lower, 'en-US');
  if (
    months.has(token.lower) &&
    nextRank > 0 &&
    !first.has(next.lower) &&
    nextRank < 20_000 &&
    nextRank > 5_000
  )
    return false;
  return !isFunctionWord(next) || ordinary.has(next.lower);
}

function canBegin(token: Token, score: number, isCased: boolean, isStrong: boolean): boolean {
  if (placeNames().has(token.lower) && !isStrong) return false;
  if (calendar.has(token.lower)) return false;
  if (isCased) {
    if (!token.isCapital) return score === 3 && isStrong;
    return token.isFirst
      ? score >= 2 || (score === 1 && commonness(token.lower, 'en-US') === -1)
      : score >= 1;
  }
  return score >= 2 || (score >= 1 && isStrong && !isFunctionWord(token));
}

const isUnknown = ({ lower }: Token) => commonness(lower, 'en-US') === -1;
/** The three hundred most common words begin no name without a capital. */
const isFunctionWord = ({ lower }: Token) => {
  const rank = commonness(lower, 'en-US');
  return rank !== -1 && rank < 300;
};

function judge(
  words: readonly Token[],
  scores: readonly number[],
  after: string,
  isIntroduced: boolean,
  isStrong: boolean,
  isTitled: boolean,
  isCased: boolean,
): Certainty | undefined {
  if (isTitled) return 'certain';
  if (companies.test(after) && !isStrong) return undefined;
  const best = Math.max(...scores);
  const whole = words.map(({ lower }) => lower).join(' ');
  if (placeNames().has(whole) && !isStrong) return undefined;
  const { first, last } = englishNames();
  const hasFirst = first.has(words[0]!.lower);
  if (words.length > 1) {
    if (best === 3 || (isCased && hasFirst)) return 'certain';
    if (isStrong) return 'likely';
    return best === 2 && (isIntroduced || isCased)
      ? 'likely'
      : isCased && best >= 1 && isIntroduced
        ? 'unsure'
        : undefined;
  }
  if (isStrong && best >= 2) return 'certain';
  if (isStrong && best === 1)
    return isCased || hasFirst || commonness(whole, 'en-US') === -1 ? 'likely' : undefined;
  // A surname of somebody and a word of everybody's, alone and small: porch, lamp, blank.
  if (!isCased && !isIntroduced && last.has(whole) && !hasFirst && commonness(whole, 'en-US') !== -1)
    return followed.test(after) ? 'unsure' : undefined;
  if (best === 3) return isIntroduced || followed.test(after) || isCased ? 'likely' : 'unsure';
  if (best === 2)
    return isCased || isIntroduced || followed.test(after) ? 'likely' : hasFirst ? 'unsure' : undefined;
  const isListed = /^(?:,| and | or )/.test(after);
  if (best === 1 && (followed.test(after) || (isListed && isCased && commonness(whole, 'en-US') === -1)))
    return words[0]!.isFirst && !followed.test(after) ? 'unsure' : 'likely';
  if (best === 1 && ordinary.has(whole))
    return isCased && !words[0]!.isFirst && isIntroduced ? 'unsure' : undefined;
  // A capital in mid-sentence on a word that no list knows.
  return isCased && !words[0]!.isFirst && commonness(whole, 'en-US') === -1 ? 'unsure' : undefined;
}
