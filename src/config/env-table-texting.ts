/** Variables of what texts may cost, and whom they may pester. */
import * as kind from './env-kinds.js';
import { isCountry, row } from './env-row.js';

export const texting = {
  SMS_COUNTRIES: row(
    kind.list('ISO 3166 country codes such as KE,UG,TZ', isCountry).optional(),
    'countries that may be texted; all, in open production that of DEFAULT_REGION',
    'KE,UG,TZ',
  ),
  SMS_BUDGET: row(
    kind.integer(0, 100_000_000).optional(),
    'segments an account may have sent a day (UTC); no limit, in open production 1000',
    '1000',
  ),
  SMS_BUDGET_TOTAL: row(
    kind.integer(0, 100_000_000).optional(),
    'segments all accounts together may have sent a day (UTC); no limit',
    '20000',
  ),
  INVITATIONS_PER_DAY: row(
    kind.integer(1, 1_000_000).optional(),
    'invitations to one number within 24 hours; no limit, in open production 3',
    '3',
  ),
  SMS_PER_NUMBER: row(
    kind.integer(1, 1_000_000).optional(),
    'texts to one number within 24 hours; no limit, in open production 20',
    '20',
  ),
  SMS_PER_PREFIX: row(
    kind.integer(1, 100_000_000).optional(),
    'texts to one dial prefix within 24 hours; no limit, in open production 500',
    '500',
  ),
  SMS_UNANSWERED_LIMIT: row(
    kind.integer(1, 100_000_000).optional(),
    'unanswered texts that pause a dial prefix; never, in open production 50',
    '50',
  ),
};
