/** What the service sees of an Android phone that texts. */
import type { Values } from './env-table.js';
import { hide } from './secrets.js';

export interface AndroidSms {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly deviceId: string | null;
}

/** The rules refuse this gateway without the three first names; '' only satisfies the type. */
export function shapeAndroid(values: Values): AndroidSms {
  return hide(
    {
      url: values.ANDROID_SMS_URL ?? '',
      username: values.ANDROID_SMS_USERNAME ?? '',
      password: values.ANDROID_SMS_PASSWORD ?? '',
      deviceId: values.ANDROID_SMS_DEVICE_ID ?? null,
    },
    'password',
  );
}
