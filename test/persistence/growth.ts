/** What is small in a service that has run for years, and what is not. */

/** Filled by the hands of a deployment's own people, or with a row for each carrier, server or key. */
const SMALL_TABLES = new Set([
  ...['accounts', 'operators', 'recovery_codes', 'service_accounts', 'service_keys', 'subject_links', 'api_keys'],
  ...['data_keys', 'signing_keys', 'key_revocations', 'webhook_endpoints', 'webhook_secrets', 'webhook_fan_out'],
  ...['inboxes', 'paused_prefixes', 'answered_prefixes', 'migrations', 'sqlite_master'],
  ...['simulator_phones', 'simulator_texts'], // never in production
]);

/** One value of such a column has a few rows, however many the table has. */
const NARROW_COLUMNS = new Set([
  ...[
    'id',
    'rowid',
    'contract_id',
    'party_id',
    'phone_number',
    'order_key',
    'payload',
    'carrier_id',
    'subject',
    'code',
  ],
  ...['text_hash', 'inbox_id', 'message_id', 'callback_key', 'delivery_id', 'session_id', 'token_hash', 'kid'],
  ...['manage_token_hash', 'external_id', 'leaf_index', 'position', 'seq', 'dedupe_key', 'day', 'prefix'],
]);

/** Read in stretches of a fixed length: who asks says from where and how far. */
const STRETCHES = /\b(leaf_index|position)\b.*<.*\1|\b(leaf_index|position)\b.*>.*\2/;

/** Predicates of partial indexes that hold only what still waits for something. */
const WAITING = /'pending'|'parked'|'dead'|'sent'|open_until|remind_at|reviewed_at/;

export const isSmall = (table: string): boolean => SMALL_TABLES.has(table);

/** Whether what an index was asked for is a few rows; `columns` are those that must equal something. */
export const isFew = (condition: string, columns: string[]): boolean =>
  columns.some((column) => NARROW_COLUMNS.has(column)) || STRETCHES.test(condition);
export const isOfWaiting = (predicate: string): boolean => WAITING.test(predicate);
