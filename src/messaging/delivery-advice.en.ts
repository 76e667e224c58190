/** What to do about a text that did not arrive, in English, as the API says it: for whoever made the contract. */

/** By reason: of this service's own, of sending, and of delivery reports, whatever the carrier calls them. */
const reasons = {
  // Not sent, by our own rules.
  'opted-out': 'This number asked for no more texts. Only its owner can change that, by texting START.',
  'budget-spent': 'The texts of this day are spent. Ask again tomorrow (UTC), or raise SMS_BUDGET.',
  'number-limit': 'This number had all the texts it may get within a day. Ask again tomorrow.',
  'prefix-limit': 'Numbers that begin like this one had all the texts they may get within a day. Ask again tomorrow.',
  'prefix-paused':
    'Nobody answers from numbers that begin like this one, so they are paused. An operator can resume them.',
  'too-often': 'This number was sent as many codes as it may get within a day. Ask again tomorrow.',
  'too-late': 'It could not leave while it was of use. Ask for a new one.',
  'no-longer-open': 'The contract no longer awaited an answer when this text could leave. Nothing is to be done.',
  // The number.
  'invalid-number': 'The carrier does not know this number. Check it with the party, and make the contract anew.',
  'unsupported-number': 'The carrier cannot text this kind of number. Ask the party for a mobile number.',
  'could-not-route': 'The carrier has no way to this network. Ask the party for a number of another network.',
  'opted-out-at-carrier':
    'This number blocked our texts at the carrier. The party can lift that with the network, or answer over REST.',
  'do-not-disturb':
    'The network holds back texts to this number (do not disturb). The party can lift that with the network.',
  'number-inactive': 'This number is not in use. Check it with the party.',
  'number-suspended': 'The network has suspended this number. Reach the party another way.',
  'not-subscribed': 'The carrier says this number is not subscribed to the service. Ask the carrier.',
  'absent-subscriber': 'The phone was off or without network for too long. Ask again later.',
  'expired-at-carrier': 'The carrier gave up: the phone was not reached in time. Ask again later.',
  'delivery-failure': 'The network could not deliver it and does not say why. Ask again, or check the number.',
  rejected: 'The carrier rejected it and does not say why. Ask again, or ask the carrier.',
  'no-report':
    'The carrier took the text and has not said since whether it arrived. The phone may be off: ask again, or call.',
  // The text.
  'empty-text': 'There was nothing to send.',
  'held-by-carrier': 'The carrier holds our texts for a check. Ask the carrier, then ask again.',
  'may-have-been-sent':
    'The carrier gave no answer, so nobody knows whether it left. It may have arrived: ask the party before asking again.',
  // The carrier, or our account with it: such texts wait and go by themselves.
  'invalid-sender': 'The carrier does not know our sender. It goes by itself once AT_SENDER_ID is right.',
  'insufficient-balance': 'Our account with the carrier is empty. It goes by itself once the account is topped up.',
  'carrier-refused-credentials': 'The carrier refuses our credentials. It goes by itself once they are right.',
  'carrier-address-wrong':
    'Nothing answers as the carrier at its address. It goes by itself once the address is right.',
  'carrier-refused-request':
    'The gateway refuses what we ask of it: is the phone registered and online? It goes by itself once it is.',
  'too-many-requests': 'The carrier asks us to slow down. It goes by itself.',
};

export const english = {
  reasons,
  triesAgain: 'The carrier could not be reached or had trouble of its own. It goes by itself once that is over.',
  gaveUp: 'It was tried for as long as it was of use. Ask again when the carrier is back.',
  unknown: 'The carrier gives a reason this service does not know. Ask again, or ask the carrier.',
};

/** English is the measure: a language that lacks one of its sentences does not compile. */
export type DeliveryAdvice = typeof english;
