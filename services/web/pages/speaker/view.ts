/** What the browser speaker looks like before its script fills it. */

import type { ErrorCode } from '../../../common/errors/catalogue.ts';
import { assetPath } from '../../frame/assets.ts';
import { sentenceFor } from '../../frame/errors.ts';
import { formToken } from '../../frame/form-token.ts';
import { type Html, html } from '../../frame/html.ts';
import { layout } from '../../frame/layout.ts';
import type { Visit } from '../../frame/visit.ts';
import { texts } from './texts.ts';

export interface SpeakerView {
  readonly isSpeaker: boolean;
  readonly mayBegin: boolean;
  readonly problem?: ErrorCode;
}

export function speakerView(visit: Visit, { isSpeaker, mayBegin, problem }: SpeakerView): Html {
  const text = texts[visit.language];
  const notice =
    problem !== undefined &&
    html`<p class="problem" role="alert">${sentenceFor(visit.language, problem)}</p>`;
  return layout(visit, {
    title: text.title,
    styles: ['speaker.css'],
    scripts: isSpeaker ? ['speaker.js'] : [],
    main: isSpeaker ? conversation(visit) : html`${notice}${beginning(visit, mayBegin)}`,
  });
}

function beginning(visit: Visit, mayBegin: boolean): Html {
  const text = texts[visit.language];
  if (!mayBegin) return html`<p class="lead">${text.onlyOwner}</p>`;
  return html`<form class="card" method="post" action="/speaker/begin">
${formToken(visit)}
<p>${text.beginLead}</p>
<button>${text.begin}</button>
</form>`;
}

/** Talking and what was said, for `speaker.js` to fill; the stylesheet is `speaker.css`. */
export function conversation(visit: Visit): Html {
  const text = texts[visit.language];
  return html`<p class="lead">${text.lead}</p>
<div id="speaker" data-locale="${visit.language}" data-words="${JSON.stringify({ ...text.spoken, stages: text.stages })}"
  data-microphone="${assetPath('microphone.js')}" data-player="${assetPath('player.js')}">
<div class="orb">
<button type="button" id="talk" aria-describedby="hint" aria-label="${text.talk}" disabled><span class="level" aria-hidden="true"></span><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3z"/><path d="M6 11a6 6 0 0 0 12 0M12 17v4M9 21h6"/></svg></button>
<p id="state" role="status">${text.spoken.connecting}</p>
<p id="hint" class="note">${text.hint}</p>
</div>
<form id="typing" class="typing">
<label for="words">${text.type}</label>
<div class="row"><input id="words" name="words" maxlength="1000" autocomplete="off" enterkeyhint="send"><button class="second" disabled>${text.send}</button></div>
</form>
<section aria-labelledby="conversation" hidden>
<h2 id="conversation">${text.conversation}</h2>
<ol id="turns" class="turns" aria-live="polite"></ol>
</section>
</div>
<form class="stop" method="post" action="/speaker/end">${formToken(visit)}<button class="quiet">${text.stop}</button></form>`;
}
