/** What stands around the pages of the console, and on its door, in Swahili. */
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
    back: 'Rudi ujaribu tena',
    meaning: 'Maana yake',
    request: 'Ombi',
    signedOutTitle: 'Umetoka',
    signedOut:
      'Hakuna kilichotumwa. Ingia tena katika kichupo kipya, kisha rudi hapa kwa kitufe cha Nyuma: ulichoandika bado kipo.',
    signIn: 'Ingia katika kichupo kipya',
  },
};
