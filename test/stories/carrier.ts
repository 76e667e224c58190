/** The carrier's side of a story: posts callbacks to the routes a carrier knows. */
import { inboundForm } from '../fakes/fake-carrier.js';
import type { Answer } from '../http.js';
import type { App } from '../start-app.js';

export const CALLBACKS = '/api/v1/webhooks/africastalking';

/** A phone's text, posted straight to the callback route. */
export const deliverText = (app: App, text: { from: string; text: string; id?: string }): Promise<Answer> =>
  app.http.form(`${CALLBACKS}/sms`, inboundForm(text));
