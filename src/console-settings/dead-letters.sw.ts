/** What the console says of texts that were given up, in Swahili. */
import type { english } from './dead-letters.en.js';

const kinds: Record<string, string> = {
  invitation: 'Mwaliko',
  reminder: 'Kumbusho',
  terms: 'Masharti zaidi',
  one_time_code: 'Namba ya siri',
};

export const swahili: typeof english = {
  title: 'Ujumbe usiotumwa',
  lead: 'Tulijaribu kuutuma kwa muda wote uliofaa, kisha tukaacha. Ukiutuma tena, majaribio yote yanaanza upya.',
  none: 'Kila ujumbe umefika njia yake. Hakuna la kufanya hapa.',
  kinds,
  otherKind: 'Taarifa',
  tries: (count: number) => (count === 1 ? 'ulijaribiwa mara moja' : `ulijaribiwa mara ${count}`),
  givenUp: 'uliachwa',
  noReason: 'sababu haijulikani',
  state: 'Haukutumwa',
  resend: 'Tuma tena',
  toWhom: (kind: string, name: string) => `${kind} kwa ${name}`,
  next: 'Zinazofuata',
  times: (timeZone: string) => `Saa ni za ${timeZone}.`,
  done: 'Umewekwa tena kwenye foleni: utaondoka mara tu mtandao ukiupokea.',
  refusals: {
    'not-found': 'Haupo hapa tena: umeshatumwa tena, au si wako kuuona.',
    'contract-not-pending': 'Haukutumwa: hakuna anayesubiriwa kuujibu tena.',
  },
};
