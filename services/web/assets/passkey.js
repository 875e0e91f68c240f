// Makes and uses passkeys where the browser can. Pages work without it: a code or a link signs in as well.
const { browserSupportsWebAuthn, startAuthentication, startRegistration } = globalThis.SimpleWebAuthnBrowser;

/** Sends JSON to a page of our own and gives its answer. */
async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

async function run({ dataset }) {
  const { form, start, finish, passkey } = dataset;
  const { challenge, options } = await post(start, { form });
  const ask = passkey === 'register' ? startRegistration : startAuthentication;
  const answer = await ask({ optionsJSON: options });
  const { to } = await post(finish, { form, challenge, response: JSON.stringify(answer) });
  location.assign(to);
}

for (const place of document.querySelectorAll('[data-passkey]')) {
  if (!browserSupportsWebAuthn()) continue;
  place.hidden = false;
  const button = place.querySelector('button');
  const problem = place.querySelector('.problem');
  button.addEventListener('click', async () => {
    button.disabled = true;
    problem.hidden = true;
    try {
      await run(place);
    } catch {
      problem.hidden = false;
      button.disabled = false;
      button.focus();
    }
  });
}
