/** What a certificate says in Swahili, as spoken in Kenya. */
import type { Grade } from '../evidence/statements.js';
import type { CertificateWording } from './wording.en.js';

const grades: Record<Grade, [short: string, whole: string]> = {
  A: [
    'namba yake ya siri, imo kikashani',
    'namba ya siri ya mhusika ilirudi kwa njia salama, na ujumbe ulionekana katika kikasha cha kampuni ya simu.',
  ],
  B: ['namba yake ya siri ilirudi', 'namba ya siri iliyotumwa kwa simu ya mhusika pekee ilirudi kwa njia salama.'],
  C: [
    'namba yake ya simu, bila ya siri',
    'jibu lilitoka kwa namba ya simu ya mhusika kwa njia salama, bila namba ya siri.',
  ],
  D: ['halikuthibitishwa', 'hakuna kinachoonyesha kwamba jibu lilitoka kwa simu hii.'],
};

const terms: Record<string, string> = {
  total_amount: 'Jumla',
  product: 'Bidhaa',
  quantity: 'Kiasi',
  unit_price: 'Bei ya kila moja',
  delivery_location: 'Mahali pa kupokea',
  delivery_deadline: 'Kufikia tarehe',
  quality_requirements: 'Ubora',
};

export const swahili: CertificateWording = {
  terms,
  grades,
  title: { confirmed: 'Cheti cha makubaliano', declined: 'Kumbukumbu ya kukataliwa' },
  kind: 'Sahihi ya kielektroniki yenye viwango vya ushahidi',
  reference: (id, version, type) => `Mkataba ${id} · toleo la ${version} · ${type}`,
  status: { confirmed: 'UMETHIBITISHWA', declined: 'UMEKATALIWA' },
  allAgreed: (count) => `Wahusika wote ${count} wamekubali.`,
  refused: (count, total) => `${count} kati ya wahusika ${total} amekataa, na mkataba ukaishia hapo.`,
  simulated: 'MAJARIBIO',
  whatSimulated: (count, total) =>
    `Majibu ${count} kati ya ${total} hayakutoka kwa simu wala kampuni ya simu, bali kwa huduma yenyewe. Haya ni majaribio (SIMULATED): hayathibitishi lolote kuhusu mtu yeyote.`,

  whatWasAgreed: { confirmed: 'Yaliyokubaliwa', declined: 'Yaliyopendekezwa' },
  transcript: 'Yaliyosemwa',
  parties: 'Wahusika',
  noName: '(bila jina)',
  answers: { yes: 'Ndiyo', no: 'Hapana', none: 'Hakuna jibu' },
  grade: (grade) => `kiwango ${grade}`,

  timeline: 'Mfuatano wa matukio',
  localTime: (zone) => `Saa za hapa (${zone})`,
  utc: 'UTC',
  created: 'Masharti yaliandikwa; kila mhusika aliulizwa',
  said: { yes: (name) => `${name}: ndiyo`, no: (name) => `${name}: hapana` },
  concluded: { confirmed: 'Umethibitishwa; stakabadhi imetolewa', declined: 'Umekataliwa; stakabadhi imetolewa' },
  firstAnswer: (count) => `Jibu la kwanza kati ya ${count}`,
  lastAnswer: (count) => `Jibu la mwisho kati ya ${count}`,

  gradesTitle: 'Maana ya viwango',
  hash: 'Alama ya mkataba (BLAKE2b-256)',
  key: 'Ufunguo wa sahihi (RFC 7638)',
  notProvenTitle: 'Kisichothibitishwa',
  notProven:
    'nani alishika kila simu. Hakuna mhusika aliyetia sahihi kwa ufunguo wake mwenyewe: huduma ilirekodi yaliyoletwa na kampuni ya simu, na kutia sahihi rekodi hiyo.',
  afterwards: 'Hivi ndivyo ulivyoamuliwa. Hali ya mkataba leo huonyeshwa na namba ya stakabadhi.',

  check: 'Hakiki cheti hiki',
  receiptCode: 'namba ya stakabadhi',
  scan: 'Skani mraba huu, au fungua',
  sms: (number) => (number ? `Kwa SMS kwenda ${number}:` : 'Kwa SMS kwenda namba iliyokutumia ujumbe:'),
  secret: 'Mwenye namba hii anaweza kufungua stakabadhi yote, pamoja na namba kamili za simu na ujumbe.',
  qrAlt: (address) => `Alama ya QR ya ${address}`,

  page: {
    standing: (status) => `Leo mkataba huu ${status}.`,
    decided: 'Uliamuliwa',
    more: 'Zaidi',
    certificate: 'Cheti, ukurasa mmoja wa kuchapisha (PDF)',
    receipt: 'Stakabadhi yenye sahihi, pamoja na namba kamili za simu na ujumbe (JSON)',
    verify: 'Au hakiki stakabadhi uliyopakua, kwa funguo ulizopata kwingine',
    rehearsal: 'Majibu hayakutoka kwa simu yoyote, bali kwa huduma yenyewe: haithibitishi lolote kuhusu mtu yeyote.',
    check: 'Ihakiki kwenye kivinjari hiki',
    checkNow: 'Hakiki stakabadhi yenye sahihi sasa',
    whoseKeys:
      'Uhakiki unafanyika kwenye kifaa hiki. Funguo za mtoaji zinatoka kwenye huduma hii hii: linganisha alama ya ufunguo na ile mtoaji aliyoitangaza kwingine.',
    holds: 'Sawa',
    doesNotHold: 'Si sawa',
    isOpen: 'Haijulikani',
    notChecked: 'Stakabadhi haikupatikana. Jaribu tena mtandao ukirudi.',
    noReceipt: 'Hakuna stakabadhi yenye namba hii. Ilinganishe na karatasi au ujumbe wako, herufi kwa herufi.',
  },

  moreCharacters: (count) => `… na herufi ${count} zaidi: angalia stakabadhi`,
  moreTerms: (count) => `na mengine ${count}: angalia stakabadhi`,
  moreParties: (count) => `na wengine ${count}: angalia stakabadhi`,
  substitutes: '… na ▯ ni badala ya kisichotosha hapa au kisichoweza kuchorwa: stakabadhi inacho kikamilifu.',
};
