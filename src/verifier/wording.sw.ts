/** What a verdict says in Swahili, as read in Kenya. */
import { tell } from './sentence.js';
import type * as E from './wording.en.js';

const parts: E.Parts = {
  receipt: () => 'risiti',
  document: () => 'hati ya mkataba',
  attestation: () => 'uthibitisho wa hati',
  signature: () => 'sahihi ya risiti',
  proof: () => 'ushahidi wa daftari',
  leaf: () => 'ingizo la ushahidi wa daftari',
  decision: (n) => `uamuzi nambari ${n}`,
  event: (n) => `tukio nambari ${n}`,
  party: (n) => `mhusika nambari ${n} wa hati`,
};

const reasons: E.Reasons = {
  notJson: () => 'si JSON',
  tooDeep: (levels) => `kuna zaidi ya tabaka ${levels} ndani yake`,
  hasNul: () => 'maandishi yake yana herufi NUL',
  hasHalfPair: () => 'maandishi yake yana herufi iliyokatwa nusu',
  hasProto: () => 'kuna jina "__proto__" ndani yake',
  nameTwice: (name) => `jina "${name}" limetajwa mara mbili mahali pamoja`,
  numberTooLarge: () => 'kuna namba kubwa mno ambayo haiwezi kusomwa kikamilifu',
  notThreeParts: () => 'hakuna sehemu tatu zinazohitajika',
  headerMember: (name) => `kichwa chake kina "${name}", na hilo haliruhusiwi`,
  notEd25519: () => 'njia ya kusaini si Ed25519',
  noKeyName: () => 'ufunguo uliotumika haukutajwa',
  typeNotText: () => 'aina yake si maandishi',
  partNotObject: () => 'sehemu moja si kitu cha JSON',
  notBase64: () => 'si base64url sahihi',
  notUtf8: () => 'si UTF-8',
};

const grades: E.Grades = {
  A: 'namba ya siri ya mhusika ilirudishwa, na huduma iliukuta ujumbe huo katika kikasha cha kampuni ya simu; bado unategemea neno la kampuni ya simu',
  B: 'namba ya siri ya mhusika ilirudishwa kwa njia iliyothibitishwa; jibu linategemea neno la kampuni ya simu na la huduma hii, na halikupatikana katika kikasha cha kampuni ya simu',
  C: 'ujumbe uliletwa na kampuni ya simu kwa njia iliyothibitishwa, lakini jibu halikuwa na namba ya siri ya mhusika',
  D: 'jibu halijathibitishwa: hakuna kinachoonyesha kwamba jibu lilitoka kwenye simu hii',
};
const answers = { yes: 'ndiyo', no: 'hapana' };
const statuses = { confirmed: 'umethibitishwa', declined: 'umekataliwa' };

const event = (seq: number, type: string) => `Tukio nambari ${seq} (${type})`;
const what = (version: number, contract: string, status: keyof typeof statuses) =>
  `Mkataba ${contract}, toleo la ${version}, ${statuses[status]}`;
const day = (at: string | null) => at ?? 'siku isiyojulikana';
const tooLate = (at: string | null) =>
  `Ufunguo uliosaini ulibatilishwa (${day(at)}), na hakuna kinachoonyesha kwamba risiti hii ilikuwa kwenye daftari kabla ya hapo`;

const shape: E.Shape = {
  shapeHolds: () => 'Kila sehemu ya risiti inajulikana na inasomeka.',
  unreadable: () => 'Risiti haisomeki.',
  notText: () => 'Risiti si maandishi.',
  tooLarge: (megabytes) => `Risiti inazidi MB ${megabytes}.`,
  unknownPart: (name) => `Risiti ina sehemu isiyojulikana, "${name}".`,
  cannotBeRead: (part, reason) => `Haikuwezekana kusoma ${tell(parts, part)}: ${tell(reasons, reason)}.`,
  notObject: (part) => `Hapa palitakiwa kitu cha JSON: ${tell(parts, part)}.`,
  lacks: (part, name) => `Katika ${tell(parts, part)} hakuna "${name}".`,
  misfit: (part, name) => `Katika ${tell(parts, part)}, "${name}" si kama inavyotakiwa.`,
};

const agreements: E.Agreements = {
  documentHolds: () => 'Hati imeandikwa kwa muundo sanifu, na alama yake (hash) ndiyo iliyosainiwa.',
  documentNotCanonical: () => 'Hati haikuandikwa kwa muundo sanifu (RFC 8785).',
  documentChanged: () => 'Hati hailingani na alama (hash) iliyosainiwa: ilibadilishwa baada ya kusainiwa.',
  documentOtherContract: () => 'Sahihi ni ya mkataba mwingine.',
  documentOtherVersion: () => 'Sahihi ni ya toleo lingine la mkataba.',
  documentWithoutParty: () => 'Hati haitaji mhusika yeyote.',
  documentPartyTwice: () => 'Wahusika wawili wa hati wana kitambulisho kimoja.',
  eventsHold: () => 'Mfululizo wa matukio umekamilika, kuanzia la kwanza hadi la mwisho.',
  noEvents: () => 'Risiti haina matukio yoyote.',
  eventOutOfOrder: (seq, type, found) =>
    `${event(seq, type)} lina nambari ${found}: kabla yake kuna tukio linalokosekana, lililorudiwa au lisilo mahali pake.`,
  eventOfOther: (seq, type) => `${event(seq, type)} ni la mkataba mwingine.`,
  eventChanged: (seq, type) =>
    `${event(seq, type)} halilingani na alama yake (hash): lilibadilishwa baada ya kuandikwa.`,
  eventUnlinked: (seq, type) => `${event(seq, type)} halifuati tukio lililotangulia: mfululizo umekatika hapa.`,
  eventsHeadHolds: () => 'Tukio la mwisho ndilo lililosainiwa.',
  eventsHeadOther: () => 'Tukio la mwisho silo lililosainiwa: matukio yaliondolewa au yaliongezwa.',
  decisionsHashHolds: () => 'Maamuzi ndiyo yaliyosainiwa.',
  decisionsChanged: () => 'Maamuzi hayalingani na alama (hash) iliyosainiwa: yalibadilishwa baada ya kusainiwa.',
  closingHolds: () => 'Tukio la mwisho linafunga toleo hili kwa hali hii.',
  closingBorneOut: () => 'Tukio moja linafunga toleo hili kwa hali hii, na la mwisho linathibitisha uamuzi.',
  closingOtherStatus: (type, status) =>
    `Tukio la mwisho ni ${type}, lakini risiti inasema mkataba ${statuses[status]}.`,
  closingOtherVersion: () => 'Tukio la mwisho ni la toleo lingine la mkataba.',
  closingOtherDocument: () => 'Tukio la mwisho ni la hati nyingine.',
  closingOtherDecisions: () => 'Tukio la mwisho ni la maamuzi mengine.',
  closingMissing: () => 'Hakuna tukio linalofunga toleo hili.',
  corroborationOtherVersion: () => 'Tukio la mwisho linathibitisha uamuzi kuhusu toleo lingine la mkataba.',
  corroborationOtherReceipt: () => 'Tukio la mwisho linathibitisha uamuzi kuhusu hati nyingine au maamuzi mengine.',
  statusHolds: () => 'Maamuzi yanaleta hali iliyotajwa.',
  decisionOutOfOrder: (n) => `Uamuzi nambari ${n} haufuati mpangilio wa wakati.`,
  decisionOfStranger: (n, party) => `Uamuzi nambari ${n} ni wa "${party}", ambaye si mhusika wa hati hii.`,
  decisionTwice: (n, party) => `Uamuzi nambari ${n} unarudia ule wa awali wa ${party}.`,
  confirmedDespiteNo: (party) => `Inasema umethibitishwa, lakini ${party} alisema hapana.`,
  confirmedWithoutYes: (party) => `Inasema umethibitishwa, lakini ${party} hajasema ndiyo.`,
  declinedWithoutNo: () => 'Inasema umekataliwa, lakini hakuna aliyesema hapana.',
  decisionEventsHold: () => 'Kila uamuzi upo katika mfululizo wa matukio.',
  decisionWithoutEvent: (n, party, answer, type) =>
    `Uamuzi nambari ${n} (${party}, ${answers[answer]}) hauna tukio ${type} la toleo hili.`,
  issuerHolds: () => 'Uthibitisho wa hati na sahihi vimetoka kwa mtoaji mmoja.',
  issuersDiffer: () => 'Uthibitisho wa hati na sahihi vinataja watoaji tofauti.',
};

const signatures: E.Signatures = {
  attestationHolds: () => 'Uthibitisho wa hati umesainiwa na unalingana na hati.',
  attestationOfOtherDocument: () => 'Uthibitisho ni wa hati nyingine.',
  attestationOfOtherContract: () => 'Uthibitisho wa hati ni wa mkataba mwingine.',
  attestationOfOtherVersion: () => 'Uthibitisho wa hati ni wa toleo lingine la mkataba.',
  attestationOfOtherTime: () => 'Uthibitisho wa hati unataja wakati mwingine wa kuundwa.',
  attestationByOtherKey: (kid) =>
    `Uthibitisho wa hati umesainiwa kwa ufunguo mwingine, ${kid}; toa orodha ya funguo za mtoaji ili ukaguliwe.`,
  attestationWrong: () => 'Sahihi ya uthibitisho wa hati si ya kweli.',
  signatureHolds: () => 'Sahihi inalingana na maelezo yaliyosainiwa.',
  signatureWrong: () => 'Sahihi hii si ya kweli.',
  signatureUnchecked: () => 'Sahihi haikukaguliwa: hakuna ufunguo wa kuikagua.',
  signerTrusted: (kid) => `Ufunguo uliosaini, ${kid}, ni wa kuaminika.`,
  signerUnknown: () =>
    'Hakuna ufunguo wa kuaminika uliotolewa: risiti inalingana yenyewe, lakini mtu yeyote angeweza kuisaini.',
  keyNotTheTrusted: (kid, trusted) => `Imesainiwa kwa ufunguo ${kid}, si kwa ufunguo wa kuaminika ${trusted}.`,
  keyNotEnclosed: (kid) => `Risiti haina ufunguo wake ${kid}; toa orodha ya funguo za mtoaji.`,
  keyEnclosedOther: (kid) => `Ufunguo ulio ndani ya risiti si ufunguo ${kid} unaotajwa na sahihi.`,
  keyNotInSet: (kid) => `Imesainiwa kwa ufunguo ${kid}, ambao si wa kuaminika.`,
  keySetMalformed: () => 'Funguo za kuaminika zilizotolewa si orodha ya funguo (JSON Web Key Set).',
};

const log: E.Log = {
  logHolds: () => 'Tukio la mwisho limo katika daftari lililosainiwa.',
  logBeforeRevocation: (at) =>
    `Ufunguo uliosaini ulibatilishwa (${day(at)}), lakini tukio la mwisho lilikuwa kwenye daftari kabla ya hapo.`,
  proofMissing: (at) => `${tooLate(at)}, wala hakuna ushahidi wa daftari.`,
  proofOfOtherEvent: () => 'Ushahidi wa daftari ni wa tukio lingine.',
  proofOfOtherSize: () => 'Ushahidi wa daftari si wa ukubwa ule unaotajwa na muhtasari wake.',
  proofHashUnreadable: () => 'Alama (hash) moja ya ushahidi wa daftari haisomeki.',
  proofOfOtherRoot: () => 'Ushahidi haufikii mzizi uliosainiwa: daftari halina tukio hili.',
  proofTooLate: (at) => `${tooLate(at)}; omba tena risiti kutoka kwa huduma.`,
  closingNamesTooLittle: (at) => `${tooLate(at)}: kilichokuwa humo hakitaji yote yaliyomo hapa.`,
  checkpointUnreadable: () => 'Muhtasari wa daftari hausomeki.',
  checkpointWrong: () => 'Sahihi ya muhtasari wa daftari si ya kweli.',
};

const summaries: E.Summaries = {
  broken: (detail) => `Risiti hii haiwezi kutegemewa. ${detail}`,
  open: (version, contract, status, detail) =>
    `Risiti inalingana yenyewe na inasema: ${what(version, contract, status)}. ${detail}`,
  valid: (version, contract, status, issuer) =>
    `${what(version, contract, status)}, kama ilivyorekodiwa na kusainiwa na ${issuer}.`,
};

const notProven: E.NotProven = {
  nothingProven: () => 'Hakuna lolote inalosema lililothibitishwa.',
  noOwnKey: () =>
    'Haikusainiwa kwa ufunguo wa mhusika yeyote: ni rekodi iliyosainiwa na huduma ya yale yaliyoletwa na kampuni ya simu.',
  namesAsWritten: () =>
    'Majina na nafasi za wahusika ni kama yalivyoandikwa na mwandishi wa mkataba; nyakati ni za saa ya huduma yenyewe.',
  gradedAs: (party, answer, grade) => `${party} alisema ${answers[answer]}, daraja ${grade}: ${grades[grade]}.`,
  gradeRaised: (party, from, to, at) =>
    `${party}: uamuzi ulisainiwa kwa daraja ${from}; tukio la baadaye (${at}) liliupandisha hadi ${to}.`,
  simulated: (party) =>
    `${party}: MAJARIBIO TU (SIMULATED). Hakuna simu wala kampuni ya simu iliyohusika katika uamuzi huu.`,
  termsNotShown: (party, terms) => `Kabla ya kuamua, ${party} hakuonyeshwa masharti haya kwenye ujumbe: ${terms}.`,
  noLogProof: () =>
    'Haina ushahidi kwamba imo katika daftari, hivyo ni huduma yenyewe tu inayoweza kusema kama iliondolewa.',
  logUnsigned: () =>
    'Ushahidi wa daftari ulio pamoja na risiti unalingana, lakini hakuna ufunguo wa kuaminika uliotolewa ambao ulisaini muhtasari wake.',
  otherNote: () => 'Maelezo yaliyo juu ya risiti si yale ya kawaida na hayakusainiwa: usiyategemee.',
};

export const swahili = { ...shape, ...agreements, ...signatures, ...log, ...summaries, ...notProven };
