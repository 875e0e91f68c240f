/** Postal addresses in English, written and spoken: a number, a street, and what belongs to them. */
import type { Hit } from './hit.ts';

const suffixes =
  'street|st|avenue|ave|av|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|ter|way|parkway|pkwy|highway|hwy|circle|cir|trail|trl|crescent|cres|close|alley|row|walk|mews|gardens|grove|quay|broadway|plaza';
const number = String.raw`(?:no\.? ?)?(?:\d{1,6}[a-z]?(?:[-/]\d{1,4}[a-z]?)?|(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]{3,5}teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|oh|zero)[ -]){1,6})`;
const word = String.raw`(?:\p{L}[\p{L}\p{M}'’.-]*|\d{1,3}(?:st|nd|rd|th))`;
const unit = String.raw`(?:,?\s+(?:apt|apartment|suite|ste|unit|flat|room|floor|fl|building|bldg|#)\.?\s*#?\s*[\p{L}\d-]{1,6})`;
const rest = String.raw`(?:${unit})?(?:,?\s+(?:\p{Lu}[\p{L}'’-]+(?:\s\p{Lu}[\p{L}'’-]+){0,3}))?(?:,?\s+\p{Lu}{2})?(?:,?\s+\d{5}(?:-\d{4})?)?`;

const street = new RegExp(
  String.raw`(?<![\p{L}\d.])${number}\s*(?:${word}\s+){1,4}(?:${suffixes})\b\.?${rest}`,
  'giu',
);
/** Foreign order: "69 Roheline 43", "Rua Joaquim 1615", "via Mameli 149". */
const foreign = new RegExp(
  String.raw`(?<![\p{L}\d.])(?:\d{1,5}[a-z]?\s+)?(?:rua|rue|via|calle|avenida|av|plaza|piazza|strada|corso|viale|camino|camiño|boulevard|chemin|allée|ulica|ul|platz|jalan|jl)\.?\s+${word}(?:\s+${word}){0,4}(?:,?\s+\d{1,5})?${rest}`,
  'giu',
);
const germanic = new RegExp(
  String.raw`(?<![\p{L}\d.])(?:\d{1,5}\s+)?(?:${word}\s+){0,2}[\p{L}-]*(?:straße|strasse|str\.|gasse|weg|plein|straat|laan|gatan|gata|vej|veien|tie|katu|utca|plaats|dreef|singel)\s+\d{1,5}[a-z]?${rest}`,
  'giu',
);
const box =
  /(?:\b\d{1,5}\s+)?\bp\.? ?o\.? box \d{1,6}|\b(?:psc|unit|cmr)\s\d{3,5},?\s+box\s\d{2,5}|\b(?:apo|fpo|dpo)\s(?:aa|ae|ap)\s\d{5}/giu;
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

/** @param lined the view's text; streets may go over the end of a line */
export function englishAddressHits(lined: string): Hit[] {
  const text = lined.replaceAll('\n', ' ');
  if (!/\d|\b(?:street|avenue|road|lane|drive|boulevard|address|po box|lives? (?:at|on))\b/i.test(text))
    return [];
  const hits: Hit[] = [];
  const add = (match: RegExpMatchArray, reason: string, found = match[0]) => {
    const start = (match.index ?? 0) + match[0].indexOf(found);
    hits.push({ start, end: start + found.trimEnd().length, type: 'address', certainty: 'certain', reason });
  };
  for (const match of text.matchAll(street)) add(match, 'number and street');
  for (const match of text.matchAll(foreign)) if (/\d/.test(match[0])) add(match, 'street and number');
  for (const match of text.matchAll(germanic)) add(match, 'street and number');
  for (const match of text.matchAll(box)) add(match, 'post box');
  for (const match of text.matchAll(introducedBy))
    if (match[1] !== undefined && /\d/.test(match[1])) add(match, 'named by the words before', match[1]);
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
