/** A switch that works without scripts: a form of one button, which says aloud what it is and how it stands. */
import { formToken } from '../../frame/form-token.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Visit } from '../../frame/visit.ts';

export function switchForm(
  visit: Visit,
  one: {
    readonly action: string;
    readonly isOn: boolean;
    /** Id of the element that names it. */
    readonly labelledBy: string;
    readonly fields?: Readonly<Record<string, string>>;
  },
): Html {
  return html`<form class="switch-form" method="post" action="${one.action}">${formToken(visit)}
<input type="hidden" name="answer" value="${one.isOn ? 'no' : 'yes'}">
${Object.entries(one.fields ?? {}).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button class="switch" role="switch" aria-checked="${one.isOn ? 'true' : 'false'}" aria-labelledby="${one.labelledBy}"><span></span></button>
</form>`;
}
