/** What both servers are told: fixed, so that a run can be repeated, and secret to nobody. */
export const API_KEY = 'bench-key-4b1f60c7e29d8a35';
export const WEBHOOK_SECRET = 'bench-webhook-9d27c1f4a6b80e53';
export const SECRET_KEY = 'bench-secret-c3f58e1a70d9b246';
/** Seed of the Ed25519 key that signs (RFC 8032 section 5.1.5), in hex. */
export const SIGNING_SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';

export const DATABASE_FILE = 'ndiyo.sqlite';
export const CONTRACTS_PATH = '/api/v1/contracts';
export const CALLBACK_PATH = '/api/v1/webhooks/africastalking/sms';
export const CONNECTIONS = 32;
export const WARM_UP_SECONDS = 4;
/** Load before a round counts: a server that stood still comes back to speed. */
export const RAMP_SECONDS = 1;
