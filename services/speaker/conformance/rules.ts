/** What a speaker may do wrong, each rule with the section of docs/protocol.md that it stands in. */

export const rules = {
  'upgrade.protocol': { section: 'connecting', says: 'offers the subprotocol earshot.v1' },
  'upgrade.token': {
    section: 'connecting',
    says: 'sends its token in the Authorization header, and nowhere else',
  },
  'hello.first': { section: 'messages', says: 'says hello first, and once' },
  'hello.fields': {
    section: 'from-the-speaker',
    says: 'says in hello which language it speaks and which audio',
  },
  'message.shape': {
    section: 'messages',
    says: 'sends JSON objects with a known type and fields of the right kind',
  },
  'message.private': {
    section: 'activation',
    says: 'names no network, no address and no serial number of the device',
  },
  'listen.id': { section: 'listening', says: 'gives each listen an id that is new on this connection' },
  'listen.mode': { section: 'listening', says: 'says how it came to listen, and how long the wake word was' },
  'frame.header': { section: 'frames', says: 'puts eight bytes of header before each frame' },
  'frame.sequence': { section: 'frames', says: 'counts frames up from 0 in each listen' },
  'frame.size': { section: 'frames', says: 'sends frames of the length that hello named' },
  'frame.outside': { section: 'listening', says: 'sends audio only while it listens' },
  'frame.pace': { section: 'listening', says: 'sends audio at the pace of speaking' },
  'mute.obeyed': { section: 'switches', says: 'does not listen while the microphone is muted' },
  'unknown.passed': { section: 'messages', says: 'passes over messages and fields that it does not know' },
  'log.asked': { section: 'upkeep', says: 'sends the system’s log only when it was asked for it' },
  'ping.answered': { section: 'keep-alive', says: 'answers keep-alive' },
  'turn.spoken': { section: 'listening', says: 'begins a listen with audio when somebody speaks to it' },
  'turn.barge-in': { section: 'speaking', says: 'lets people interrupt a reply' },
  'turn.follow-up': { section: 'listening', says: 'listens for the answer when it was asked to' },
  'again.backoff': { section: 'connecting-again', says: 'connects again after a break, not at once' },
  'again.resume': { section: 'sessions', says: 'names its session when it connects again' },
  'again.outcome': { section: 'the-end-of-a-turn', says: 'asks what became of a turn whose end was lost' },
  'again.hint': { section: 'connecting-again', says: 'waits as long as go_away says' },
  'again.refused': {
    section: 'connecting-again',
    says: 'stays away after an error that waiting does not help',
  },
} as const;

export type RuleId = keyof typeof rules;

/** A rule that was broken, or `isAdvice`: one that a speaker should keep. */
export interface Finding {
  readonly rule: RuleId;
  /** What was seen, without what was said. */
  readonly seen: string;
  readonly isAdvice: boolean;
}

/** Each rule counts once, as it was seen first. */
export class Findings {
  readonly #byRule = new Map<RuleId, Finding>();

  broken(rule: RuleId, seen: string): void {
    this.#add({ rule, seen, isAdvice: false });
  }

  advice(rule: RuleId, seen: string): void {
    this.#add({ rule, seen, isAdvice: true });
  }

  get all(): readonly Finding[] {
    return [...this.#byRule.values()];
  }

  #add(finding: Finding): void {
    const known = this.#byRule.get(finding.rule);
    if (known === undefined || (known.isAdvice && !finding.isAdvice)) this.#byRule.set(finding.rule, finding);
  }
}
