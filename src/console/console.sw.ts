/** What stands around the pages of the console, and on its door, in Swahili. */
import type { english } from './console.en.js';

const kinds: typeof english.fault.kinds = {
  forbidden: [
    'Huruhusiwi kufanya hili',
    'Wadhifa wako hauna ruhusa hiyo. Msimamizi wa huduma hii anaweza kuubadilisha.',
  ],
  'not-found': ['Hakuna kitu hapa', 'Anwani si sahihi, au kilichokuwa hapa kimeondoka, au si chako kukiona.'],
  'contract-not-found': [
    'Hakuna mkataba kama huo',
    'Angalia namba yake. Mikataba ya akaunti nyingine hujibiwa hivyo hivyo.',
  ],
  erased: ['Umefutwa', 'Kilichoandikwa kimeondolewa. Kwamba kilikuwepo, na alama yake, vinabaki.'],
  'invalid-parameter': ['Anwani hii si sahihi', 'Rudi kwenye orodha uanze hapo tena.'],
  'too-many-requests': ['Mara nyingi mno', 'Subiri dakika moja, kisha jaribu tena. Hakuna kilichofanyika.'],
  unavailable: [
    'Si sasa hivi',
    'Huduma ina kazi nyingi, au hifadhidata yake haipatikani. Jaribu tena baada ya muda mfupi.',
  ],
};

export const swahili = {
  sections: {
    contracts: 'Mikataba',
    review: 'Za kukagua',
    deadLetters: 'Ujumbe usiotumwa',
    webhooks: 'Webhooks',
    keys: 'Funguo za API',
    budget: 'Bajeti',
  },
  openToAll: 'Majaribio: hakuna anayehitaji kuingia',
  account: 'Akaunti yako',
  signOut: 'Toka',
  signIn: {
    title: 'Ingia',
    email: 'Barua pepe',
    password: 'Nenosiri',
    code: 'Namba ya kithibitishaji chako',
    codeHint: 'Tarakimu sita, au namba ya dharura. Acha wazi kama hujaweka kithibitishaji.',
    submit: 'Ingia',
    refused:
      'Barua pepe, nenosiri au namba si sahihi. Baada ya majaribio matano yasiyo sahihi, hakuna litakalokubaliwa kwa dakika kumi na tano.',
    codeNeeded: 'Umeweka kithibitishaji: andika nenosiri lako tena, na namba inayoonyeshwa sasa.',
    signedOut: 'Umetoka.',
    offTitle: 'Dawati limefungwa hapa',
    off: 'Hakuna anayeweza kuingia kwenye huduma hii bado. Ili kufungua dawati, AUTH itaje jwt (mfano AUTH=api-key,jwt), anzisha huduma tena, kisha tengeneza mwendeshaji:',
  },
  fault: {
    meaning: 'Maana yake',
    request: 'Ombi',
    signedOutTitle: 'Umetoka',
    signedOut:
      'Hakuna kilichotumwa. Ingia tena katika kichupo kipya, kisha rudi hapa kwa kitufe cha Nyuma: ulichoandika bado kipo.',
    signIn: 'Ingia katika kichupo kipya',
    kinds,
  },
};
