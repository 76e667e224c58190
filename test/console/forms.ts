/** Sends a form as a browser does that looks at a page of the service. */
import { aPhone } from '../factories.js';
import type { Answer, Http } from '../http.js';

export type Fields = Record<string, string>;

export const send = (http: Http, path: string, fields: Fields, headers: Fields = {}): Promise<Answer> =>
  http.form(path, new URLSearchParams(fields).toString(), { 'Sec-Fetch-Site': 'same-origin', ...headers });

/** What a page gives a field that is not shown. */
export const hiddenValue = ({ text }: Answer, name: string): string | undefined =>
  new RegExp(`type="hidden" name="${name}" value="([^"]*)"`).exec(text)?.[1];

/** What somebody types for an ordinary contract. */
export const aForm = (changes: Fields = {}): Fields => ({
  ...{ contract_type: 'agricultural_supply', 'terms.product': 'Maize', 'terms.quantity': '100', 'terms.unit': 'bags' },
  ...{ 'terms.unit_price': '3,500.00', 'terms.currency': 'KES', 'terms.delivery_deadline': '2027-12-15' },
  ...{ 'parties.0.name': 'Wanjiru Kamau', 'parties.0.phone_number': aPhone(), 'parties.0.role': 'seller' },
  ...{ 'parties.0.language': 'sw', 'parties.1.name': 'Otieno Traders', 'parties.1.phone_number': aPhone() },
  ...{ 'parties.1.role': 'buyer', 'parties.1.language': 'en', expires_in: '24h' },
  ...changes,
});
