/** What the console says of contracts, in English. */
export const english = {
  list: {
    title: 'Contracts',
    create: 'New contract',
    search: 'Find a contract',
    searchHint: 'Its id, your own id for it, or a party’s telephone number.',
    find: 'Find',
    all: 'All',
    filters: 'By status',
    more: 'More filters',
    type: 'Kind',
    from: 'Created from (day in UTC)',
    to: 'Created up to (day in UTC)',
    show: 'Show',
    answered: (yes: number, all: number) => `${yes} of ${all} said yes`,
    noneYet: 'There is no contract yet. The first one takes two minutes.',
    noneFound: 'There is no such contract.',
    older: 'Older',
    times: (timeZone: string) => `Times are those of ${timeZone}.`,
    trouble: 'A text did not arrive',
  },
};
