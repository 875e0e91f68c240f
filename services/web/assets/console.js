/** The developer's console: turns as they are understood, what each request held, and sentences tried by the dozen. */
const root = document.getElementById('console');
const feed = document.getElementById('feed');
const list = document.getElementById('inspected');
const words = JSON.parse(root.dataset.words);
const { skill } = root.dataset;
/** Older ones leave the page. */
const maxTurns = 100;

/** Elements with text, never with markup: what was said is text. */
function element(name, className, ...content) {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  made.append(...content);
  return made;
}

/** A turn's place in the page, by its id: what is understood and what was sent come one after the other. */
const turns = new Map();
function placeOf(turnId) {
  const known = turns.get(turnId);
  if (known !== undefined) return known;
  const item = element('li', 'inspected');
  const facts = element('dl', 'facts');
  const said = element('p', 'said');
  item.append(said, facts);
  list.prepend(item);
  const place = { item, facts, said, text: '' };
  turns.set(turnId, place);
  feed.hidden = true;
  if (turns.size > maxTurns) {
    const [oldest] = turns.keys();
    turns.get(oldest).item.remove();
    turns.delete(oldest);
  }
  return place;
}

const fact = (facts, name, text, className = '') =>
  facts.append(element('dt', '', name), element('dd', className, text));

const named = ({ skillId, intent, slots }) =>
  [
    skillId === skill ? intent : `${skillId} ${intent}`,
    ...slots.map(({ name, value }) => `${name}=${value}`),
  ].join(' ');
const sure = (confidence) => confidence.toFixed(2);

function tellTurn({ turnId, text, decision, asks, meant, nearest }) {
  const { facts, said, item } = placeOf(turnId);
  said.textContent = text;
  item.dataset.decision = decision;
  if (meant) fact(facts, words.understood, `${named(meant)} (${sure(meant.confidence)})`);
  else if (words[decision] !== undefined) fact(facts, words[decision], asks);
  for (const why of meant?.reasons ?? []) fact(facts, words.why, why);
  if (decision === 'refused' && nearest.length === 0) fact(facts, words.nearest, words.nothingNear);
  for (const one of nearest) {
    fact(facts, words.nearest, `${named(one)} (${sure(one.confidence)})`);
    for (const why of one.reasons) fact(facts, words.why, why);
  }
  const again = element('button', 'quiet', words.replay);
  again.type = 'button';
  again.addEventListener('click', () => replay(text));
  if (text !== '' && document.getElementById('typing') !== null) item.append(again);
}

/** As if it was typed: through the whole way again, to whatever the skill is now. */
function replay(text) {
  const typing = document.getElementById('typing');
  typing.elements.words.value = text;
  typing.requestSubmit();
}

const shown = ({ path, dataClass }) => `${path} (${dataClass})`;
function tellRequest({ turnId, intent, fields, errorCode, skillMs }) {
  const { facts, said } = placeOf(turnId);
  // Of before this page was open: its words were not kept.
  if (said.textContent === '') said.textContent = words.earlier.replace('%', intent);
  const sent = fields.filter(({ isSent }) => isSent);
  const asked = sent.filter(({ reason }) => reason !== 'implied').map(shown);
  const implied = sent.filter(({ reason }) => reason === 'implied').map(({ path }) => path);
  fact(facts, words.sent, [...asked, ...implied].join(', '));
  const withheld = fields.filter(({ isSent }) => !isSent);
  for (const one of withheld) {
    if (one.reason === 'not_declared' || one.reason === 'not_present') continue;
    fact(facts, words.withheld, `${shown(one)}: ${words.reasons[one.reason] ?? one.reason}`, 'withheld');
  }
  const undeclared = withheld.filter(({ reason }) => reason === 'not_declared').map(({ path }) => path);
  if (undeclared.length > 0) fact(facts, words.withheld, `${words.notDeclared}: ${undeclared.join(', ')}`);
  if (errorCode === '') fact(facts, words.answered, String(skillMs));
  else fact(facts, words.failed, errorCode, 'bad');
}

const source = new EventSource(`/console/${skill}/events`);
source.addEventListener('turn', ({ data }) => tellTurn(JSON.parse(data)));
source.addEventListener('request', ({ data }) => tellRequest(JSON.parse(data)));
source.addEventListener('begun', () => root.setAttribute('data-feed', 'open'));
source.addEventListener('error', () => {
  root.setAttribute('data-feed', 'lost');
  feed.hidden = false;
  feed.textContent = words.lost;
});

// Sentences.
const form = document.getElementById('evaluation');
const sentences = document.getElementById('sentences');
const result = document.getElementById('evaluated');

document.getElementById('file').addEventListener('change', async ({ target }) => {
  const [file] = target.files;
  if (file !== undefined) sentences.value = await file.text();
});

const table = (caption, head, rows) => {
  const made = element('table', '', element('caption', '', caption));
  const top = element(
    'tr',
    '',
    ...head.map((text) => {
      const cell = element('th', '', text);
      cell.scope = 'col';
      return cell;
    }),
  );
  made.append(element('thead', '', top), element('tbody', '', ...rows));
  // Wide tables are moved about by themselves, and by the keyboard too.
  const frame = element('div', 'scroll', made);
  frame.tabIndex = 0;
  frame.setAttribute('role', 'region');
  frame.setAttribute('aria-label', caption);
  return frame;
};

const intentName = (name) => (name === '' ? words.nothing : name);
function confusionTable(confusion) {
  const came = [...new Set(Object.values(confusion).flatMap((counts) => Object.keys(counts)))].sort();
  const rows = Object.entries(confusion).map(([expected, counts]) => {
    const head = element('th', '', intentName(expected));
    head.scope = 'row';
    const cells = came.map((got) => {
      const cell = element('td', got === expected ? 'good' : 'off', String(counts[got] ?? ''));
      return cell;
    });
    return element('tr', '', head, ...cells);
  });
  return table(words.confusion, [words.expected, ...came.map(intentName)], rows);
}

function missTable(rows) {
  return table(
    words.misses,
    [words.sentence, words.expected, words.got, words.why],
    rows.map(({ sentence, intent, got, confidence, reasons }) =>
      element(
        'tr',
        '',
        element('td', '', sentence),
        element('td', '', intentName(intent)),
        element('td', '', `${intentName(got)} (${sure(confidence)})`),
        element('td', '', reasons.join('; ')),
      ),
    ),
  );
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const locale = document.getElementById('evaluation-locale').value;
  const answer = await fetch(`/console/${skill}/evaluate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ form: root.dataset.form, text: sentences.value, locale }),
  }).catch(() => undefined);
  if (answer?.ok !== true) {
    const { code = '' } = (await answer?.json().catch(() => ({}))) ?? {};
    result.replaceChildren(element('p', 'problem', `${words.failed} ${code}`));
    return;
  }
  const { rows, rightCount, confusion, unreadable } = await answer.json();
  const wrong = rows.filter(({ isRight }) => !isRight);
  result.replaceChildren(
    element('p', 'score', `${rightCount} / ${rows.length} ${words.right}`),
    ...(unreadable.length > 0
      ? [element('p', 'problem', `${words.unreadable} ${unreadable.join(', ')}`)]
      : []),
    ...(rows.length > 0 ? [confusionTable(confusion)] : []),
    ...(wrong.length > 0 ? [missTable(wrong)] : []),
  );
});
