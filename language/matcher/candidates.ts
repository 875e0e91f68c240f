/** Chooses which templates are worth aligning: those that sound alike. */
import { isBuiltInType } from '../slots/registry.ts';
import { soundOf } from '../text/sound.ts';
import { fuzzyValues } from './fuzzy.ts';
import type { Scope } from './scope.ts';
import { type CompiledTemplate, typeAt } from './skill.ts';
import { weightOf } from './weights.ts';

/** Which templates are worth the work of aligning: those that sound as if they shared enough with the sentence. */

interface Sketch {
  /** Sounds of all words of the template and of the values of its slots. */
  readonly sounds: ReadonlySet<string>;
  readonly builtIns: readonly string[];
  readonly hasFreeText: boolean;
}

const sketches = new WeakMap<CompiledTemplate, Sketch>();
const enumerationSounds = new WeakMap<object, ReadonlySet<string>>();

function sketchOf(template: CompiledTemplate): Sketch {
  let known = sketches.get(template);
  if (known) return known;
  const { locale } = template.intent.skill;
  const sounds = new Set<string>();
  const builtIns = new Set<string>();
  for (const position of template.automaton.positions) {
    if (position.kind === 'literal') {
      sounds.add(soundOf(position.key, locale));
      continue;
    }
    const enumeration = typeAt(template.intent, position)?.enumeration;
    if (!enumeration) {
      builtIns.add(position.type);
      continue;
    }
    let own = enumerationSounds.get(enumeration);
    if (!own) {
      own = new Set(enumeration.forms.flatMap(({ words }) => words.map((word) => soundOf(word, locale))));
      enumerationSounds.set(enumeration, own);
    }
    for (const sound of own) sounds.add(sound);
  }
  const free = ['text', 'person-name'].some((type) => builtIns.has(type));
  builtIns.delete('text');
  builtIns.delete('person-name');
  known = { sounds, builtIns: [...builtIns].filter(isBuiltInType), hasFreeText: free };
  sketches.set(template, known);
  return known;
}

/** Share of the sentence, by weight, that the template could account for. */
function coverage(
  template: CompiledTemplate,
  scope: Scope,
  covered: (type: string) => readonly boolean[],
): number {
  const { locale } = scope.context;
  const sketch = sketchOf(template);
  const byType = sketch.builtIns.map(covered);
  let total = 0;
  let found = 0;
  scope.keys.forEach((key, at) => {
    const weight = weightOf(key, locale);
    total += weight;
    if (sketch.sounds.has(scope.sounds[at]!) || byType.some((tokens) => tokens[at])) found += weight;
  });
  if (total === 0) return 0;
  const share = found / total;
  return sketch.hasFreeText ? share + 0.4 * (1 - share) : share;
}

const minCoverage = 0.55;
const maxCandidates = 10;

/** The most promising few, best first. */
export function promising(templates: Iterable<CompiledTemplate>, scope: Scope): CompiledTemplate[] {
  const byType = new Map<string, boolean[]>();
  const covered = (type: string): readonly boolean[] => {
    let known = byType.get(type);
    if (!known) {
      known = scope.tokens.map(() => false);
      for (let at = 0; at < scope.tokens.length; at += 1) {
        const isName = type === 'room-name' || type === 'device-name';
        const fuzzy = isName ? fuzzyValues(type, scope, at) : [];
        const end = Math.max(at, scope.parse(type, at)[0]?.end ?? at, ...fuzzy.map(({ match }) => match.end));
        for (let inside = at; inside < end; inside += 1) known[inside] = true;
      }
      byType.set(type, known);
    }
    return known;
  };
  const scored: { template: CompiledTemplate; score: number }[] = [];
  for (const template of templates) {
    const score = coverage(template, scope, covered);
    if (score >= minCoverage) scored.push({ template, score });
  }
  return scored
    .sort((a, b) => b.score - a.score)
    .slice(0, maxCandidates)
    .map(({ template }) => template);
}
