/** The hidden field that each form carries: it was sent from a page of ours, to this visitor. */
import { type Html, html } from './html.ts';
import type { Visit } from './visit.ts';

export const formToken = (visit: Pick<Visit, 'formToken'>): Html =>
  html`<input type="hidden" name="form" value="${visit.formToken}">`;
