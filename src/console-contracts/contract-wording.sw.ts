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
    more: 'Vichujio zaidi',
    type: 'Aina',
    from: 'Kuanzia siku (UTC)',
    to: 'Hadi siku (UTC)',
    show: 'Onyesha',
    answered: (yes: number, all: number) => `${yes} kati ya ${all} wamekubali`,
    noneYet: 'Hakuna mkataba bado. Wa kwanza huchukua dakika mbili.',
    noneFound: 'Hakuna mkataba kama huo.',
    older: 'Za zamani',
    times: (timeZone: string) => `Saa ni za ${timeZone}.`,
    trouble: 'Ujumbe mmoja haujafika',
  },
};
