/** What stands around every page, in English. */
export const english = {
  ownName: 'English',
  skip: 'Skip to the content',
  languages: 'Language',
  sections: 'Sections',
  home: 'Ndiyo, first page',
};
