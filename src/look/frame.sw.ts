/** What stands around every page, in Swahili. */
export const swahili = {
  ownName: 'Kiswahili',
  skip: 'Ruka hadi maudhui',
  languages: 'Lugha',
  sections: 'Sehemu',
  home: 'Ndiyo, ukurasa wa kwanza',
};
