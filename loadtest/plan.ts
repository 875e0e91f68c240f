/**
 * What each speaker does and when, worked out before the run from a scenario and a seed, so that both drivers play the
 * same, and a slow server meets the same load as a fast one.
 */
import type { Locale } from '../language/model/types.ts';
import { createRandom } from '../language/statistical/hashing.ts';
import { arrivesAtMs, rateAt, type Scenario } from './scenario.ts';

export interface Recording {
  /** Path of a file with PCM16, 16 kHz, mono. */
  readonly file: string;
  /** …and of one with the same as Opus packets of 60 ms, each behind its length. */
  readonly packetFile: string;
  readonly durationMs: number;
  /** End of the last window with speech in it. */
  readonly speechEndMs: number;
  /** Talk between people: nothing is to be done. */
  readonly isForNobody: boolean;
  readonly locale: Locale;
}

export interface PlannedEvent {
  /** From the start of the run. */
  readonly atMs: number;
  readonly kind: 'say' | 'barge-in' | 'type' | 'break';
  /** Index of a recording, or of a sentence. */
  readonly what: number;
}

export interface PlannedSpeaker {
  readonly role: 'good' | 'slow' | 'hostile';
  /** Over a partner's gRPC stream instead of a WebSocket. */
  readonly isPartner?: boolean;
  /** Default `earshot`. */
  readonly dialect?: 'earshot' | 'xiaozhi';
  /** What it speaks. */
  readonly locale: Locale;
  /** Index of its device. */
  readonly device: number;
  readonly connectAtMs: number;
  readonly events: readonly PlannedEvent[];
}

export interface Plan {
  readonly scenario: Scenario;
  /** Gateways; a speaker's is at its number, counted round. */
  readonly urls: readonly string[];
  /** Where partners' streams go. Absent: there is no way in for them. */
  readonly partnerAddress?: string | undefined;
  /** Device tokens; a speaker's is at its device's index. */
  readonly tokens: readonly string[];
  readonly recordings: readonly Recording[];
  readonly sentences: readonly string[];
  readonly speakers: readonly PlannedSpeaker[];
  readonly warmUpMs: number;
  readonly durationMs: number;
}

/** Connections are made over so long before the warm-up ends its first part: nobody's crowd but a storm's. */
const connectSpreadMs = 2_000;
/** A speaker listens to its answer before it says the next thing. */
const replyMs = 3_500;

export type PlanInput = Pick<Plan, 'scenario' | 'recordings' | 'sentences'>;

/** The parts of a plan that follow from the scenario alone. */
export function planSpeakers(
  { scenario, recordings, sentences }: PlanInput,
  seed = 1,
): Pick<Plan, 'speakers' | 'warmUpMs' | 'durationMs'> {
  const random = createRandom(seed);
  const { speakers: count, socketsPerDevice = 1, storms = [], xiaozhiShare = 0, partnerShare = 0 } = scenario;
  const warmUpMs = scenario.warmUpSeconds * 1000;
  const durationMs = warmUpMs + scenario.seconds * 1000;
  const slow = Math.round(count * (scenario.slowShare ?? 0));
  const hostile = Math.round(count * (scenario.hostileShare ?? 0));
  const breaks = storms.map(
    (at) => ({ atMs: warmUpMs + at * scenario.seconds * 1000, kind: 'break', what: 0 }) as const,
  );
  const spoken = spokenIn(recordings);
  const devices = Math.ceil(count / socketsPerDevice);
  const speakers = Array.from({ length: count }, (_, index): PlannedSpeaker => {
    const locale = spoken[index % spoken.length] ?? defaultLocale;
    const role = index < hostile ? 'hostile' : index < hostile + slow ? 'slow' : 'good';
    const { arrival } = scenario;
    const connectAtMs = arrival
      ? arrivesAtMs(index, count, arrival)
      : (index / count) * Math.max(connectSpreadMs, Math.min(warmUpMs / 2, count * 4));
    const said =
      role === 'hostile'
        ? []
        : utterances({ scenario, recordings, sentences, locale, connectAtMs, warmUpMs, durationMs, random });
    const events = [...said, ...breaks].sort((a, b) => a.atMs - b.atMs);
    const isXiaozhi = isOneOf(xiaozhiShare, index);
    const isPartner = isOneOf(partnerShare, index);
    // Those of one device come far apart: no device speaks at all of its connections at once.
    const device = index % devices;
    return {
      role,
      ...(isXiaozhi && { dialect: 'xiaozhi' as const }),
      ...(isPartner && { isPartner }),
      locale,
      device,
      connectAtMs,
      events,
    };
  });
  return { speakers, warmUpMs, durationMs };
}

interface SpeakerInput extends PlanInput {
  readonly locale: Locale;
  readonly connectAtMs: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
  readonly random: () => number;
}

function utterances(input: SpeakerInput): PlannedEvent[] {
  const { scenario, recordings, sentences, locale, connectAtMs, warmUpMs, durationMs, random } = input;
  const { saying, everyMs, nobodyShare = 0, bargeInShare = 0 } = scenario;
  const pick = (count: number) => Math.floor(random() * count);
  if (saying === 'greeting') return [{ atMs: connectAtMs + 500, kind: 'type', what: pick(sentences.length) }];
  const commands = indices(recordings, false, locale);
  const others = indices(recordings, true, locale);
  const events: PlannedEvent[] = [];
  let atMs = connectAtMs + 500;
  let shortestMs = 0;
  for (;;) {
    // Candidates come at the full rate; as many stay as the rate at that time wants (thinning of a Poisson process).
    atMs += shortestMs - Math.log(1 - random()) * Math.max(0, everyMs - shortestMs);
    if (atMs >= durationMs - 1_000) return events;
    shortestMs = 0;
    if (random() > rateAt(scenario, Math.max(0, (atMs - warmUpMs) / (durationMs - warmUpMs)))) continue;
    const isForNobody = others.length > 0 && random() < nobodyShare;
    const isBargedIn = random() < bargeInShare && !isForNobody;
    const from = isForNobody ? others : commands;
    if (saying === 'rooms') events.push({ atMs, kind: 'type', what: pick(sentences.length) });
    else
      events.push({ atMs, kind: isBargedIn ? 'barge-in' : 'say', what: from[pick(from.length)] as number });
    shortestMs = lengthOf(events.at(-1) as PlannedEvent, recordings) + replyMs;
  }
}

const indices = (recordings: readonly Recording[], isForNobody: boolean, locale: Locale): number[] =>
  recordings.flatMap((recording, index) =>
    recording.isForNobody === isForNobody && recording.locale === locale ? [index] : [],
  );

export const defaultLocale: Locale = 'en-US';

/** The languages in which there are commands; speakers speak them in turn. */
export const spokenIn = (recordings: readonly Recording[]): readonly Locale[] => [
  ...new Set(recordings.filter(({ isForNobody }) => !isForNobody).map(({ locale }) => locale)),
];

const lengthOf = ({ kind, what }: PlannedEvent, recordings: readonly Recording[]): number =>
  kind === 'type' ? 0 : (recordings[what]?.durationMs ?? 0) * (kind === 'barge-in' ? 2 : 1);

/** Spreads a share evenly over the speakers. */
const isOneOf = (share: number, index: number): boolean =>
  Math.floor((index + 1) * share) > Math.floor(index * share);
