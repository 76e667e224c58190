/** The headers that many operations share, as OpenAPI objects. */
const whole = (description: string) => ({ description, schema: { type: 'integer' } });
const text = (description: string) => ({ description, schema: { type: 'string' } });

export const RATE_HEADERS = {
  'X-RateLimit-Limit': whole('Calls a minute this caller may make'),
  'X-RateLimit-Remaining': whole('How many are left'),
  'X-RateLimit-Reset': whole('When the count begins anew, in seconds since 1970'),
  'X-RateLimit-Reset-After': whole('The same, in seconds from now'),
  RateLimit: text('draft-ietf-httpapi-ratelimit-headers: the limit by its name, and what is left'),
  'RateLimit-Policy': text('draft-ietf-httpapi-ratelimit-headers: the limit'),
};

export const RECEIPT_CODE = { 'X-Receipt-Code': text('Opens `/c/<code>`, and answers `CHECK <code>` by SMS') };

export const RETRY_AFTER = { 'Retry-After': whole('Seconds to wait before another try') };

export const REPLAY_HEADER = {
  'Idempotency-Replayed': text('`true` when this is the kept answer of an earlier request'),
};

export const LAST_EVENT_ID = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'The id of the last event that came: the stream goes on after it. Before the parameter last_event_id',
  schema: { type: 'string' },
};

export const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'For 24 hours the same key and request get the first answer again, byte for byte',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};
