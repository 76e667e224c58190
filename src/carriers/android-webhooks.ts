/** Tells the server of an Android phone where to post: one registration an event, replaced where it is there already. */
import { type AndroidAccount, postToServer } from './android-sms-server.js';

const TIMEOUT_MS = 15_000;

/** What a phone should tell us. */
export const ANDROID_EVENTS = ['sms:received', 'sms:sent', 'sms:delivered', 'sms:failed'] as const;

/** The app posts to nothing else; 127.0.0.1 is the phone itself, or a cable from it to this machine. */
export const isPostable = (url: string): boolean => /^https:|^http:\/\/127\.0\.0\.1[:/]/.test(url);

/** @throws Error with a sentence for the operator */
export async function registerWebhooks(
  account: AndroidAccount & { deviceId: string | null },
  url: string,
): Promise<void> {
  for (const event of ANDROID_EVENTS) {
    const id = `ndiyo-${event.replace(':', '-')}`;
    const body = { ...{ id, url, event }, ...(account.deviceId !== null && { deviceId: account.deviceId }) };
    const answer = await postToServer(account, '/webhooks', body, TIMEOUT_MS);
    if ('code' in answer) throw new Error(`The server at ANDROID_SMS_URL does not answer (${answer.code})`);
    if (answer.status === 401) throw new Error('The server refuses ANDROID_SMS_USERNAME or ANDROID_SMS_PASSWORD');
    if (answer.status >= 300) throw new Error(`The server answers ${answer.status} to the registration of ${event}`);
  }
}
