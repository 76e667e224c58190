/** The ways to send a credential, as OpenAPI security schemes. Which of them count is configured. */
import type { DocumentBuilder } from '@nestjs/swagger';

const SIGNED = `Over METHOD, host, path with query, X-API-Timestamp, X-API-Nonce and the hex SHA-256 of the body, one a line:
v1=<hex HMAC-SHA256 by the key's signing secret>. X-API-Key then holds the key's key_id, and no nonce counts twice.`;

export const addSecurity = (document: DocumentBuilder): DocumentBuilder =>
  document
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'api_key')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Signature', description: SIGNED }, 'signed_request')
    .addBearerAuth({ type: 'http', description: 'An access token, or the manage_token of one contract' }, 'bearer');

/** Any one of them. */
export const CREDENTIALS: Record<string, string[]>[] = [
  { api_key: [] },
  { bearer: [] },
  { api_key: [], signed_request: [] },
];
