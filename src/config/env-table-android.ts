/** Variables of an Android phone that texts, through android-sms-gateway. */
import * as kind from './env-kinds.js';
import { ANY_TOKEN, filled, row } from './env-row.js';

export const android = {
  ANDROID_SMS_URL: row(
    kind.webAddress().optional(),
    "the API's address: of a private server, the public one, or the phone itself",
    'https://sms.example.com/3rdparty/v1',
  ),
  ANDROID_SMS_USERNAME: row(
    kind.pattern('a user name without a colon', /^[^:\s]{1,200}$/).optional(),
    'user name that the app shows',
    'ABC123',
  ),
  ANDROID_SMS_PASSWORD: row(filled(), 'password that the app shows', 'the-password-shown'),
  ANDROID_SMS_DEVICE_ID: row(
    kind.pattern('an id of letters, digits, - and _', /^[\w-]{1,64}$/).optional(),
    'the phone that sends, so that a lost answer can be repaired; unset: any of them',
    'Kx3vTq9LmZ-2cWfYb7RnA',
  ),
  ANDROID_SMS_SIGNING_KEY: row(
    filled(),
    "proves that a callback comes from the phone: the app's signing key",
    ANY_TOKEN,
  ),
  ANDROID_SMS_SIGNING_KEY_PREVIOUS: row(filled(), 'the former one, while you rotate', ANY_TOKEN),
  ANDROID_SMS_NUMBER: row(
    kind.pattern('a telephone number such as +254712345678', /^\+\d{7,15}$/).optional(),
    "the phone's own number, printed on certificates",
    '+254712345678',
  ),
};
