/** What the console says of webhooks, in Swahili. */
import type { english } from './webhooks.en.js';

const types: Record<string, string> = {
  'contract.created': 'mkataba umetengenezwa',
  'contract.party_confirmed': 'mhusika mmoja amekubali',
  'contract.party_declined': 'mhusika mmoja amekataa',
  'contract.confirmed': 'wote wamekubali',
  'contract.declined': 'mkataba umefungwa kwa kukataliwa',
  'contract.expired': 'muda wa kujibu umepita',
  'contract.cancelled': 'mkataba umefutwa',
  'contract.amended': 'masharti mapya yamependekezwa au kukubaliwa',
  'contract.activated': 'kazi imeanza',
  'contract.completed': 'mkataba umekamilika',
  'contract.disputed': 'kuna mgogoro',
  'contract.erased': 'taarifa za mtu zimefutwa',
  'contract.corroborated': 'kisanduku cha mtandao kinathibitisha jibu',
  'message.delivered': 'ujumbe umefika kwenye simu',
  'message.failed': 'ujumbe haukufika',
  'party.unreachable': 'mhusika hapatikani',
  'budget.spent': 'ujumbe wa siku umekwisha',
  'prefix.paused': 'namba zisizojibu zimesitishwa',
  'prefix.resumed': 'namba hizo zinatumiwa tena',
  'endpoint.disabled': 'anwani ya kupokea imezimwa',
  'log.checkpoint': 'hali mpya ya kumbukumbu imetiwa saini (kila sekunde chache)',
};

const reasons: Record<string, string> = {
  'It was disabled over the API': 'Mtu aliizima, hapa au kupitia API.',
  'The receiver answered 410 Gone': 'Mpokeaji alijibu 410 Gone: hataki tena.',
  'Every attempt failed for 120 hours': 'Kila jaribio limeshindwa kwa siku tano.',
};

export const swahili: typeof english = {
  title: 'Webhooks',
  lead: 'Mifumo yako huambiwa kinachotokea papo hapo: kila tukio hutumwa kwa anwani hizi, likiwa na saini.',
  add: 'Ongeza anwani',
  none: 'Hakuna anwani bado. Ongeza anwani ya mfumo unaopaswa kupata matukio.',
  older: 'Za zamani',
  allTypes: 'Matukio yote (isipokuwa log.checkpoint)',
  states: { on: 'Imewashwa', off: 'Imezimwa', failing: 'Inashindwa' },
  failingSince: 'Hakuna jaribio lililofaulu tangu',
  offSince: 'Imezimwa tangu',
  heldUntil: 'Iliomba isitumiwe hadi',
  reasons,
  account: 'Akaunti',
  times: (timeZone: string) => `Saa ni za ${timeZone}.`,
  done: {
    changed: 'Imehifadhiwa.',
    on: 'Imewashwa tena: yaliyosubiri yanatumwa sasa. Yaliyoshindwa hutumwa kwa “Tuma yaliyoshindwa”.',
    off: 'Imezimwa: hakuna kinachotumwa. Yanayotokea yanasubiri.',
    deleted: 'Imefutwa. Hakuna kinachotumwa huko tena.',
    tested: 'Jaribio limetumwa: linaonekana hapa chini.',
    resent: 'Linatumwa tena.',
    recovering: 'Yaliyoshindwa tangu hapo yanatumwa tena, kwa mpangilio wake.',
  },
  refusals: {
    'too-many-endpoints': 'Akaunti ina anwani 20 tu: futa moja kwanza.',
    'endpoint-disabled': 'Imezimwa, kwa hiyo hakuna kinachotumwa. Iwashe kwanza.',
    'delivery-not-found': 'Rekodi hiyo haipo tena.',
  },
  form: {
    newTitle: 'Ongeza anwani',
    editTitle: 'Badilisha anwani',
    url: 'Anwani',
    urlHint: 'Mahali mfumo wako hupokea webhooks, mfano https://example.com/ndiyo.',
    description: 'Ni ya nini',
    descriptionHint: 'Kwa ajili yako tu. Unaweza kuacha wazi.',
    which: 'Itaambiwa nini',
    all: 'Matukio yote',
    allHint: 'isipokuwa log.checkpoint; pamoja na yatakayoongezwa baadaye',
    chosen: 'Haya tu',
    types,
    add: 'Ongeza',
    save: 'Hifadhi',
    wrong: 'Haikuhifadhiwa. Tafadhali angalia tena:',
    faults: (isProduction: boolean) => ({
      url: `Anwani ianze na ${isProduction ? 'https://' : 'https:// au http://'}, ifike mahali pa umma, bila jina la mtumiaji, nenosiri wala alama ya #. Isizidi herufi 2,000.`,
      description: 'Maelezo yasizidi herufi 500.',
      event_types: 'Chagua angalau tukio moja, au yote.',
    }),
  },
  one: {
    title: 'Anwani ya kupokea',
    back: 'Anwani zote',
    facts: {
      url: 'Anwani',
      description: 'Ni ya nini',
      types: 'Inaambiwa nini',
      state: 'Hali',
      created: 'Ilitengenezwa',
    },
    test: 'Tuma jaribio',
    edit: 'Badilisha',
    enable: 'Washa',
    disable: 'Zima',
    secret: 'Siri na ufunguo',
    remove: 'Futa',
    recoverTitle: 'Tuma yaliyoshindwa',
    recover: 'Tuma yaliyoshindwa',
    recoverSince: 'Ya muda wa',
    hours: (hours: number) =>
      hours % 24 === 0
        ? hours === 24
          ? 'siku moja'
          : `siku ${hours / 24}`
        : hours === 1
          ? 'saa moja'
          : `saa ${hours}`,
    recoverFault: 'Chagua mojawapo ya muda uliopo.',
  },
  deliveries: {
    title: 'Yaliyotumwa',
    none: 'Hakuna kilichotumwa bado. Jaribio litaonyesha kama inafanya kazi.',
    older: 'Ya zamani',
    states: { waiting: 'Linasubiri', delivered: 'Limefika', failed: 'Limeshindwa' },
    tries: (count: number) => (count === 1 ? 'jaribio 1' : `majaribio ${count}`),
    last: 'La mwisho',
    next: 'jaribio lijalo',
    all: 'Kila jaribio',
    resend: 'Tuma tena',
    resendWhat: (type: string, id: string) => `${type} ${id}`,
    answered: (status: number) => {
      if (status < 300) return `ilijibu ${status}: imepokea`;
      if (status < 400) return `ilijibu ${status}: inaelekeza kwingine, hatufuati`;
      if (status === 401 || status === 403) return `ilijibu ${status}: haituruhusu kuingia`;
      if (status === 404) return `ilijibu 404: hakuna kitu kwenye anwani hiyo`;
      if (status === 410) return `ilijibu 410: haitaki tena`;
      if (status === 429) return `ilijibu 429: mara nyingi mno`;
      return status < 500 ? `ilijibu ${status}: ilikataa` : `ilijibu ${status}: ina tatizo lake yenyewe`;
    },
    errors: {
      refused: 'hakuna anayejibu kwenye anwani hiyo',
      unknownName: 'jina lake halijulikani',
      tooSlow: 'haikujibu kikamilifu kwa wakati',
      closed: 'ilifunga mawasiliano bila kujibu',
      notPublic: 'jina lake linaelekeza kwenye anwani isiyo ya umma',
      certificate: 'cheti chake hakiaminiki',
      reset: 'mawasiliano yalikatika',
      other: 'haikuweza kutumwa',
    },
  },
  secret: {
    title: 'Siri na ufunguo',
    lead: 'Kila webhook hutiwa saini kwa siri (HMAC-SHA256) na kwa ufunguo wa anwani (Ed25519). Mfumo wako huhakiki mojawapo.',
    publicKey: 'Ufunguo wa umma',
    publicKeyHint: 'Si siri. Huhakiki saini v1a na haubadiliki.',
    rotateTitle: 'Siri mpya',
    rotateLead:
      'Tengeneza mpya ikiwa iliyopo huenda imeonekana. Zote mbili hutia saini hadi ya zamani iishe, ili kitu kisipotee unapobadilisha.',
    grace: 'Ya zamani itaendelea kwa',
    graces: {
      '0': 'hakuna muda: inaisha papo hapo',
      '1h': 'saa moja',
      '24h': 'siku moja',
      '7d': 'siku 7',
      '30d': 'siku 30',
    },
    graceFault: 'Chagua mojawapo ya muda uliopo.',
    rotate: 'Tengeneza siri mpya',
    shownTitle: 'Hifadhi siri hii sasa',
    shownLead: 'Inaonyeshwa mara hii tu. Aliye nayo anaweza kutia saini kama sisi.',
    steps: [
      'Inakili kwenye usanidi wa mfumo wako, kamwe si kwenye msimbo wake.',
      'Hakiki kila webhook nayo: vichwa webhook-id, webhook-timestamp na webhook-signature hufuata Standard Webhooks, ambayo ina maktaba kwa lugha nyingi.',
      'Rudi utume jaribio.',
    ],
    formerUntil: 'Siri ya zamani inatia saini pia hadi',
    formerEnded: 'Siri ya zamani haitumiki tena.',
    onward: 'Nimeihifadhi: nenda kwenye anwani',
  },
  removal: {
    title: 'Ufute anwani hii?',
    lead: 'Hakuna kitakachotumwa huko tena, yanayosubiri yataachwa, na kumbukumbu na siri yake zitaondoka. Haiwezi kurudishwa.',
    yes: 'Ifute',
    no: 'Iache',
  },
};
