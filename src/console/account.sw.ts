/** What an operator's own page says, in Swahili. */
import type { english } from './account.en.js';

export const swahili: typeof english = {
  title: 'Akaunti yako',
  nobody:
    'Hakuna anayeingia hapa, kwa hiyo hakuna cha kuweka. AUTH ikitaja jwt, ukurasa huu una nenosiri na kithibitishaji chako.',
  facts: { email: 'Barua pepe', role: 'Wajibu', account: 'Akaunti' },
  roles: {
    viewer: 'viewer: anaona mikataba na ujumbe',
    editor: 'editor: pia anatengeneza na kuendesha mikataba',
    manager: 'manager: kila kitu katika akaunti hii',
    admin: 'admin: kila kitu katika kila akaunti',
  },
  states: { on: 'Kimewashwa', off: 'Kimezimwa' },
  factor: {
    title: 'Kithibitishaji',
    off: 'Pamoja na nenosiri, kuingia kunaweza kuomba namba inayoonyeshwa na simu yako. Hivyo anayejua nenosiri lako hawezi kuingia.',
    on: 'Kuingia kunaomba namba ya kithibitishaji chako, au namba ya dharura.',
    since: 'Tangu',
    setUp: 'Weka kithibitishaji',
    password: 'Nenosiri lako',
    code: 'Namba kinayoonyesha sasa, au namba ya dharura',
    turnOff: 'Zima kithibitishaji',
    offTitle: 'Kizime',
    offHint: 'Namba za dharura zinaondoka nacho.',
  },
  setUp: {
    title: 'Weka kithibitishaji chako',
    steps: [
      'Fungua kithibitishaji kwenye simu yako, mfano Aegis, FreeOTP, Google au Microsoft Authenticator.',
      'Kiache kichanganue picha hii, au andika siri.',
      'Andika tarakimu sita kinazoonyesha sasa.',
    ],
    picture: 'Picha kwa kamera ya kithibitishaji chako; inasema sawa na siri iliyo hapa chini.',
    secret: 'Siri',
    secretHint: 'Inaonyeshwa mara hii tu. Hakuna kinachoombwa wakati wa kuingia hadi namba ya kwanza iwe sahihi.',
    code: 'Tarakimu sita',
    submit: 'Kiwashe',
    wrong:
      'Namba hiyo si sahihi, au imeshatumika. Subiri inayofuata uiandike. Baada ya majaribio matano yasiyo sahihi, hakuna litakalokubaliwa kwa dakika kumi na tano.',
    again: 'Anza tena na picha mpya',
  },
  recovery: {
    title: 'Hifadhi namba zako za dharura',
    lead: 'Kithibitishaji kimewashwa. Ukipoteza simu yako, kila moja ya namba hizi hukuingiza mara moja, badala ya namba ya kithibitishaji. Zinaonyeshwa mara hii tu.',
    advice: 'Chapisha ukurasa huu au ziandike, na utunze karatasi pamoja na hati zako, si pamoja na simu.',
    onward: 'Nimezihifadhi',
  },
  password: {
    title: 'Nenosiri',
    current: 'Nenosiri lako la sasa',
    next: 'Nenosiri jipya',
    nextHint: 'Angalau herufi 12. Maneno kadhaa yasiyohusiana ni mazuri.',
    again: 'Jipya tena',
    submit: 'Badilisha nenosiri',
    hint: 'Kwingine kokote ulikoingia, utatolewa.',
    wrong: 'Nenosiri halikubadilishwa. Tafadhali angalia tena:',
    faults: {
      current:
        'Hili si nenosiri lako la sasa; baada ya majaribio matano yasiyo sahihi, hakuna litakalokubaliwa kwa dakika kumi na tano.',
      new: 'Nenosiri jipya liwe na herufi 12 hadi 128 na lisiwe rahisi kukisia: tumia maneno kadhaa yasiyohusiana.',
      again: 'Nenosiri jipya liwe lilelile mara zote mbili.',
    },
  },
  elsewhere: {
    title: 'Kwingine',
    text: 'Ikiwa uliacha umeingia kwenye simu au kompyuta nyingine, maliza hapa. Kivinjari hiki kinabaki kimeingia.',
    submit: 'Toka kwingine kote',
  },
  done: {
    password: 'Nenosiri lako limebadilishwa. Kwingine kokote ulikoingia, umetolewa.',
    factorOff: 'Kithibitishaji kimezimwa: nenosiri lako pekee linatosha kuingia.',
    elsewhere: 'Umetoka kwingine kote.',
  },
  refusals: {
    'wrong-code':
      'Nenosiri au namba si sahihi, au namba imeshatumika. Baada ya majaribio matano yasiyo sahihi, hakuna litakalokubaliwa kwa dakika kumi na tano.',
    'totp-not-possible': 'Hilo haliwezekani kwa hali ya kithibitishaji ilivyo sasa.',
  },
};
