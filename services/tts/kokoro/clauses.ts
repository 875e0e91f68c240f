/** A long sentence in parts that are said one after the other: the first one decides how soon anything is heard. */

/** Shorter ones sound chopped: about a second and a half. */
const leastSounds = 24;

const seam = /(?<=[,;:—…][”")]?\s)|(?<=[.!?][”")]?\s)/u;
const wordSeam = /(?<=\s)/u;

/**
 * Cut where a speaker would breathe; a part that is too long without a breath is cut between words.
 * @param most as many sounds as the model holds
 */
export function clausesOf(sounds: string, most: number): string[] {
  const clauses: string[] = [];
  let current = '';
  const end = (): void => {
    if (current.trim() !== '') clauses.push(current.trim());
    current = '';
  };
  for (const clause of sounds.split(seam)) {
    for (const piece of clause.length > most ? clause.split(wordSeam) : [clause]) {
      for (let at = 0; at < piece.length; at += most) {
        const part = piece.slice(at, at + most);
        if (current.length + part.length > most) end();
        current += part;
      }
    }
    if (current.length >= leastSounds) end();
  }
  // What is left is too short to stand alone.
  const last = clauses.at(-1);
  if (last !== undefined && current.length < leastSounds && last.length + current.length < most)
    clauses[clauses.length - 1] = `${last} ${current.trim()}`.trim();
  else end();
  return clauses;
}
