/** The browser speaker: earshot.v1 as docs/protocol.md says it, a microphone, a voice, and what was said. */
const root = document.getElementById('speaker');
const talk = document.getElementById('talk');
const state = document.getElementById('state');
const typing = document.getElementById('typing');
const send = typing.querySelector('button');
const turnsList = document.getElementById('turns');
const words = JSON.parse(root.dataset.words);
const { locale } = root.dataset;

const frameMs = 20;
/** Shorter is a tap: the gateway says when the utterance is over. */
const tapMs = 350;
const format = (sampleRateHz) => ({ codec: 'pcm16', sampleRateHz, frameMs });

/** Elements with text, never with markup: what a skill wrote is text. */
function element(name, className, text) {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// What the speaker is doing, as people see it.
function show(name) {
  root.dataset.state = name;
  state.textContent = words[name];
}

// The machine's audio: opened by the first press, because browsers allow none before.
let audio;
async function openAudio() {
  if (audio !== undefined) return audio;
  const context = new AudioContext({ latencyHint: 'interactive' });
  await context.audioWorklet.addModule(root.dataset.player);
  const player = new AudioWorkletNode(context, 'player', { numberOfInputs: 0, outputChannelCount: [1] });
  player.connect(context.destination);
  player.port.onmessage = () => {
    isPlaying = false;
    settle();
  };
  audio = { context, player, microphone: undefined };
  return audio;
}

async function openMicrophone() {
  const opened = await openAudio();
  await opened.context.resume();
  if (opened.microphone !== undefined) return opened.microphone;
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  await opened.context.audioWorklet.addModule(root.dataset.microphone);
  const node = new AudioWorkletNode(opened.context, 'microphone', { numberOfOutputs: 0 });
  opened.context.createMediaStreamSource(stream).connect(node);
  const [track] = stream.getAudioTracks();
  track.enabled = false;
  node.port.onmessage = ({ data }) => heard(data);
  opened.microphone = {
    set(isOpen) {
      track.enabled = isOpen;
      node.port.postMessage({ isOpen });
    },
  };
  return opened.microphone;
}

// The line to the gateway.
let socket;
let sessionId = '';
let waitMs = 250;
/** Tries in a row that came to nothing: what refused them, no page can read. */
let failures = 0;
const patientFailures = 3;
function connect() {
  const address = new URL('/speaker/socket', location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  socket = new WebSocket(address, 'earshot.v1');
  socket.binaryType = 'arraybuffer';
  socket.onopen = () =>
    say({
      type: 'hello',
      protocol: 'earshot.v1',
      model: 'browser',
      firmware: '1',
      locale,
      capabilities: ['display'],
      audioUp: format(16000),
      audioDown: format(24000),
      resumeSessionId: sessionId,
    });
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') take(JSON.parse(data));
    else play(data);
  };
  socket.onclose = ({ code }) => {
    stopListening();
    turn = undefined;
    talk.disabled = true;
    send.disabled = true;
    // Another window goes on with this one's session, or the device was removed: coming back would not help.
    const end = { 4001: 'replaced', 1008: 'removed' }[code];
    failures += 1;
    show(end ?? (failures > patientFailures ? 'refused' : 'lost'));
    if (end !== undefined) return;
    setTimeout(connect, waitMs * (0.5 + Math.random()));
    waitMs = Math.min(waitMs * 2, 20000);
  };
}
const say = (message) => {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
};

// One turn at a time, and its place in the list.
let turn;
let sequence = 0;
let isListening = false;
let isPlaying = false;
function begin(mode) {
  dropSpeech();
  // What was asked before is over: a touch on it would answer something else.
  for (const answer of turnsList.querySelectorAll('.shown button[data-answers]')) answer.disabled = true;
  const item = element('li', 'turn');
  turnsList.append(item);
  turnsList.parentElement.hidden = false;
  turn = {
    listenId: crypto.randomUUID(),
    turnId: '',
    mode,
    item,
    said: undefined,
    stages: new Map(),
    reply: undefined,
  };
  return turn;
}

async function listen(mode) {
  let microphone;
  try {
    microphone = await openMicrophone();
  } catch {
    show('denied');
    return false;
  }
  const { listenId } = begin(mode);
  sequence = 0;
  isListening = true;
  say({ type: 'listen_start', listenId, mode });
  microphone.set(true);
  show('listening');
  return true;
}

function stopListening() {
  if (!isListening) return;
  isListening = false;
  audio?.microphone?.set(false);
  talk.style.setProperty('--level', '0');
}

/** A frame of the microphone: eight bytes of header, then the samples. */
function heard(buffer) {
  if (!isListening) return;
  const samples = new Int16Array(buffer);
  const message = new Uint8Array(8 + samples.byteLength);
  const header = new DataView(message.buffer);
  header.setUint8(0, 0x11);
  header.setUint16(2, sequence & 0xffff);
  header.setUint32(4, sequence * frameMs);
  message.set(new Uint8Array(buffer), 8);
  sequence += 1;
  socket.send(message);
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  talk.style.setProperty('--level', String(Math.min(1, loudest / 12000)));
}

function play(buffer) {
  if (turn === undefined || audio === undefined) return;
  isPlaying = true;
  show('speaking');
  const frame = buffer.slice(8);
  audio.player.port.postMessage({ frame }, [frame]);
}

function dropSpeech() {
  isPlaying = false;
  audio?.player.port.postMessage({ isDropped: true });
}

/** When the turn is over and its speech was played: an answer is listened for, or nothing is. */
function settle() {
  if (isPlaying || isListening || turn === undefined || !turn.isOver) return;
  const isAsked = turn.reply?.isExpectingSpeech === true && turn.end === 'completed' && turn.mode !== 'text';
  show('ready');
  turn = undefined;
  if (isAsked) void listen('follow_up');
}

function take(message) {
  switch (message.type) {
    case 'hello_ack':
      ({ sessionId } = message);
      waitMs = 250;
      failures = 0;
      talk.disabled = false;
      send.disabled = false;
      show('ready');
      return;
    case 'turn_started':
      if (turn?.listenId === message.listenId) turn.turnId = message.turnId;
      return;
    case 'error':
      if (turn !== undefined && (message.listenId === turn.listenId || message.isFatal)) refused(message);
      return;
    default:
      if (turn !== undefined && message.turnId === turn.turnId) tell(message);
  }
}

function refused({ code }) {
  stopListening();
  const known = { MICROPHONE_MUTED: words.muted, CONSENT_REQUIRED: words.consent }[code];
  turn.item.append(element('p', 'answer failure', known ?? `${words.failed} (${code})`));
  turn = undefined;
  show('ready');
}

function tell(message) {
  switch (message.type) {
    case 'transcript': {
      turn.said ??= turn.item.appendChild(element('p', 'said partial'));
      turn.said.textContent = message.text;
      turn.said.classList.toggle('partial', !message.isFinal);
      break;
    }
    case 'listen_ended':
      stopListening();
      show('thinking');
      break;
    case 'reply':
      turn.item.append(element('p', message.isProgress ? 'answer progress' : 'answer', message.text));
      if (!message.isProgress) turn.reply = message;
      break;
    case 'directive':
      turn.item.append(shown(message.directive));
      break;
    case 'stage': {
      const span = turn.stages.get(message.stage) ?? { startUs: message.atUs, endUs: message.atUs };
      if (message.isEnd) span.endUs = message.atUs;
      turn.stages.set(message.stage, span);
      break;
    }
    case 'turn_ended':
      stopListening();
      turn.isOver = true;
      turn.end = message.end;
      if (message.end === 'failed')
        turn.item.append(element('p', 'answer failure', `${words.failed} (${message.code})`));
      if (message.end === 'aborted') dropSpeech();
      if (turn.stages.size > 0) turn.item.append(timeline(turn.stages));
      if (turn.item.childElementCount === 0) turn.item.remove();
      settle();
      break;
    default:
  }
}

const shown = (what) =>
  what.type === 'display' && what.items.length > 0 ? shownList(what) : directive(what);

/** A list: what can be touched is a button that says the platform's words. Pictures would tell a skill's server where we are, and are not loaded. */
function shownList({ title, lines, items }) {
  const made = element('section', 'shown');
  if (title !== '') made.append(element('b', '', title));
  for (const line of lines) made.append(element('p', '', line));
  const list = element('ul', '');
  for (const { title: name, text, say: words, intent } of items) {
    const inside = words === '' ? element('div', '') : element('button', 'second');
    inside.append(element('span', '', name));
    if (text !== '') inside.append(element('small', '', text));
    if (words !== '') {
      inside.type = 'button';
      // What names an intent of its own can be touched as long as it stands there.
      if (intent === '') inside.dataset.answers = '';
      inside.addEventListener('click', () => void type(words));
    }
    list.appendChild(element('li', '')).append(inside);
  }
  made.append(list);
  return made;
}

function directive(what) {
  const made = element('p', 'directive');
  const parts = {
    card: () => [what.title, what.text],
    display: () => [what.title, what.lines.join(' · ')],
    audio: () => ['♪', what.title],
    timer: () => [what.isCancel ? '⏱ ✕' : '⏱', what.isCancel ? '' : `${what.durationS} s`],
    device_control: () => [
      what.property,
      [what.targetId, what.value].filter((part) => part !== '').join(' '),
    ],
  }[what.type]?.() ?? ['', what.type];
  made.append(element('b', '', parts[0]), element('span', '', parts[1]));
  return made;
}

const order = ['wake', 'listen', 'recognise', 'understand', 'route', 'act', 'speak'];
function timeline(stages) {
  const made = element('details', 'timeline');
  made.append(element('summary', '', words.timeline));
  const list = element('dl', '');
  const totalUs = Math.max(1, ...[...stages.values()].map(({ endUs }) => endUs));
  for (const name of order) {
    const span = stages.get(name);
    if (span === undefined) continue;
    const track = element('dd', 'track');
    const bar = element('span', 'bar');
    bar.style.left = `${(span.startUs / totalUs) * 100}%`;
    bar.style.width = `${((span.endUs - span.startUs) / totalUs) * 100}%`;
    track.append(bar);
    const ms = (span.endUs - span.startUs) / 1000;
    list.append(
      element('dt', '', words.stages[name]),
      track,
      element('dd', 'time', `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`),
    );
  }
  made.append(list);
  made.open = true;
  for (const other of turnsList.querySelectorAll('details[open]')) other.open = false;
  return made;
}

// The button: held, it listens until it is let go; tapped, until the gateway has heard enough; tapped again, it stops.
let pressedMs = 0;
let isHeld = false;
async function press() {
  if (talk.disabled || isHeld) return;
  if (isListening) {
    say({ type: 'listen_stop', listenId: turn.listenId });
    stopListening();
    show('thinking');
    return;
  }
  isHeld = true;
  pressedMs = performance.now();
  // Which of the two it becomes is known when it is let go; a held one is ended by us, both are listened to alike.
  await listen('button');
}

function release() {
  if (!isHeld) return;
  isHeld = false;
  if (performance.now() - pressedMs < tapMs || !isListening) return;
  say({ type: 'listen_stop', listenId: turn.listenId });
  stopListening();
  show('thinking');
}

talk.addEventListener('pointerdown', (event) => {
  event.preventDefault();
  talk.focus({ focusVisible: false });
  void press();
});
for (const name of ['pointerup', 'pointercancel']) addEventListener(name, release);
talk.addEventListener('contextmenu', (event) => event.preventDefault());
for (const [name, act] of [
  ['keydown', press],
  ['keyup', release],
]) {
  addEventListener(name, (event) => {
    const isTalk = event.key === ' ' || (event.key === 'Enter' && event.target === talk);
    if (!isTalk || event.repeat || event.target === typing.elements.words) return;
    if (event.target instanceof HTMLButtonElement && event.target !== talk) return;
    event.preventDefault();
    void act();
  });
}
typing.addEventListener('submit', (event) => {
  event.preventDefault();
  const input = typing.elements.words;
  const text = input.value.trim();
  if (text === '' || send.disabled) return;
  input.value = '';
  void type(text);
});

/** Says words without a voice: typed, or what a touch stands for. */
async function type(text) {
  if (send.disabled) return;
  stopListening();
  // Sound is allowed now: somebody acted on the page.
  await openAudio()
    .then(({ context }) => context.resume())
    .catch(() => {});
  const { listenId, item } = begin('text');
  turn.said = item.appendChild(element('p', 'said', text));
  say({ type: 'text', listenId, text });
  show('thinking');
}
connect();
