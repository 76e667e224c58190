/** What the console says of contracts, in Swahili. */
export const swahili = {
  list: {
    title: 'Mikataba',
    create: 'Mkataba mpya',
    search: 'Tafuta mkataba',
    searchHint: 'Namba yake, namba yako mwenyewe, au simu ya mhusika.',
    find: 'Tafuta',
    all: 'Yote',
    filters: 'Kwa hali',
    answered: (yes: number, all: number) => `${yes} kati ya ${all} wamekubali`,
    noneYet: 'Hakuna mkataba bado. Wa kwanza huchukua dakika mbili.',
    noneFound: 'Hakuna mkataba kama huo.',
    older: 'Za zamani',
    times: (timeZone: string) => `Saa ni za ${timeZone}.`,
    trouble: 'Ujumbe mmoja haujafika',
  },
};
