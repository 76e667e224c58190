/** What the console says of what texts may cost, and did, in Swahili. */
import type { english } from './budget.en.js';

export const swahili: typeof english = {
  title: 'Bajeti',
  lead: 'Ujumbe umegharimu nini, unaruhusiwa kugharimu nini, na wapi hatuulizi kwa sababu hakuna anayejibu.',
  today: 'Leo',
  todayHint: 'Ujumbe mrefu una sehemu kadhaa, na mtandao hutoza kwa sehemu. Siku huanza usiku wa manane UTC.',
  ofAccount: 'Akaunti hii',
  ofAll: 'Huduma nzima',
  used: (used: string, limit: string) => `sehemu ${used} kati ya ${limit}`,
  unlimited: (used: string) => `sehemu ${used}; hakuna kikomo cha siku`,
  spent: 'Imekwisha: ujumbe unasubiri hadi usiku wa manane UTC.',
  costs: 'Gharama yake',
  costsHint: 'Kama mtandao ulivyosema kwa kila ujumbe. Mitandao mingine haisemi.',
  table: (whose: string) => `${whose}, siku saba zilizopita (UTC)`,
  columns: { day: 'Siku', segments: 'Sehemu', cost: 'Gharama' },
  sum: 'Jumla',
  noCost: 'haikutajwa',
  limits: 'Vikomo vinavyotumika',
  rules: {
    segmentsPerDay: (n: string) => `Akaunti moja inaweza kutuma sehemu ${n} kwa siku (SMS_BUDGET).`,
    segmentsPerDayInAll: (n: string) => `Akaunti zote pamoja zinaweza kutuma sehemu ${n} kwa siku (SMS_BUDGET_TOTAL).`,
    textsPerNumber: (n: string) => `Namba moja hupata ujumbe ${n} tu ndani ya saa 24 (SMS_PER_NUMBER).`,
    textsPerPrefix: (n: string) =>
      `Namba zinazoanza sawa, mfano +254712, hupata ujumbe ${n} tu kwa pamoja ndani ya saa 24 (SMS_PER_PREFIX).`,
    invitationsPerDay: (n: string) => `Namba moja hualikwa mara ${n} tu ndani ya saa 24 (INVITATIONS_PER_DAY).`,
    unanswered: (n: string) =>
      `Baada ya ujumbe ${n} bila jibu, namba zinazoanza sawa husitishwa (SMS_UNANSWERED_LIMIT).`,
    countries: (list: string) => `Ni namba za ${list} tu zinazotumiwa (SMS_COUNTRIES).`,
    perSecond: (n: string) => `Ujumbe ${n} tu huondoka kwa sekunde (SMS_RATE).`,
  },
  none: 'Hakuna. Kila kimoja huwekwa kwa kigezo, mfano SMS_BUDGET na SMS_PER_NUMBER.',
  paused: 'Namba zilizositishwa',
  pausedLead: 'Hakuna anayeulizwa kwenye namba zinazoanza hivi. Ujumbe kutoka mojawapo huziruhusu tena zenyewe.',
  nonePaused: 'Hakuna zilizositishwa.',
  begin: (prefix: string) => `Namba zinazoanza na ${prefix}`,
  since: 'tangu',
  reasons: {
    unanswered:
      'Ujumbe mwingi ulitumwa huko na hakuna uliojibiwa: huenda namba hizo zimekodiwa ili kupata faida kwa malipo yako.',
  },
  resume: 'Uliza huko tena',
  confirm: {
    title: (prefix: string) => `Uulize tena namba zenye ${prefix}?`,
    lead: 'Uliotumwa hadi sasa hauhesabiwi tena. Kama hakuna atakayejibu tena, zitasitishwa tena, na ujumbe wa katikati utakuwa umelipiwa.',
    yes: 'Uliza huko tena',
    no: 'Ziache zimesitishwa',
  },
  done: { resumed: 'Watu wanaulizwa huko tena.' },
  refusals: { 'not-found': 'Hazijasitishwa tena.' },
  times: (timeZone: string) => `Saa ni za ${timeZone}.`,
};
