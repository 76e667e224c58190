/** What the service says in Swahili, as spoken in Kenya. Each text fits one segment. */
const roles: Record<string, string> = {
  buyer: 'mnunuzi',
  seller: 'muuzaji',
  mediator: 'mpatanishi',
  witness: 'shahidi',
  agent: 'wakala',
  lender: 'mkopeshaji',
  borrower: 'mkopaji',
  other: 'mhusika',
};

const contractTypes: Record<string, string> = {
  agricultural_supply: 'mazao',
  service_agreement: 'huduma',
  goods_purchase: 'bidhaa',
  logistics: 'usafirishaji',
  loan_agreement: 'mkopo',
  other: 'makubaliano',
};

const statuses: Record<string, string> = {
  pending: 'unasubiri majibu',
  confirmed: 'umethibitishwa',
  declined: 'umekataliwa',
  expired: 'umepitwa na muda',
  cancelled: 'umefutwa',
  active: 'unaendelea',
  completed: 'umekamilika',
  disputed: 'una mgogoro',
  replaced: 'umebadilishwa',
};

const start = (keyword?: string | null) => (keyword ? `${keyword} ` : '');

export const swahili = {
  roles,
  contractTypes,
  statuses,

  asks: 'Ndiyo:',
  reminds: 'Ndiyo, kumbusho:',
  changedTerms: 'Masharti mapya:',
  amount: (quantity: string, unit?: string) => (unit ? `${unit} ${quantity}` : quantity),
  goods: (product: string, amount?: string) => (amount ? `${product} ${amount}` : product),
  total: (amount: string) => `jumla ${amount}`,
  each: (price: string) => `${price} kila moja`,
  by: (deadline: string) => `kufikia ${deadline}`,
  at: (location: string) => `mahali ${location}`,
  quality: (requirements: string) => `ubora ${requirements}`,
  party: (role: string, name: string) => (name ? `${role} ${name}` : role),
  transcript: (words: string) => `ilisemwa: ${words}`,
  more: (keyword?: string | null) => `Zaidi: ${start(keyword)}TERMS {code}.`,
  reply: (keyword?: string | null) =>
    `Jibu ${start(keyword)}NDIYO-{code} kukubali, ${start(keyword)}HAPANA-{code} kukataa.`,

  terms: (ref: string) => `Ndiyo: mkataba ${ref}, masharti zaidi:`,
  noMoreTerms: (ref: string) => `Ndiyo: mkataba ${ref} hauna masharti zaidi.`,
  unsentTerms: 'Masharti mengine hayawezi kutumwa kwa SMS: omba nakala kamili.',

  confirmed: (ref: string, parties: number, check: string) =>
    `Ndiyo: mkataba ${ref} umethibitishwa. Wahusika wote ${parties} wamekubali. Kuhakiki: ${check}`,
  declined: (ref: string, _parties: number, check: string) =>
    `Ndiyo: mkataba ${ref} umekataliwa na mhusika mmoja, umefungwa. Kuhakiki: ${check}`,
  changesDeclined: (ref: string) =>
    `Ndiyo: masharti mapya ya mkataba ${ref} yamekataliwa na mhusika mmoja. Makubaliano ya awali yanabaki.`,
  changesWithdrawn: (ref: string) =>
    `Ndiyo: masharti mapya ya mkataba ${ref} yameondolewa. Makubaliano ya awali yanabaki. Huhitaji kujibu.`,
  changesOpen: (ref: string, signed: number, total: number) =>
    `Ndiyo: masharti mapya ya mkataba ${ref} yanasubiri majibu. ${signed} kati ya ${total} wamekubali. Makubaliano ya awali yanabaki.`,
  changesClosed: (ref: string) =>
    `Ndiyo: masharti mapya ya mkataba ${ref} hayasubiri tena majibu. Makubaliano ya awali yanabaki.`,
  cancelled: (ref: string) => `Ndiyo: mkataba ${ref} umefutwa. Huhitaji kujibu.`,
  closed: (ref: string, status: string) =>
    `Ndiyo: mkataba ${ref} ${statuses[status] ?? status}. Jibu lako halijabadilisha chochote.`,
  status: (ref: string, status: string, signed: number, total: number) =>
    `Ndiyo: mkataba ${ref} ${statuses[status] ?? status}. Waliokubali ni ${signed} kati ya ${total}.`,

  checked: (ref: string, status: string, names: string, total: string, date: string) =>
    `Ndiyo: ${ref} ${statuses[status] ?? status}. ${names}. ${total && `Jumla ${total}. `}Uamuzi ${date}.`,
  andMore: (count: number) => ` na wengine ${count}`,
  noReceipt: (keyword?: string | null) =>
    `Ndiyo: hakuna stakabadhi yenye namba hiyo. Iangalie tena, tuma ${start(keyword)}CHECK na herufi na tarakimu zake 12.`,

  help: (keyword?: string | null) =>
    `Ndiyo: kukubali jibu ${start(keyword)}NDIYO na tarakimu 6 za ujumbe wetu, kukataa ${start(keyword)}HAPANA na tarakimu hizo. Kuona masharti: ${start(keyword)}TERMS na tarakimu.`,
  unclear: (keyword?: string | null) =>
    `Ndiyo: hatukuelewa, hakuna kilichorekodiwa. Jibu tu ${start(keyword)}NDIYO au ${start(keyword)}HAPANA na tarakimu 6 za ujumbe wetu.`,
  stopped: (keyword?: string | null) =>
    `Ndiyo: hutapata ujumbe wetu tena. Ukitaka kupata tena jibu ${start(keyword)}START.`,
  started: (keyword?: string | null) => `Ndiyo: utapata ujumbe wetu tena. Kuacha jibu ${start(keyword)}STOP.`,
  oneTimeCode: (ref: string) =>
    `Ndiyo: {code} ni namba yako ya siri ya mkataba ${ref}. Itatumika dakika 10 tu. Usimpe mtu yeyote.`,
};
