/** Why an intent won, in the speaker's own words. */
import { combine, hashRange } from './hashing.ts';
import type { IntentModel } from './intent-model.ts';
import type { TokenisedUtterance } from './tokens.ts';
import type { Evidence } from './types.ts';

/** Readable name to the hashes behind it; must follow `intent-features.ts`. */
function namedFeatures(utterance: TokenisedUtterance): Map<string, number[]> {
  const { tokens } = utterance;
  const named = new Map<string, number[]>();
  const add = (name: string, hash: number): void => {
    const hashes = named.get(name);
    if (hashes === undefined) named.set(name, [hash]);
    else if (!hashes.includes(hash)) hashes.push(hash);
  };
  for (const [i, token] of tokens.entries()) {
    add(`"${token.text}"`, combine(1, token.hash));
    const next = tokens[i + 1];
    const after = tokens[i + 2];
    const gap = utterance.text[token.end] === ' ' ? ' ' : '';
    if (next !== undefined)
      add(`"${token.text}${gap}${next.text}"`, combine(combine(2, token.hash), next.hash));
    if (next !== undefined && after !== undefined) {
      const name = `"${token.text}${gap}${next.text}${gap}${after.text}"`;
      add(name, combine(combine(combine(3, token.hash), next.hash), after.hash));
      add(`"${token.text} … ${after.text}"`, combine(combine(4, token.hash), after.hash));
    }
    if (token.shape === 4 || token.shape === 5) continue;
    const marked = `<${token.text.slice(0, 40)}>`;
    for (let size = 3; size <= 5; size++) {
      for (let at = 0; at + size <= marked.length; at++) {
        add(`letters of "${token.text}"`, combine(20 + size, hashRange(marked, at, at + size)));
      }
    }
  }
  return named;
}

/** The strongest pieces of evidence for class `winner`, each against the average class. */
export function explainIntent(
  model: IntentModel,
  utterance: TokenisedUtterance,
  winner: number,
  limit = 8,
): Evidence[] {
  const vector = model.space.vectorise(utterance);
  const scores = new Float32Array(model.classCount);
  const evidence: Evidence[] = [];
  for (const [feature, hashes] of namedFeatures(utterance)) {
    let weight = 0;
    for (const hash of hashes) {
      model.contribution(hash, vector, scores);
      let mean = 0;
      for (let c = 0; c < scores.length; c++) mean += scores[c]!;
      weight += scores[winner]! - mean / scores.length;
    }
    if (Math.abs(weight) > 1e-4) evidence.push({ feature, weight: Number(weight.toFixed(3)) });
  }
  return evidence.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, limit);
}
