/** A button that `assets/passkey.js` wakes up where the browser knows passkeys; without it nothing is shown. */
import { type Html, html } from './html.ts';
import type { Visit } from './visit.ts';

export function passkeyButton(
  visit: Visit,
  button: {
    readonly kind: 'sign-in' | 'register';
    /** Where the options come from, and where the browser's answer goes. */
    readonly start: string;
    readonly finish: string;
    readonly before?: string;
    readonly label: string;
    readonly problem: string;
  },
): Html {
  return html`<div class="passkey" data-passkey="${button.kind}" data-start="${button.start}" data-finish="${button.finish}" data-form="${visit.formToken}" hidden>
${button.before !== undefined && html`<p class="or">${button.before}</p>`}
<p class="problem" role="alert" hidden>${button.problem}</p>
<button type="button" class="second">${button.label}</button>
</div>`;
}
