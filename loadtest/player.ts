/**
 * One speaker that plays its part of a plan over one connection that it keeps. Runs in k6 and in Node alike: sockets
 * and timers are brought from outside, and nothing here knows either.
 *
 * An utterance counts from the time at which it was to be said, whether or not its speaker was free by then, so a slow
 * server meets the same load as a fast one and cannot hide (no coordinated omission).
 */
import { junk } from './junk.ts';
import type { Plan, PlannedEvent, PlannedSpeaker, Recording } from './plan.ts';
import type { TurnSample } from './sample.ts';
import { gatewayOf, type PlayerSocket, type Stage } from './stage.ts';

interface Turn {
  readonly planned: PlannedEvent;
  readonly kind: TurnSample['kind'];
  readonly listenId: string;
  readonly lateMs: number;
  /** Scheduled end of speech, on the stage's clock. */
  readonly speechEndMs: number;
  turnId: string;
  isReplied: boolean;
  perceivedMs: number | undefined;
  bargedInMs: number | undefined;
  readonly startsUs: Record<string, number>;
  readonly stages: Record<string, number>;
}

/** A turn has so long beyond its utterance. */
const patienceMs = 20_000;
/** How much of a reply is listened to before it is spoken into. */
const bargeInAfterMs = 300;
const headerBytes = 8;
const bytesPerMs = 32;

export class Player {
  readonly #plan: Plan;
  readonly #me: PlannedSpeaker;
  readonly #number: number;
  readonly #audio: readonly ArrayBuffer[];
  readonly #stage: Stage;
  readonly #startMs: number;
  readonly #onDone: () => void;
  readonly #due: PlannedEvent[] = [];
  #left: number;
  #socket: PlayerSocket | undefined;
  #isGreeted = false;
  #isAgain = false;
  #wantedMs = 0;
  #turn: Turn | undefined;
  #stopTimers: (() => void)[] = [];
  #stopStream: (() => void) | undefined;
  #stopJunk: (() => void) | undefined;
  #listens = 0;
  #isOver = false;

  /** @param startMs when the run begins, on the stage's clock */
  constructor(
    plan: Plan,
    number: number,
    audio: readonly ArrayBuffer[],
    stage: Stage,
    startMs: number,
    onDone: () => void = () => {},
  ) {
    this.#plan = plan;
    this.#number = number;
    this.#me = plan.speakers[number] as PlannedSpeaker;
    this.#audio = audio;
    this.#stage = stage;
    this.#startMs = startMs;
    this.#onDone = onDone;
    this.#left = this.#me.events.filter(({ kind }) => kind !== 'break').length;
    const untilMs = (atMs: number) => Math.max(0, startMs + atMs - stage.now());
    stage.after(untilMs(this.#me.connectAtMs), () => this.#connect(stage.now(), false));
    for (const event of this.#me.events) {
      this.#stopTimers.push(stage.after(untilMs(event.atMs), () => this.#isDue(event)));
    }
    this.#stopTimers.push(stage.after(untilMs(plan.durationMs), () => this.#endSoon()));
  }

  /** What is under way may end; a speaker that only stays connected leaves at once. */
  #endSoon(): void {
    if (this.#left === 0) this.#over();
    else this.#stopTimers.push(this.#stage.after(patienceMs, () => this.#over()));
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#turn !== undefined) this.#lost(this.#turn);
    for (const event of this.#due.splice(0)) this.#neverSaid(event);
    for (const stop of this.#stopTimers) stop();
    this.#stopStream?.();
    this.#stopJunk?.();
    this.#socket?.close(1000);
    this.#onDone();
  }

  get #isEnding(): boolean {
    return this.#stage.now() - this.#startMs >= this.#plan.durationMs;
  }

  /** @param wantedMs since when it wants to be connected */
  #connect(wantedMs: number, isAgain: boolean): void {
    if (this.#isOver) return;
    this.#wantedMs = wantedMs;
    this.#isAgain = isAgain;
    const token = this.#plan.tokens[this.#me.device] ?? '';
    const { partnerAddress } = this.#plan;
    const socket =
      this.#me.isPartner === true && partnerAddress !== undefined
        ? this.#stage.openPartner(partnerAddress, token)
        : this.#stage.open(gatewayOf(this.#plan, this.#number), token);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    const format = { codec: 'pcm16', sampleRateHz: 16_000, frameMs: this.#plan.scenario.frameMs };
    const ifCurrent = (run: () => void) => {
      if (this.#socket === socket) run();
    };
    socket.addEventListener('open', () =>
      ifCurrent(() =>
        this.#send({
          type: 'hello',
          protocol: 'earshot.v1',
          model: 'load',
          firmware: '1',
          locale: this.#me.locale,
          capabilities: ['audio', 'device-control'],
          audioUp: format,
          audioDown: format,
        }),
      ),
    );
    socket.addEventListener('message', (event: { data: unknown }) =>
      ifCurrent(() => {
        if (typeof event.data === 'string') this.#take(JSON.parse(event.data));
        else this.#heard();
      }),
    );
    socket.addEventListener('error', () => {});
    socket.addEventListener('close', () => ifCurrent(() => this.#closed()));
  }

  #send(message: object): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #closed(): void {
    this.#socket = undefined;
    const wasGreeted = this.#isGreeted;
    this.#isGreeted = false;
    this.#stopStream?.();
    this.#stopJunk?.();
    if (this.#turn !== undefined) this.#lost(this.#turn);
    if (this.#isOver || this.#isEnding) return;
    if (this.#me.role === 'good' && !this.#isAgain)
      this.#refused(wasGreeted ? 'CONNECTION_LOST' : 'CONNECTION_REFUSED');
    // A crowd that was refused does not come back in step.
    const waitMs = 250 + Math.random() * 500;
    const sinceMs = wasGreeted ? this.#stage.now() : this.#wantedMs;
    this.#stage.after(waitMs, () => this.#connect(sinceMs, this.#isAgain));
  }

  #break(): void {
    const { now } = this.#stage;
    const socket = this.#socket;
    this.#socket = undefined;
    this.#isGreeted = false;
    if (this.#turn !== undefined) this.#lost(this.#turn);
    socket?.close(1000);
    this.#stage.after(Math.random() * 1_000, () => this.#connect(now(), true));
  }

  #isDue(event: PlannedEvent): void {
    if (event.kind === 'break') this.#break();
    else this.#due.push(event);
    this.#next();
  }

  #next(): void {
    // What is due after the end counts as never said, and is told as that.
    if (this.#isOver || !this.#isGreeted || this.#turn !== undefined) return;
    const event = this.#due.shift();
    if (event === undefined) return;
    const lateMs = Math.max(0, this.#stage.now() - this.#startMs - event.atMs);
    this.#begin(event, event.kind as Turn['kind'], lateMs, this.#startMs + event.atMs);
  }

  #begin(planned: PlannedEvent, kind: Turn['kind'], lateMs: number, scheduledMs: number): void {
    this.#listens += 1;
    const listenId = `l${this.#listens}`;
    const recording = this.#plan.recordings[planned.what] as Recording;
    const speechEndMs = scheduledMs + (kind === 'type' ? 0 : recording.speechEndMs);
    const turn: Turn = {
      ...{ planned, kind, listenId, lateMs, speechEndMs, turnId: '', isReplied: false },
      ...{ perceivedMs: undefined, bargedInMs: undefined, startsUs: {}, stages: {} },
    };
    this.#turn = turn;
    if (kind === 'type') {
      this.#send({ type: 'text', listenId, text: this.#plan.sentences[planned.what] ?? '' });
    } else {
      this.#send({ type: 'listen_start', listenId, mode: 'held_button' });
      this.#stream(turn, this.#audio[planned.what] as ArrayBuffer);
    }
    const spokenMs = kind === 'type' ? 0 : recording.durationMs;
    this.#stopTimers.push(
      this.#stage.after(spokenMs + patienceMs, () => {
        if (this.#turn === turn) this.#lost(turn);
        this.#next();
      }),
    );
  }

  /** Sends each frame at its own time; a late tick sends what is due, so lateness never adds up. */
  #stream(turn: Turn, samples: ArrayBuffer): void {
    const { frameMs } = this.#plan.scenario;
    const frameBytes = frameMs * bytesPerMs;
    const frames = Math.ceil(samples.byteLength / frameBytes);
    const begunMs = this.#stage.now();
    let next = 0;
    const tick = () => {
      if (this.#turn !== turn) return;
      const due = Math.min(frames, Math.floor((this.#stage.now() - begunMs) / frameMs));
      for (; next < due; next += 1) this.#socket?.send(frame(samples, next, frames, frameMs));
      if (next === frames) this.#send({ type: 'listen_stop', listenId: turn.listenId });
      else this.#stopStream = this.#stage.after(begunMs + (next + 1) * frameMs - this.#stage.now(), tick);
    };
    tick();
  }

  /** An audio frame of a reply. */
  #heard(): void {
    const turn = this.#turn;
    if (turn === undefined || !turn.isReplied || turn.perceivedMs !== undefined) return;
    // The text alone is no answer to somebody who listens.
    turn.perceivedMs = this.#stage.now() - turn.speechEndMs;
    if (this.#me.role === 'slow' && this.#socket !== undefined) this.#socket.stopReading?.();
    if (turn.kind !== 'barge-in') return;
    this.#stopTimers.push(
      this.#stage.after(bargeInAfterMs, () => {
        if (this.#turn !== turn) return;
        turn.bargedInMs = this.#stage.now();
        this.#send({ type: 'abort', listenId: turn.listenId, reason: 'barge_in' });
      }),
    );
  }

  #take(message: { readonly type: string; readonly [field: string]: unknown }): void {
    const turn = this.#turn;
    switch (message.type) {
      case 'hello_ack':
        this.#greeted();
        break;
      case 'turn_started':
        if (turn !== undefined && turn.listenId === message['listenId'])
          turn.turnId = String(message['turnId']);
        break;
      case 'stage':
        if (turn !== undefined && turn.turnId === message['turnId']) noteStage(turn, message);
        break;
      case 'reply':
        if (turn !== undefined && turn.turnId === message['turnId'])
          turn.isReplied = message['isProgress'] !== true;
        break;
      case 'turn_ended':
        if (turn !== undefined && turn.turnId === message['turnId']) this.#ended(turn, message);
        break;
      case 'error':
        this.#refused(String(message['code']));
        // The listen became no turn.
        if (turn !== undefined && turn.turnId === '' && message['listenId'] === turn.listenId) {
          this.#ended(turn, { ...message, end: 'failed' });
        }
        break;
      default:
    }
  }

  #greeted(): void {
    this.#isGreeted = true;
    this.#stage.tell({
      type: 'connect',
      role: this.#me.role,
      atMs: this.#wantedMs - this.#startMs,
      isWarmUp: this.#isWarmUp(this.#wantedMs - this.#startMs),
      isAgain: this.#isAgain,
      tookMs: this.#stage.now() - this.#wantedMs,
    });
    if (this.#me.role === 'hostile') this.#stopJunk = junk(this.#stage, (data) => this.#socket?.send(data));
    this.#next();
  }

  #refused(code: string): void {
    this.#stage.tell({ type: 'refusal', atMs: this.#stage.now() - this.#startMs, role: this.#me.role, code });
  }

  #isWarmUp(atMs: number): boolean {
    return atMs < this.#plan.warmUpMs;
  }

  #ended(turn: Turn, message: { readonly [field: string]: unknown }): void {
    this.#turn = undefined;
    this.#stopStream?.();
    const end = message['end'] as 'completed' | 'failed' | 'aborted';
    const platformMs = Number(message['platformUs'] ?? 0) / 1000;
    this.#tell(turn, {
      end,
      code: String(message['code'] ?? ''),
      ...(platformMs > 0 ? { platformMs, skillMs: Number(message['skillUs'] ?? 0) / 1000 } : {}),
      ...(turn.bargedInMs === undefined ? {} : { silencedMs: this.#stage.now() - turn.bargedInMs }),
    });
    if (turn.bargedInMs !== undefined) this.#begin(turn.planned, 'again', 0, this.#stage.now());
    else this.#done();
  }

  #lost(turn: Turn): void {
    this.#turn = undefined;
    this.#stopStream?.();
    this.#tell(turn, { end: 'lost', code: '' });
    this.#done();
  }

  #neverSaid(planned: PlannedEvent): void {
    const { atMs, kind } = planned;
    this.#stage.tell({
      ...{ type: 'turn', speaker: this.#number, role: this.#me.role, atMs, kind: kind as Turn['kind'] },
      ...{ isWarmUp: this.#isWarmUp(atMs), end: 'lost', code: '', stages: {} },
      lateMs: this.#stage.now() - this.#startMs - atMs,
    });
  }

  #tell(turn: Turn, rest: Pick<TurnSample, 'end' | 'code' | 'platformMs' | 'skillMs' | 'silencedMs'>): void {
    const { planned, kind, lateMs, stages, perceivedMs } = turn;
    this.#stage.tell({
      ...{ type: 'turn', speaker: this.#number, role: this.#me.role, kind, atMs: planned.atMs },
      ...{ isWarmUp: this.#isWarmUp(planned.atMs), lateMs, stages },
      ...(perceivedMs === undefined ? {} : { perceivedMs }),
      ...rest,
    });
  }

  #done(): void {
    this.#left -= 1;
    if (this.#left <= 0 && this.#isEnding) this.#over();
    else this.#next();
  }
}

function noteStage({ startsUs, stages }: Turn, message: { readonly [field: string]: unknown }): void {
  const stage = String(message['stage']);
  const atUs = Number(message['atUs']);
  if (message['isEnd'] !== true) startsUs[stage] = atUs;
  else stages[stage] = (stages[stage] ?? 0) + (atUs - (startsUs[stage] ?? atUs)) / 1000;
}

/** One frame of docs/protocol.md: version and type, flags, sequence, timestamp, then PCM. */
function frame(samples: ArrayBuffer, index: number, frames: number, frameMs: number): ArrayBuffer {
  const bytes = frameMs * bytesPerMs;
  const pcm = new Uint8Array(samples, index * bytes, Math.min(bytes, samples.byteLength - index * bytes));
  // A frame is always whole: the last one is padded with silence.
  const message = new Uint8Array(headerBytes + bytes);
  const header = new DataView(message.buffer);
  header.setUint8(0, 0x11);
  header.setUint8(1, index === frames - 1 ? 1 : 0);
  header.setUint16(2, index & 0xffff);
  header.setUint32(4, index * frameMs);
  message.set(pcm, headerBytes);
  return message.buffer;
}
