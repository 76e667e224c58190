/** What the first page says, in Swahili. */
export const swahili = {
  title: 'Ukurasa wa kwanza',
  heading: 'Ndiyo ambayo yeyote anaweza kuihakiki',
  what: 'Ndiyo huandika makubaliano, humuuliza kila mhusika kwa SMS, na hurekodi jibu lake kutoka simu yoyote. Wa mwisho akikubali, hutia sahihi stakabadhi ambayo yeyote anaweza kuihakiki bila kutuuliza.',
  tryIt: 'Jaribu kwa simu mbili',
  tryHint: 'Inachukua dakika moja.',
  toConsole: 'Fungua dawati',

  check: 'Hakiki stakabadhi',
  code: 'Namba ya stakabadhi',
  codeHint:
    'Herufi na tarakimu kumi na mbili, kutoka kwenye ujumbe uliopata au cheti. Ni siri: inafungua stakabadhi nzima.',
  open: 'Fungua',
  noReceipt: 'Hakuna stakabadhi yenye namba hiyo. Iangalie tena.',
  checkFile: 'Una stakabadhi kama faili?',
  checkPage: 'Ihakiki kwenye kivinjari chako',
  checkMore: ': ukurasa hautumi chochote popote, na unafanya kazi bila sisi.',

  here: 'Huduma hii',
  tier: 'Inaendeshwa kwa',
  tiers: {
    development: 'utengenezaji (development)',
    testing: 'majaribio (testing)',
    production: 'matumizi halisi (production)',
  },
  carrier: 'Ujumbe',
  carriers: {
    simulator: 'Mtandao ni wa majaribio: hakuna ujumbe unaotoka kwenye kompyuta hii.',
    africastalking: 'Ujumbe halisi, kupitia Africa’s Talking.',
    android: 'Ujumbe halisi, kupitia simu ya Android.',
  },
  key: 'Ufunguo wa sahihi',
  keyHint: 'Alama (RFC 7638): ilinganishe na ile ambayo mwendeshaji ameitangaza kwingine.',
  keys: 'Funguo zote (JWKS)',
  log: 'Daftari',
  entries: (size: number) => (size === 1 ? 'ingizo 1' : `maingizo ${size}`),
  newest: 'la mwisho',
  empty: 'Hakuna kilichorekodiwa bado.',
  root: 'Hashi ya mzizi',
  checkpoint: 'Hali ya daftari iliyotiwa sahihi',

  more: 'Zaidi',
  docs: 'Maelezo ya REST API',
  problems: 'Matatizo yanayoweza kutokea, na la kufanya',
};
