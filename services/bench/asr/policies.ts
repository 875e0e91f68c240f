/** All policies of the second pass on the same hearings: what each gets right, takes for a command, and costs. */
import { type SecondPassPolicy, usualPolicy } from '../../asr/second-pass/policy.ts';
import { type FirstHearing, heardByBoth, isHeardTwice } from './both-passes.ts';
import type { Label } from './dataset.ts';
import { type Outcome, summarise } from './measure.ts';
import type { SecondHearing } from './second-engine.ts';
import type { Understander } from './understanding.ts';

/** One recording, heard once by each pass whether a policy wants that or not. */
export interface Hearing {
  readonly label: Label;
  readonly first: FirstHearing;
  readonly second: SecondHearing;
}

export interface PolicyFigures {
  readonly policy: string;
  readonly commands: number;
  /** Of those, how many mean something to the dialogue when they are typed: no hearing gets more right. */
  readonly meaningful: number;
  /** Taken as what they mean: intent and every slot. */
  readonly right: number;
  readonly forNobody: number;
  readonly accepted: number;
  readonly heardTwice: number;
}

export interface NamedPolicy {
  readonly name: string;
  /** Absent: the first pass always stands alone. */
  readonly policy?: SecondPassPolicy;
  /** What the service does where nothing else is configured. */
  readonly isUsual?: boolean;
}

/** @param sureConfidence the service's setting */
export function policiesAround(sureConfidence: number): NamedPolicy[] {
  const { minSpeechMs } = usualPolicy;
  const sureWordConfidence = { 'en-US': 0, 'zh-CN': 0 };
  return [
    { name: 'first pass alone' },
    { name: 'second where rejected', policy: { sureConfidence: 0, sureWordConfidence, minSpeechMs } },
    {
      name: `second below ${sureConfidence}`,
      policy: { sureConfidence, sureWordConfidence, minSpeechMs },
    },
    {
      name: `second below ${sureConfidence}, or for an unsure word (default)`,
      policy: { ...usualPolicy, sureConfidence },
      isUsual: true,
    },
    { name: 'second always', policy: { sureConfidence: 2, sureWordConfidence, minSpeechMs } },
  ];
}

/** What the turns come to under a policy. */
export function outcomesUnder(
  { policy }: NamedPolicy,
  hearings: readonly Hearing[],
  understander: Understander,
): Outcome[] {
  return hearings.map(({ label, first, second }) => {
    const isTwice = policy !== undefined && isHeardTwice(first, policy);
    const heard = heardByBoth(first, isTwice ? second : undefined);
    return { label, heard, meaning: understander.ofHypotheses(heard.hypotheses) };
  });
}

export function figuresUnder(
  named: NamedPolicy,
  hearings: readonly Hearing[],
  understander: Understander,
): PolicyFigures {
  const { name, policy } = named;
  const locale = hearings[0]?.first.locale ?? 'en-US';
  const found = summarise(outcomesUnder(named, hearings, understander), locale, understander);
  return {
    policy: name,
    commands: found.commands,
    meaningful: found.withIntent,
    right: found.exactMatches,
    forNobody: found.forNobody,
    accepted: found.falselyAccepted,
    heardTwice: policy ? hearings.filter(({ first }) => isHeardTwice(first, policy)).length : 0,
  };
}
