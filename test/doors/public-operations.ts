/** What needs no credential, whole: a route that is not here asks for one, or a test fails. */
const C = '/api/v1/contracts';
const W = '/api/v1/webhooks/africastalking';

/** Under rules of their own: a number or a code, the carrier's proof, a password. */
export const PUBLIC_ROUTES: readonly string[] = [
  ...['GET /livez', 'GET /readyz', 'GET /health'],
  ...['GET /.well-known/jwks.json', 'GET /problems', 'GET /problems/{kind}', 'GET /assets/{name}'],
  ...['GET /', 'POST /c', 'GET /console/sign-in', 'POST /console/sign-in'],
  ...['checkpoint', 'proof/inclusion', 'proof/consistency'].map((name) => `GET /api/v1/log/${name}`),
  ...['GET /c/{code}', 'GET /c/{code}/receipt.json', 'GET /c/{code}/receipt.pdf'],
  ...[`POST ${C}/{id}/confirm`, `POST ${C}/{id}/decline`],
  ...['sms', 'delivery', 'opt-out'].flatMap((kind) => [`POST ${W}/${kind}`, `POST ${W}/${kind}/{token}`]),
  'POST /api/v1/webhooks/android',
  ...['POST /api/v1/sms/webhook', 'POST /api/v1/sms/webhook/{token}'],
  ...['login', 'refresh', 'logout'].map((name) => `POST /api/v1/auth/${name}`),
  'POST /api/v1/oauth/token',
  ...['POST /api/v1/receipts/verify', 'GET /verify'],
].sort();
