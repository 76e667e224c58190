/** What the queue of texts to review says, in Swahili. */
import type { english } from './review.en.js';

export const swahili: typeof english = {
  title: 'Za kukagua',
  lead: 'Ujumbe kutoka kwa simu ambao haukuamua chochote na huenda una maana. Hakuna uliobadilisha mkataba.',
  empty: 'Hakuna kinachosubiri. Ujumbe usio ndiyo wala hapana ya wazi utaonekana hapa.',
  stranger: 'Namba isiyo ya mhusika',
  noContract: 'Hauhusu mkataba wowote',
  why: {
    two_answers: 'Unasema ndiyo na hapana kwa pamoja.',
    two_codes: 'Una namba za siri zaidi ya moja, hivyo huenda unahusu mikataba zaidi ya mmoja.',
    question: 'Unauliza; swali si uamuzi.',
    other_words: 'Unasema zaidi ya ndiyo au hapana, hivyo huenda ni sharti au pendekezo jingine.',
    no_code: 'Ni neno tupu bila namba ya siri, na haikuwa wazi linajibu mkataba upi.',
    only_id: 'Unataja mkataba kwa namba yake tu, ambayo haiamui hapa: zinahitajika tarakimu sita za ujumbe.',
    no_answer: 'Hauna ndiyo wala hapana.',
    wrong_code: 'Namba yake ya siri si ya mkataba wowote wa simu hii; huenda imeandikwa vibaya.',
    wrong_check: 'Unauliza kuhusu stakabadhi kwa namba isiyojulikana; huenda imeandikwa vibaya.',
    erased: 'Maneno yake yamefutwa kwa ombi la mtu.',
  },
  ask: 'Muulize mhusika huyu tena',
  done: 'Umekaguliwa',
  doneLabel: (who) => `: ujumbe kutoka kwa ${who}`,
  advice:
    'Kama ulikusudiwa kuwa jibu, uliza tena au piga simu: kinachohesabika ni ndiyo au hapana ya wazi ya mhusika mwenyewe.',
  told: { reviewed: 'Umewekwa alama ya kukaguliwa. Unabaki kwenye mfuatano wa matukio ya mkataba.' },
  newer: 'Zinazofuata',
  first: 'Kuanzia za zamani',
};
