/** What happens to a speaker under test, in this order: each step asks something of the person beside it, and plays the gateway. */
import { randomUUID } from 'node:crypto';
import type { Line } from './line.ts';
import { playReply } from './reply.ts';
import type { Findings } from './rules.ts';
import type { ConformanceServer } from './server.ts';

/** What the person beside the speaker is asked to do; a test does it itself. */
export type Request =
  | 'connect'
  | 'speak'
  | 'interrupt'
  | 'answer'
  | 'speak while muted'
  | 'speak, then wait'
  | 'wait';

export interface Walk {
  readonly server: ConformanceServer;
  readonly findings: Findings;
  readonly ask: (request: Request) => void;
  /** How long a person may take, in milliseconds. */
  readonly patienceMs: number;
  line: Line;
  sessionId: string;
}

export interface Step {
  readonly title: string;
  run(walk: Walk): Promise<void>;
}

interface Turn {
  readonly turnId: string;
}

const heardEnoughMs = 600;
/** Longer than any back-off that a speaker may begin with, and shorter than a person's patience. */
const reconnectWithinMs = 30_000;
/** 0.25 s times 0.5, less what clocks differ. */
const shortestBackoffMs = 100;

/** Waits for somebody to speak, and listens until enough was heard. @returns the turn, or nothing when nobody spoke */
async function hear(walk: Walk): Promise<Turn | undefined> {
  const { line, findings, patienceMs } = walk;
  const started = await line.said(['listen_start', 'text'], patienceMs);
  if (started === undefined) {
    findings.broken('turn.spoken', 'nobody spoke, or no listen_start came');
    return undefined;
  }
  if (started.type === 'text') return begun(line, started.listenId);
  const { turn, isHeard } = await listenTo(walk, started.listenId);
  if (!isHeard) findings.broken('turn.spoken', 'a listen without audio');
  line.say({ type: 'transcript', ...turn, text: 'what time is it', isFinal: true });
  return turn;
}

function begun(line: Line, listenId: string): Turn {
  const turn = { turnId: randomUUID() };
  line.say({ type: 'turn_started', ...turn, listenId });
  return turn;
}

/** Takes a listen that has begun: it says itself that it is over, or is told once enough was heard. */
async function listenTo({ line, patienceMs }: Walk, listenId: string) {
  const turn = begun(line, listenId);
  const isHeard = await line.heard(heardEnoughMs, patienceMs);
  // While a button is held, the speaker alone knows when it is let go.
  if (line.listening?.mode === 'held_button') await line.heard(Number.POSITIVE_INFINITY, patienceMs);
  line.say({ type: 'listen_ended', ...turn, speechEndMs: heardEnoughMs });
  line.endListen();
  return { turn, isHeard };
}

const reply = (turn: object, text: string, isExpectingSpeech = false) => ({
  type: 'reply',
  ...turn,
  ...{ text, isExpectingSpeech, isProgress: false, skillId: 'example.conformance', intent: 'Test' },
});

const ended = (turn: object, end: 'completed' | 'aborted') => ({
  type: 'turn_ended',
  ...turn,
  ...{ end, code: '', isRetryable: false, isOutcomeUnknown: false },
  ...{ perceivedUs: 1, platformUs: 1, skillUs: 1 },
});

/** Takes the next connection and answers its hello. */
async function greet(walk: Walk, timeoutMs: number): Promise<number | undefined> {
  const came = await walk.server.nextLine(timeoutMs);
  if (came === undefined) return undefined;
  walk.line = came.line;
  const hello = came.line.hello ?? (await came.line.said(['hello'], 10_000));
  if (hello === undefined) {
    walk.findings.broken('hello.first', 'no hello within ten seconds');
    return came.atMs;
  }
  const isResumed = hello.resumeSessionId === walk.sessionId;
  if (!isResumed && walk.sessionId !== '')
    walk.findings.advice('again.resume', 'a new session after a break');
  if (!isResumed) walk.sessionId = randomUUID();
  came.line.say({
    type: 'hello_ack',
    sessionId: walk.sessionId,
    audioUp: hello.audioUp,
    audioDown: hello.audioDown,
    ...{ pingIntervalMs: 30_000, maxFrameBytes: 5_760, maxUtteranceMs: 15_000 },
    microphone: { isMuted: false, isWakeWordOff: false, isPending: false },
    ...{
      locale: 'en-US',
      wakeWords: ['hey earshot'],
      serverTimeMs: Date.now(),
      timeZone: 'Etc/UTC',
      isTokenOld: false,
    },
  });
  return came.atMs;
}

export const steps: readonly Step[] = [
  {
    title: 'connects and says hello',
    async run(walk) {
      walk.ask('connect');
      if ((await greet(walk, walk.patienceMs)) === undefined)
        walk.findings.broken('hello.first', 'nobody connected');
    },
  },
  {
    title: 'a command, its answer, a log that its owner wants, and words of a later version of the protocol',
    async run(walk) {
      walk.ask('speak');
      const turn = await hear(walk);
      if (turn === undefined) return;
      const { line, findings } = walk;
      line.say({ type: 'log_wanted', requestId: randomUUID() });
      line.say({ type: 'mood_ring', ...turn, colour: 'blue', depth: { nested: [1, 2, 3] } });
      line.say({ ...reply(turn, 'It is noon.'), aura: 'calm' });
      await playReply(line, turn, 800);
      line.say(ended(turn, 'completed'));
      if (!(await line.ping())) findings.broken('ping.answered', 'no pong within three seconds');
      if (line.isClosed) findings.broken('unknown.passed', 'it hung up');
    },
  },
  {
    title: 'somebody interrupts a long answer',
    async run(walk) {
      walk.ask('speak');
      const turn = await hear(walk);
      if (turn === undefined) return;
      const { line, findings } = walk;
      line.say(reply(turn, 'A long story.'));
      const interrupted = line.said(['abort', 'listen_start', 'text'], walk.patienceMs);
      walk.ask('interrupt');
      const over = new AbortController();
      void interrupted.then(() => over.abort());
      await playReply(line, turn, walk.patienceMs, over.signal);
      const how = await interrupted;
      line.say(ended(turn, how === undefined ? 'completed' : 'aborted'));
      if (how === undefined) return findings.broken('turn.barge-in', 'nothing ended the answer');
      if (how.type !== 'listen_start') return;
      const next = await listenTo(walk, how.listenId);
      line.say(ended(next.turn, 'completed'));
    },
  },
  {
    title: 'a question, and its answer without a wake word',
    async run(walk) {
      walk.ask('speak');
      const turn = await hear(walk);
      if (turn === undefined) return;
      const { line, findings } = walk;
      line.say(reply(turn, 'For how long?', true));
      const started = line.said(['listen_start'], walk.patienceMs);
      await playReply(line, turn, 500);
      line.say(ended(turn, 'completed'));
      walk.ask('answer');
      const listen = await started;
      if (listen?.mode !== 'follow_up')
        return findings.advice(
          'turn.follow-up',
          listen === undefined ? 'no listen' : `a listen of the mode ${listen.mode}`,
        );
      const next = await listenTo(walk, listen.listenId);
      line.say(reply(next.turn, 'Ten minutes.'));
      line.say(ended(next.turn, 'completed'));
    },
  },
  {
    title: 'muted by its owner',
    async run({ line, ask, patienceMs }) {
      line.say({ type: 'microphone', isMuted: true, isWakeWordOff: false, isPending: false });
      ask('speak while muted');
      // What it must not do is noticed by the line itself.
      await line.said(['listen_start'], Math.min(patienceMs, 8_000));
      line.endListen();
      line.say({ type: 'microphone', isMuted: false, isWakeWordOff: false, isPending: false });
    },
  },
  {
    title: 'the line breaks while it is answered',
    async run(walk) {
      walk.ask('speak, then wait');
      const turn = await hear(walk);
      const brokenMs = performance.now();
      walk.line.break();
      const backMs = await greet(walk, reconnectWithinMs);
      if (backMs === undefined)
        return walk.findings.broken('again.backoff', `nobody came back within ${reconnectWithinMs / 1000} s`);
      if (backMs - brokenMs < shortestBackoffMs)
        walk.findings.broken('again.backoff', `it came back after ${Math.round(backMs - brokenMs)} ms`);
      if (turn === undefined) return;
      const asked = await walk.line.said(['get_outcome'], 5_000);
      if (asked?.turnId !== turn.turnId)
        return walk.findings.advice('again.outcome', 'no get_outcome for that turn');
      walk.line.say({ type: 'outcome', ...turn, outcome: 'completed' });
    },
  },
  {
    title: 'the gateway goes away for two seconds',
    async run(walk) {
      walk.ask('wait');
      walk.line.say({ type: 'go_away', retryAfterMs: 2_000 });
      walk.line.close(1012, 'DRAINING');
      const goneMs = performance.now();
      const backMs = await greet(walk, reconnectWithinMs);
      if (backMs === undefined)
        walk.findings.broken('again.backoff', `nobody came back within ${reconnectWithinMs / 1000} s`);
      else if (backMs - goneMs < 1_900)
        walk.findings.broken('again.hint', `it came back after ${Math.round(backMs - goneMs)} ms`);
    },
  },
  {
    title: 'its token is revoked',
    async run(walk) {
      walk.ask('wait');
      const error = {
        code: 'UNAUTHENTICATED',
        message: 'Revoked.',
        isFatal: true,
        listenId: '',
        isRetryable: false,
        retryAfterMs: 0,
      };
      walk.line.say({ type: 'error', ...error });
      walk.line.close(1008, 'UNAUTHENTICATED');
      if ((await walk.server.nextLine(Math.min(walk.patienceMs, 6_000))) !== undefined)
        walk.findings.broken('again.refused', 'it came back');
    },
  },
];
