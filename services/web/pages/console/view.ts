/** What the developer's console looks like before its script fills it. */
import { type Html, html } from '../../frame/html.ts';
import { layout } from '../../frame/layout.ts';
import type { Visit } from '../../frame/visit.ts';
import { conversation } from '../speaker/view.ts';
import { texts } from './texts.ts';

export function consoleView(visit: Visit, skillId: string, isSpeaker: boolean): Html {
  const text = texts[visit.language];
  const talk = isSpeaker
    ? conversation(visit)
    : html`<p>${text.noSpeaker}</p><p><a href="/speaker">${text.toSpeaker}</a></p>`;
  return layout(visit, {
    title: text.title,
    styles: ['speaker.css', 'console.css'],
    scripts: isSpeaker ? ['speaker.js', 'console.js'] : ['console.js'],
    main: html`<p class="lead"><code>${skillId}</code> · ${text.lead}</p>
<noscript><p class="problem">${text.noScript}</p></noscript>
<div id="console" data-skill="${skillId}" data-form="${visit.formToken}" data-words="${JSON.stringify(text.told)}">
<section class="talk" aria-labelledby="talk-title">
<h2 id="talk-title">${text.talk}</h2>
${talk}
<h3>${text.grants}</h3>
<p><a href="/left">${text.toGrants}</a></p>
</section>
<section aria-labelledby="turns-title">
<h2 id="turns-title">${text.turns}</h2>
<p class="note">${text.turnsLead}</p>
<p id="feed" class="note" role="status">${text.noTurns}</p>
<ol id="inspected" reversed></ol>
</section>
<section class="wide" aria-labelledby="evaluation-title">
<h2 id="evaluation-title">${text.evaluation}</h2>
<form id="evaluation">
<p id="evaluation-how" class="note">${text.evaluationLead}</p>
<label for="sentences">${text.sentences}</label>
<textarea id="sentences" rows="6" maxlength="60000" aria-describedby="evaluation-how" spellcheck="false"></textarea>
<div class="row">
<label for="file">${text.file}</label><input type="file" id="file" accept=".txt,.tsv,.csv,text/plain">
<label for="evaluation-locale">${text.locale}</label>
<select id="evaluation-locale"><option>en-US</option><option${visit.language === 'zh-CN' && html` selected`}>zh-CN</option></select>
<button>${text.evaluate}</button>
</div>
</form>
<div id="evaluated" role="status"></div>
</section>
</div>`,
  });
}
