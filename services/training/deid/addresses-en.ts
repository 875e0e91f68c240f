/** Postal addresses in English, written and spoken: a number, a street, and what belongs to them. */
import type { Hit } from './hit.ts';
import { isAskedToPlay } from './known.ts';
import { sign } from './signs.ts';

const suffixes =
  'street|st|avenue|ave|av|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|ter|way|parkway|pkwy|highway|hwy|circle|cir|trail|trl|crescent|cres|close|alley|row|walk|mews|gardens|grove|quay|broadway|plaza';
const numberWord =
  '(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\p{L}{3,5}teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|double|triple)(?!\\p{L})';
const number = String.raw`(?:no\.? ?)?(?:\d{1,6}[a-z]?(?:[-/]\d{1,4}[a-z]?)?|(?:(?:${numberWord}(?: and)?|\d{1,4})[ -]){1,7})`;
const word = String.raw`(?:\p{L}[\p{L}\p{M}'’.-]*|\d{1,3}(?:st|nd|rd|th))`;
const unit = String.raw`(?:,?\s+(?:apt|apartment|suite|ste|unit|flat|room|floor|fl|building|bldg|#)\.?\s*#?\s*(?:${numberWord}(?:[ -]${numberWord}){0,3}(?:\s[a-z](?![\p{L}]))?|[\p{L}\d-]{1,6}))`;
/** Words of the sentence that end an address: none of them is a town. */
const goesOn =
  '(?:and|or|but|please|thanks|thank|to|for|from|my|is|its|it|in|on|at|by|the|i|im|we|phone|number|tel|okay|ok|lol|same|got|not|with|has|have|was|are|this|that|today|tonight|tomorrow|last|next|near|so|because|if|real|asap|right|his|her|he|she|they|you|your|can|will|when|before|after|instead|now|up|as|every|since|until|box|zip|postcode)(?![\\p{L}])';
/** What is counted or told of: no street is called so. */
const counted =
  "(?:minutes?|hours?|seconds?|days?|weeks?|months?|years?|times?|people|persons?|percent|degrees|stars?|dollars|bucks|euros|pounds|miles?|km|meters?|metres?|feet|foot|pm|am|o'clock|of|a|an|more|other|open|good|nice|best|left|point|per|items?|songs?|lights?|half|past|quarter|way|hundred|thousand|million|do|does|did|go|get|put|if|than|about|all|only|just|where|what|who|how|there|here)(?![\\p{L}])";
const townWord = String.raw`(?!${goesOn}|${numberWord})\p{L}[\p{L}'’.-]*`;
const zip = String.raw`(?:,?\s+(?:zip(?: code)?\s)?(?:\d{5}(?:-\d{4})?|[a-z]{1,2}\d{1,2}[a-z]?\s?\d[a-z]{2}(?![\p{L}])|${numberWord}(?:[ -]${numberWord}){2,6}|(?:[a-z]\s){1,2}(?:${numberWord}\s){1,3}[a-z]\s[a-z](?![\p{L}])))`;
const rest = String.raw`(?:${unit})?(?:,?\s+(?:in\s)?${townWord}(?:,?\s${townWord}){0,3})?(?:${unit})?(?:${zip})?`;

const street = new RegExp(
  String.raw`(?<![\p{L}\d.])${number}\s*(?:(?!${goesOn}|${counted})${word}\s+){1,4}(?:${suffixes})\b\.?${rest}`,
  'giu',
);
const hasStreet = new RegExp(String.raw`(?:\d|${numberWord})[^]*\b(?:${suffixes})\b`, 'iu');
/** Foreign order: "69 Roheline 43", "Rua Joaquim 1615", "via Mameli 149". */
const foreign = new RegExp(
  String.raw`(?<![\p{L}\d.])(?:\d{1,5}[a-z]?\s+)?(?:rua|rue|via|calle|avenida|av|plaza|piazza|strada|corso|viale|camino|camiño|boulevard|chemin|allée|ulica|ul|platz|jalan|jl)\.?\s+(?!${goesOn})${word}(?:\s+(?!${goesOn}|${counted})${word}){0,4}(?:,?\s+\d{1,5})?${rest}`,
  'giu',
);
const hasForeign =
  /\b(?:rua|rue|via|calle|avenida|av|plaza|piazza|strada|corso|viale|camino|camiño|boulevard|chemin|allée|ulica|ul|platz|jalan|jl)\b/i;
const hasGermanic =
  /(?:straße|strasse|str\.|gasse|weg|plein|straat|laan|gatan|gata|vej|veien|tie|katu|utca|plaats|dreef|singel)\s+\d/i;
const germanic = new RegExp(
  String.raw`(?<![\p{L}\d.])(?:\d{1,5}\s+)?(?:${word}\s+){0,2}[\p{L}-]{3,}(?:straße|strasse|str\.|gasse|weg|plein|straat|laan|gatan|gata|vej|veien|tie|katu|utca|plaats|dreef|singel)\s+\d{1,5}[a-z]?${rest}`,
  'giu',
);
const box = new RegExp(
  String.raw`(?:\b\d{1,5}\s+)?\b(?:p\.? ?o\.?|post office) box (?:\d{1,6}|${numberWord}(?:[ -]${numberWord}){0,5})${rest}|\b(?:psc|unit|cmr)\s\d{3,5},?\s+box\s\d{2,5}|\b(?:apo|fpo|dpo)\s(?:aa|ae|ap)\s\d{5}`,
  'giu',
);
/** "the corner of Church and 16th". */
const corner = new RegExp(
  String.raw`\b(?:corner|intersection|crossing) of\s(?:uh |um )?(${word}(?:\s(?!and\b)${word}){0,2}\sand\s${word}(?:\s(?:${suffixes})\b)?)`,
  'giu',
);
/** A door alone: "Suite 286", "Apt. 12B". */
const door = /\b(?:suite|ste|apt|apartment|unit|flat)\.?\s#?\d{1,5}[a-z]?\b/giu;
/** A code behind a country, a state or a town. */
const postcode = /(?<=\p{L}[,]?\s)\d{5}(?:-\d{4})?(?=\s*(?:$|[,.;?!\n]|for\b|in case))/giu;
/** "35 Kromwater 38", "69 Roheline 43": a number, a name, a number, and then a door, a comma or the end of the line. */
const numbered =
  /(?<![\p{L}\d.,:/$€£-])(?:\d{1,4}\s+)?(?:\d{1,5}\s+)?(?:\p{L}[\p{L}\p{M}'’.-]*\s+){1,5}\d{1,5}\.?(?=[ ]*(?:\n|,|$|\s(?:suite|apt)\b))/giu;
const blockLine = /^[>?\s]*(\d{1,5}\s+[\p{L}\d][\p{L}\p{M}\d .,'’/-]{2,60})$/u;
const introducedBy =
  /(?:\b(?:my|his|her|their|our|your|the|home|billing|shipping|delivery|mailing|new|old|current|following)\s(?:\p{L}+\s)?address(?:\sis|\sto|:|\swith)?|\blives? (?:at|on)|\breside[sd]? at|\bdeliver(?:ed)? (?:it )?to|\bship(?:ped)? (?:it )?to|\bmoved to|\barrived at|\blocated at|\bpick (?:me|him|her|us) up (?:at|from)|\bdrop (?:me|him|her|us) off at|\bnavigate to|\bdirections to|\bdrive (?:me )?to|\btake me to)\s*:?\s+(?=[^.?!]{0,12}\d)([^.?!;"]{4,90}?)(?=\s+(?:for|please|last|this|tomorrow|today|on|at|and|by|before|in the|from|so|because|but|for this|as)\b|[.?!;"]|$)/giu;

/** Words that end a street's name and stand for something else just as often: one way, a two hour drive, keep it close. */
const weak =
  /\b(?:way|close|walk|drive|place|court|row|square|circle|trail|st|dr|pl|sq|gardens|grove|quay|alley|ter|cres|cir|lane|plaza|terrace|road|street|highway)\b\.?$/i;
const strong = /\b(?:street|avenue|road|boulevard|lane|parkway|terrace|highway)\b/i;
const leadsThere =
  /\b(?:at|on|to|is|in|from|near|of|off|address|live|lives|lived|living|house|home|deliver|send|ship|mail|moved|it's|its|that's|thats|actually|not|no|say|like|uh|um|er|see|okay|here)[,:]?\s*(?:the\s)?$/i;
/** Adjectives of traffic and of numbers: no street is named by them alone. */
const described =
  /^(?:\S+[ -])+?(?:way|lane|hour|minute|min|mile|km|day|week|star|car|wheel|story|storey|bedroom|square|main|dead end|side|back|narrow|busy|long|short|quick|little|big|new|old|whole|entire|different|other|single|double|front|garage|garden|tennis|basketball|food|parking|market|city|town|public|private)[ -](?:streets?|roads?|lanes?|drives?|walks?|courts?|squares?|places?|ways?|rows?|trails?|circles?|highways?|close|gardens?)\b/i;

function isStreet(match: RegExpMatchArray, text: string): boolean {
  const start = match.index ?? 0;
  const found = match[0];
  if (isAskedToPlay(text, start)) return false;
  const isLed = leadsThere.test(text.slice(Math.max(0, start - 24), start));
  const isCapital = /^(?:\S+\s+)*?\p{Lu}\p{L}+\s+(?:\p{Lu}\p{L}+\.?)/u.test(found);
  if (described.test(found) && !isCapital) return false;
  if (isLed || isCapital || !weak.test(found)) return true;
  // Written small and led to by nothing: a number in digits and a street that is hardly anything else, or a door behind it.
  return (/^\d/.test(found) && strong.test(found)) || /\b(?:apt|apartment|suite|unit|flat)\b/i.test(found);
}

/** Places of everybody that have a number. */
const everybodys =
  /^(?:the\s)?(?:gate|terminal|exit|highway|route|interstate|i-?\d+|room|level|floor|platform|pier|section|seat|row|page|chapter|track|slide|channel|station|nearest|closest|a\b|\d{1,3}[ -]?(?:%|percent|stars?|minutes?|hours?|degrees|am|pm|o'clock))/i;
/** @param lined the view's text; streets may go over the end of a line */
export function englishAddressHits(lined: string, signs: number): Hit[] {
  const text = lined.replaceAll('\n', ' ');
  const has = (bits: number) => (signs & bits) === bits;
  const hits: Hit[] = [];
  const add = (match: RegExpMatchArray, reason: string, found = match[0]) => {
    const start = (match.index ?? 0) + match[0].indexOf(found);
    hits.push({ start, end: start + found.trimEnd().length, type: 'address', certainty: 'certain', reason });
  };
  const hasDigit = /\d/.test(text);
  if (has(sign.street | sign.number) && hasStreet.test(text))
    for (const match of text.matchAll(street)) if (isStreet(match, text)) add(match, 'number and street');
  if (hasDigit && has(sign.street) && hasForeign.test(text))
    for (const match of text.matchAll(foreign)) if (/\d/.test(match[0])) add(match, 'street and number');
  if (hasDigit && hasGermanic.test(text))
    for (const match of text.matchAll(germanic)) add(match, 'street and number');
  if (has(sign.street) && /\bbox\b|\b[afd]po\b/i.test(text))
    for (const match of text.matchAll(box)) add(match, 'post box');
  if (hasDigit && has(sign.headed))
    for (const match of text.matchAll(introducedBy))
      if (match[1] !== undefined && /\d/.test(match[1]) && !everybodys.test(match[1]))
        add(match, 'named by the words before', match[1]);
  if (has(sign.street)) for (const match of text.matchAll(corner)) add(match, 'a crossing', match[1]);
  if (hits.length > 0 || lined.includes('\n') || /\bap(?:t|artment)\b/i.test(text))
    for (const match of text.matchAll(door)) add(match, 'door');
  const hasBlock = hits.length > 0 || /\n.*\n/.test(lined);
  if (!hasBlock) return hits;
  for (const match of text.matchAll(postcode)) add(match, 'postal code');
  for (const match of lined.matchAll(numbered))
    if (/^\d/.test(match[0]) || hits.length > 0) add(match, 'street and number');
  if (lined.includes('\n')) hits.push(...blockHits(lined));
  return hits;
}

/** Lines of an address block: one that begins with a number and holds a name. */
function blockHits(lined: string): Hit[] {
  const hits: Hit[] = [];
  let position = 0;
  for (const line of lined.split('\n')) {
    const found = blockLine.exec(line)?.[1];
    if (found !== undefined) {
      const start = position + line.length - found.length;
      hits.push({
        start,
        end: start + found.trimEnd().length,
        type: 'address',
        certainty: 'likely',
        reason: 'line of an address',
      });
    }
    position += line.length + 1;
  }
  return hits;
}
