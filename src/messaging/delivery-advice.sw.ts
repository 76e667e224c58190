/** What to do about a text that did not arrive, in Swahili: for whoever made the contract. */
import type { DeliveryAdvice } from './delivery-advice.en.js';

const reasons: DeliveryAdvice['reasons'] = {
  // Not sent, by our own rules.
  'opted-out': 'Namba hii iliomba isitumiwe ujumbe tena. Mwenyewe tu anaweza kubadilisha hilo, kwa kutuma START.',
  'budget-spent': 'Ujumbe wa siku hii umekwisha. Omba tena kesho (UTC), au ongeza SMS_BUDGET.',
  'number-limit': 'Namba hii imepata ujumbe wote inaoruhusiwa kwa siku. Omba tena kesho.',
  'prefix-limit': 'Namba zinazoanza kama hii zimepata ujumbe wote zinaoruhusiwa kwa siku. Omba tena kesho.',
  'prefix-paused':
    'Hakuna anayejibu kutoka namba zinazoanza kama hii, kwa hiyo zimesimamishwa. Mwendeshaji anaweza kuzifungua.',
  'too-often': 'Namba hii imetumiwa namba za siri nyingi kadiri inavyoruhusiwa kwa siku. Omba tena kesho.',
  'too-late': 'Haukuweza kutoka wakati bado unafaa. Omba mpya.',
  'no-longer-open': 'Mkataba haukusubiri tena jibu ujumbe huu ulipoweza kutoka. Hakuna la kufanya.',
  // The number.
  'invalid-number': 'Kampuni ya simu haiijui namba hii. Ihakiki na mhusika, kisha andika mkataba upya.',
  'unsupported-number':
    'Kampuni ya simu haiwezi kutuma SMS kwa namba ya aina hii. Mwombe mhusika namba ya simu ya mkononi.',
  'could-not-route': 'Kampuni ya simu haina njia ya kufikia mtandao huu. Mwombe mhusika namba ya mtandao mwingine.',
  'opted-out-at-carrier':
    'Namba hii imezuia ujumbe wetu kwenye kampuni ya simu. Mhusika anaweza kuondoa zuio hilo kwa mtandao wake, au kujibu kwa REST.',
  'do-not-disturb':
    'Mtandao unazuia ujumbe kwa namba hii (usisumbue). Mhusika anaweza kuondoa zuio hilo kwa mtandao wake.',
  'number-inactive': 'Namba hii haitumiki. Ihakiki na mhusika.',
  'number-suspended': 'Mtandao umeisimamisha namba hii. Mfikie mhusika kwa njia nyingine.',
  'not-subscribed': 'Kampuni ya simu inasema namba hii haijajiunga na huduma. Iulize kampuni ya simu.',
  'absent-subscriber': 'Simu ilizimwa au haikuwa na mtandao kwa muda mrefu. Omba tena baadaye.',
  'expired-at-carrier': 'Kampuni ya simu iliacha kujaribu: simu haikupatikana kwa wakati. Omba tena baadaye.',
  'delivery-failure': 'Mtandao haukuweza kuufikisha na hausemi kwa nini. Omba tena, au ihakiki namba.',
  rejected: 'Kampuni ya simu iliukataa na haisemi kwa nini. Omba tena, au iulize kampuni ya simu.',
  'no-report':
    'Kampuni ya simu iliuchukua ujumbe na haijasema kama ulifika. Huenda simu imezimwa: omba tena, au piga simu.',
  // The text.
  'empty-text': 'Hakukuwa na cha kutuma.',
  'held-by-carrier': 'Kampuni ya simu inashikilia ujumbe wetu ili kuukagua. Iulize kampuni ya simu, kisha omba tena.',
  'may-have-been-sent':
    'Kampuni ya simu haikujibu, hivyo hakuna ajuaye kama ulitoka. Huenda umefika: muulize mhusika kabla ya kuomba tena.',
  // The carrier, or our account with it: such texts wait and go by themselves.
  'invalid-sender': 'Kampuni ya simu haimjui mtumaji wetu. Utatoka wenyewe AT_SENDER_ID ikishakuwa sahihi.',
  'insufficient-balance': 'Akaunti yetu kwenye kampuni ya simu haina salio. Utatoka wenyewe salio likiongezwa.',
  'carrier-refused-credentials': 'Kampuni ya simu inakataa utambulisho wetu. Utatoka wenyewe ukishakuwa sahihi.',
  'carrier-address-wrong':
    'Hakuna anayejibu kama kampuni ya simu kwenye anwani yake. Utatoka wenyewe anwani ikishakuwa sahihi.',
  'carrier-refused-request':
    'Lango la SMS linakataa ombi letu: je, simu imesajiliwa na iko mtandaoni? Utatoka wenyewe ikishakuwa.',
  'too-many-requests': 'Kampuni ya simu inatuomba tupunguze kasi. Utatoka wenyewe.',
};

export const swahili: DeliveryAdvice = {
  reasons,
  triesAgain: 'Kampuni ya simu haikupatikana au ilikuwa na tatizo lake. Utatoka wenyewe tatizo likiisha.',
  gaveUp: 'Ulijaribiwa kwa muda wote uliofaa. Omba tena kampuni ya simu ikirudi.',
  unknown: 'Kampuni ya simu inatoa sababu ambayo huduma hii haiijui. Omba tena, au iulize kampuni ya simu.',
};
