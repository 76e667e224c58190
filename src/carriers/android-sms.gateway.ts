/** Texts through an Android phone: android-sms-gateway, by a server of one's own, the public one, or the phone itself. */
import { readSendAnswer } from './android-sms-answers.js';
import { type AndroidAccount, postToServer } from './android-sms-server.js';
import { readFailure } from './http-answers.js';
import { faultOfText, type OutgoingText, refuseUnsent, type SendResult, SmsGateway } from './sms.gateway.js';

const DEFAULT_TIMEOUT_MS = 15_000;

/** Whatever gateway is configured, this is how texts that come from such a phone are named. */
export const ANDROID_CARRIER = 'android-sms-gateway';

export interface AndroidOptions extends AndroidAccount {
  /** The phone that sends; without it the server takes any phone of the account. */
  deviceId?: string;
  timeoutMs?: number;
}

export class AndroidSmsGateway extends SmsGateway {
  readonly carrier = ANDROID_CARRIER;
  // Private by the language, so that printing the gateway shows no password.
  readonly #options: AndroidOptions;

  constructor(options: AndroidOptions) {
    super();
    this.#options = { ...options };
  }

  async send({ messageId, to, text }: OutgoingText): Promise<SendResult> {
    const fault = faultOfText({ to, text });
    if (fault) return refuseUnsent(fault);
    const { deviceId, timeoutMs = DEFAULT_TIMEOUT_MS } = this.#options;
    const body = {
      ...{ id: messageId, textMessage: { text }, phoneNumbers: [to], withDeliveryReport: true },
      ...(deviceId !== undefined && { deviceId }),
    };
    // We have judged the number ourselves, with newer tables than a server may have.
    const answer = await postToServer(this.#options, '/messages?skipPhoneValidation=true', body, timeoutMs);
    const result = 'status' in answer ? readSendAnswer(answer, messageId) : readFailure(answer, answer.isConnected);
    return deviceId === undefined ? result : asRepeatable(result);
  }
}

/** A phone takes an id once. Another phone of the account would take it again, so this holds only where one is named. */
function asRepeatable(result: SendResult): SendResult {
  if (result.outcome !== 'ambiguous') return result;
  return { outcome: 'retry', reason: result.reason, carrierStatus: null };
}
