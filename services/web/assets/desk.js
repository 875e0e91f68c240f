// Keeps the desk as it is: hears that something changed, asks for the page anew, and exchanges what is different. Without
// it the page works by being loaded again.
const live = document.getElementById('live');
const bell = document.getElementById('bell');
const heard = document.getElementById('heard');
const plainTitle = document.title;

/** The page as it is now; not as text, which no script may turn into a page here. */
function askForPage() {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', location.href);
    request.responseType = 'document';
    request.timeout = 10_000;
    request.addEventListener('load', () => {
      if (new URL(request.responseURL).pathname.startsWith('/sign-in')) location.assign('/sign-in');
      else if (request.status === 200 && request.response) resolve(request.response);
      else reject(new Error(String(request.status)));
    });
    for (const failure of ['error', 'timeout', 'abort']) request.addEventListener(failure, reject);
    request.send();
  });
}

/** What somebody is about to press, or writes into, stays where it is. */
function exchangeList(list, fresh) {
  const known = new Map([...list.children].map((child) => [child.dataset.key, child]));
  const focused = document.activeElement;
  const focusedId = list.contains(focused) ? focused.id : '';
  let place = list.firstElementChild;
  for (const one of [...fresh.children]) {
    const { key, version } = one.dataset;
    const old = known.get(key);
    known.delete(key);
    const isSame = old !== undefined && old.dataset.version === version;
    const isBusy = old?.contains(focused) && focused.tagName === 'SELECT';
    const next = isSame || isBusy ? old : document.adoptNode(one);
    if (old !== undefined && next !== old) {
      if (place === old) place = old.nextElementSibling;
      old.remove();
    }
    if (next === place) place = place.nextElementSibling;
    else list.insertBefore(next, place);
  }
  for (const old of known.values()) old.remove();
  if (focusedId !== '' && document.activeElement?.id !== focusedId)
    document.getElementById(focusedId)?.focus();
}

const retryMs = 2_000;
let asking;
let isAskedAgain = false;

/** One question at a time; what changes meanwhile is asked for once more. */
async function refresh() {
  if (asking) {
    isAskedAgain = true;
    return asking;
  }
  asking = askForPage()
    .then((page) => {
      for (const place of document.querySelectorAll('[data-live]')) {
        const fresh = page.getElementById(place.id);
        if (fresh === null) continue;
        if (place.dataset.live === 'list') exchangeList(place, fresh);
        else if (place.textContent !== fresh.textContent) place.textContent = fresh.textContent;
      }
      sayTimes();
      sayTitle();
    })
    // The news came and the page did not: what changed is asked for until it is there.
    .catch(() => setTimeout(() => void refresh(), retryMs))
    .finally(() => {
      asking = undefined;
      if (isAskedAgain) {
        isAskedAgain = false;
        void refresh();
      }
    });
  return asking;
}

function sayTitle() {
  const waiting = Number(document.getElementById('waiting-count')?.textContent ?? 0);
  document.title = waiting > 0 ? `(${waiting}) ${plainTitle}` : plainTitle;
}

const language = document.documentElement.lang;
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

function sayTimes() {
  for (const time of document.querySelectorAll('time[data-since]')) {
    const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(time.dateTime)) / 60_000));
    const text =
      minutes < 1
        ? relative.format(0, 'second')
        : minutes < 60
          ? relative.format(-minutes, 'minute')
          : relative.format(-Math.floor(minutes / 60), 'hour');
    if (time.textContent !== text) time.textContent = text;
  }
}

for (const time of document.querySelectorAll('time[data-clock]')) {
  time.textContent = clock.format(Date.parse(time.dateTime));
}

/** Two soft notes, made here: no file. Browsers let a page sound after somebody touched it. */
let sound;
function ring(isLate) {
  if (sound === undefined) return;
  const start = sound.currentTime + 0.02;
  const notes = isLate ? [784, 659, 784, 659] : [880, 1175];
  notes.forEach((frequency, index) => {
    const at = start + index * 0.22;
    const tone = sound.createOscillator();
    const loudness = sound.createGain();
    tone.type = 'sine';
    tone.frequency.value = frequency;
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(0.35, at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.9);
    tone.connect(loudness).connect(sound.destination);
    tone.start(at);
    tone.stop(at + 1);
  });
  bell.dataset.rings = String(Number(bell.dataset.rings ?? 0) + 1);
  navigator.vibrate?.(isLate ? [120, 80, 120] : 120);
}

function toggleBell() {
  const isOn = sound === undefined;
  if (isOn) {
    sound = new AudioContext();
    void sound.resume();
    ring(false);
  } else {
    void sound.close();
    sound = undefined;
  }
  bell.setAttribute('aria-pressed', String(isOn));
  bell.textContent = isOn ? bell.dataset.on : bell.dataset.off;
}

function sayWhetherLive(isOn) {
  live.hidden = false;
  live.classList.toggle('lost', !isOn);
  const text = isOn ? live.dataset.on : live.dataset.off;
  if (live.textContent !== text) live.textContent = text;
}

function watch() {
  const source = new EventSource(live.dataset.events);
  source.addEventListener('open', () => {
    sayWhetherLive(true);
    // Rooms and lists may have changed while nothing was heard.
    void refresh();
  });
  source.addEventListener('message', ({ data, lastEventId }) => {
    const { kind, room, what } = JSON.parse(data);
    // The next stream begins behind this one, also when this one has to be made anew.
    const events = new URL(live.dataset.events, location.href);
    events.searchParams.set('after', lastEventId);
    live.dataset.events = events.pathname + events.search;
    if (kind !== 'changed') {
      ring(kind === 'late');
      heard.textContent = `${live.dataset[kind]}: ${room}, ${what}`;
    }
    void refresh();
  });
  source.addEventListener('error', () => {
    sayWhetherLive(false);
    if (source.readyState !== EventSource.CLOSED) return;
    // Refused, which the browser does not try again: somebody who is no longer signed in learns it by the page.
    setTimeout(() => void refresh().then(watch), 3_000);
  });
}

/** A press is sent without leaving the page; if that fails, the form is sent as it would be without us. */
document.addEventListener('submit', (event) => {
  const { target: form, submitter } = event;
  if (!form.matches('[data-act]') || live === null || !submitter) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, submitter));
  submitter.disabled = true;
  fetch(form.action, { method: 'POST', body })
    .then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return refresh();
    })
    .catch(() => {
      submitter.disabled = false;
      form.removeAttribute('data-act');
      form.requestSubmit(submitter);
    });
});

sayTitle();
sayTimes();
if (live !== null) {
  bell.hidden = false;
  bell.addEventListener('click', toggleBell);
  setInterval(sayTimes, 15_000);
  setInterval(() => void refresh(), 60_000);
  addEventListener('online', () => void refresh());
  watch();
}
