/**
 * A speaker of another maker that plays its part of a plan: the xiaozhi protocol with frames of 60 ms, its button held while it is
 * spoken to. Beside `player.ts` it measures the same from the same schedule; what its dialect is not told (stages, the gateway's
 * own clock) its samples do not have. Runs in k6 and in Node alike.
 */
import type { Plan, PlannedEvent, PlannedSpeaker, Recording } from './plan.ts';
import type { TurnSample } from './sample.ts';
import { gatewayOf, type PlayerSocket, type Stage } from './stage.ts';

interface Turn {
  readonly planned: PlannedEvent;
  readonly lateMs: number;
  readonly speechEndMs: number;
  perceivedMs: number | undefined;
}

const patienceMs = 20_000;
const frameMs = 60;

/** Packets as `recordings.ts` writes them: each behind its length, two bytes. */
export function packetsIn(file: ArrayBuffer): ArrayBuffer[] {
  const lengths = new DataView(file);
  const packets: ArrayBuffer[] = [];
  for (let at = 0; at < file.byteLength; ) {
    const length = lengths.getUint16(at);
    packets.push(file.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return packets;
}

export class XiaozhiPlayer {
  readonly #plan: Plan;
  readonly #number: number;
  readonly #me: PlannedSpeaker;
  readonly #packets: readonly (readonly ArrayBuffer[])[];
  readonly #stage: Stage;
  readonly #startMs: number;
  readonly #onDone: () => void;
  readonly #due: PlannedEvent[] = [];
  readonly #stopTimers: (() => void)[] = [];
  #left: number;
  #socket: PlayerSocket | undefined;
  #isGreeted = false;
  #isSpeaking = false;
  #wantedMs = 0;
  #turn: Turn | undefined;
  #isOver = false;

  /** @param packets of each recording */
  constructor(
    plan: Plan,
    number: number,
    packets: readonly (readonly ArrayBuffer[])[],
    stage: Stage,
    startMs: number,
    onDone: () => void = () => {},
  ) {
    this.#plan = plan;
    this.#number = number;
    this.#me = plan.speakers[number] as PlannedSpeaker;
    this.#packets = packets;
    this.#stage = stage;
    this.#startMs = startMs;
    this.#onDone = onDone;
    const events = this.#me.events.filter(({ kind }) => kind === 'say' || kind === 'barge-in');
    this.#left = events.length;
    const untilMs = (atMs: number) => Math.max(0, startMs + atMs - stage.now());
    stage.after(untilMs(this.#me.connectAtMs), () => this.#connect(stage.now()));
    for (const event of events) {
      this.#stopTimers.push(
        stage.after(untilMs(event.atMs), () => {
          this.#due.push(event);
          this.#next();
        }),
      );
    }
    this.#stopTimers.push(
      stage.after(untilMs(plan.durationMs), () => {
        if (this.#left === 0) this.#over();
        else this.#stopTimers.push(stage.after(patienceMs, () => this.#over()));
      }),
    );
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#turn !== undefined) this.#end(this.#turn, 'lost');
    for (const { atMs } of this.#due.splice(0)) {
      this.#tell(atMs, { lateMs: this.#stage.now() - this.#startMs - atMs, end: 'lost' });
    }
    for (const stop of this.#stopTimers) stop();
    this.#socket?.close(1000);
    this.#onDone();
  }

  #connect(wantedMs: number): void {
    if (this.#isOver) return;
    this.#wantedMs = wantedMs;
    const url = gatewayOf(this.#plan, this.#number).replace(
      /\/v1\/speaker$/,
      `/xiaozhi/v1/?locale=${this.#me.locale}`,
    );
    const socket = this.#stage.open(url, this.#plan.tokens[this.#me.device] ?? '', 'xiaozhi');
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    const ifCurrent = (run: () => void) => {
      if (this.#socket === socket) run();
    };
    const audio = { format: 'opus', sample_rate: 16_000, channels: 1, frame_duration: frameMs };
    const hello = { type: 'hello', version: 1, features: {}, transport: 'websocket', audio_params: audio };
    socket.addEventListener('open', () => ifCurrent(() => this.#send(hello)));
    socket.addEventListener('message', (event: { data: unknown }) =>
      ifCurrent(() => {
        if (typeof event.data === 'string') this.#take(JSON.parse(event.data));
        else this.#heard();
      }),
    );
    socket.addEventListener('error', () => {});
    socket.addEventListener('close', () => ifCurrent(() => this.#closed()));
  }

  #closed(): void {
    const wasGreeted = this.#isGreeted;
    this.#socket = undefined;
    this.#isGreeted = false;
    this.#isSpeaking = false;
    if (this.#turn !== undefined) this.#end(this.#turn, 'lost');
    if (this.#isOver || this.#stage.now() - this.#startMs >= this.#plan.durationMs) return;
    const code = wasGreeted ? 'CONNECTION_LOST' : 'CONNECTION_REFUSED';
    const atMs = this.#stage.now() - this.#startMs;
    this.#stage.tell({ type: 'refusal', atMs, role: 'good', code });
    const sinceMs = wasGreeted ? this.#stage.now() : this.#wantedMs;
    this.#stage.after(250 + Math.random() * 500, () => this.#connect(sinceMs));
  }

  #send(message: object): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #next(): void {
    if (this.#isOver || !this.#isGreeted || this.#turn !== undefined || this.#isSpeaking) return;
    const planned = this.#due.shift();
    if (planned === undefined) return;
    const scheduledMs = this.#startMs + planned.atMs;
    const recording = this.#plan.recordings[planned.what] as Recording;
    const turn: Turn = {
      planned,
      lateMs: Math.max(0, this.#stage.now() - scheduledMs),
      speechEndMs: scheduledMs + recording.speechEndMs,
      perceivedMs: undefined,
    };
    this.#turn = turn;
    this.#send({ type: 'listen', state: 'start', mode: 'manual' });
    this.#stream(turn, this.#packets[planned.what] as readonly ArrayBuffer[]);
    this.#stopTimers.push(
      this.#stage.after(recording.durationMs + patienceMs, () => {
        if (this.#turn === turn) this.#end(turn, 'lost');
      }),
    );
  }

  /** Sends each packet at its own time; a late tick sends what is due. */
  #stream(turn: Turn, packets: readonly ArrayBuffer[]): void {
    const begunMs = this.#stage.now();
    let next = 0;
    const tick = () => {
      if (this.#turn !== turn) return;
      const due = Math.min(packets.length, Math.floor((this.#stage.now() - begunMs) / frameMs));
      for (; next < due; next += 1) this.#socket?.send(packets[next] as ArrayBuffer);
      if (next === packets.length) this.#send({ type: 'listen', state: 'stop' });
      else this.#stage.after(begunMs + (next + 1) * frameMs - this.#stage.now(), tick);
    };
    tick();
  }

  /** Audio is played between `tts start` and `tts stop` alone. */
  #heard(): void {
    const turn = this.#turn;
    if (turn === undefined || !this.#isSpeaking || turn.perceivedMs !== undefined) return;
    turn.perceivedMs = this.#stage.now() - turn.speechEndMs;
  }

  #take(message: { readonly type: string; readonly state?: string }): void {
    if (message.type === 'hello') this.#greeted();
    else if (message.type === 'tts' && message.state === 'start') this.#isSpeaking = true;
    else if (message.type === 'tts' && message.state === 'stop') {
      this.#isSpeaking = false;
      if (this.#turn === undefined) this.#next();
      else this.#end(this.#turn, 'completed');
    } else if (message.type === 'alert' && this.#turn !== undefined) this.#end(this.#turn, 'failed');
  }

  #greeted(): void {
    this.#isGreeted = true;
    const atMs = this.#wantedMs - this.#startMs;
    this.#stage.tell({
      ...{ type: 'connect', role: 'good', atMs, isWarmUp: atMs < this.#plan.warmUpMs, isAgain: false },
      tookMs: this.#stage.now() - this.#wantedMs,
    });
    this.#next();
  }

  #end(turn: Turn, end: 'completed' | 'failed' | 'lost'): void {
    this.#turn = undefined;
    const { planned, lateMs, perceivedMs } = turn;
    this.#tell(planned.atMs, { lateMs, end, ...(perceivedMs === undefined ? {} : { perceivedMs }) });
    this.#left -= 1;
    if (this.#left <= 0 && this.#stage.now() - this.#startMs >= this.#plan.durationMs) this.#over();
    else this.#next();
  }

  #tell(atMs: number, rest: Pick<TurnSample, 'lateMs' | 'end' | 'perceivedMs'>): void {
    this.#stage.tell({
      ...{ type: 'turn', speaker: this.#number, role: 'good', dialect: 'xiaozhi', kind: 'say', atMs },
      ...{ isWarmUp: atMs < this.#plan.warmUpMs, code: rest.end === 'failed' ? 'ALERT' : '', stages: {} },
      ...rest,
    });
  }
}
