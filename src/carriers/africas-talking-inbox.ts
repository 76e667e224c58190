/** The inbox of Africa's Talking, on its official SDK. */
import { types } from 'node:util';
import { z } from 'zod';
import { type AfricasTalkingOptions, formatMessagingUrl } from './africas-talking.gateway.js';
import { createSdkSms, runCall, type SdkSms, type SmsCall } from './africas-talking-sdk.js';
import { CarrierInbox, type InboxMessage, type InboxPage } from './carrier-inbox.js';
import { readFailure, readHttpStatus } from './http-answers.js';

const DEFAULT_TIMEOUT_MS = 15_000; // as for a text
const MAX_ANSWER_BYTES = 4 * 1024 * 1024; // some 20,000 messages

const entry = z.object({
  id: z.union([z.int().nonnegative(), z.string().regex(/^\d{1,15}$/)]).transform((id) => String(Number(id))),
  from: z.string().max(200),
  text: z.string(),
  to: z
    .union([z.string().max(40), z.int()])
    .transform(String)
    .nullable()
    .catch(null),
  date: z.string().max(60).nullable().catch(null),
});
const answerBody = z.object({ SMSMessageData: z.object({ Messages: z.array(z.unknown()) }) });

export class AfricasTalkingInbox extends CarrierInbox {
  readonly carrier = 'africastalking';
  // Private by the language, so that printing the inbox shows no key.
  readonly #options: AfricasTalkingOptions;
  #sms: SdkSms | undefined;

  constructor(options: AfricasTalkingOptions) {
    super();
    this.#options = { ...options };
  }

  async list(afterId: string, stop: AbortSignal): Promise<InboxPage> {
    const { username, apiKey, baseUrl, timeoutMs = DEFAULT_TIMEOUT_MS } = this.#options;
    this.#sms ??= createSdkSms({ username, apiKey });
    const sms = this.#sms;
    const query = new URLSearchParams({ username, lastReceivedId: afterId });
    const call: SmsCall = {
      url: `${formatMessagingUrl(username, baseUrl)}?${query}`,
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), stop]),
      maxAnswerBytes: MAX_ANSWER_BYTES,
      isRequested: false,
      isConnected: false,
    };
    try {
      return readPage(await runCall(call, () => sms.fetchMessages({ lastReceivedId: afterId })));
    } catch (error) {
      return { outcome: 'trouble', reason: reasonOf(error, call) };
    }
  }
}

function readPage(body: unknown): InboxPage {
  const parsed = answerBody.safeParse(body);
  if (!parsed.success) return { outcome: 'trouble', reason: 'answer-unreadable' };
  const entries = parsed.data.SMSMessageData.Messages;
  const messages = entries.flatMap((one): InboxMessage[] => {
    const { success, data } = entry.safeParse(one);
    return success ? [data] : [];
  });
  messages.sort((a, b) => Number(a.id) - Number(b.id));
  return { outcome: 'listed', messages, unreadable: entries.length - messages.length };
}

/** Takes from the SDK's error only what is safe: its `config` holds the API key. */
function reasonOf(error: unknown, call: SmsCall): string {
  if (!types.isNativeError(error)) return 'answer-unreadable'; // it rejects with the body of a 2xx that is not 200
  const { response, code, message } = error as { response?: { status: number }; code?: unknown; message?: unknown };
  const isAnswer = response !== undefined && response.status >= 300;
  const result = isAnswer
    ? readHttpStatus(response.status, undefined)
    : readFailure({ code, message }, call.isConnected);
  return 'reason' in result ? result.reason : 'answer-unreadable';
}
