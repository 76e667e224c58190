/** A credential that is there but wrong: unless somebody needs to know more, the same answer whatever is wrong with it. */
import { Problem } from '../problems/problem.js';

export type Scheme = 'Api-Key' | 'Bearer' | 'Signature';

export const refused = (scheme: Scheme, detail = 'The credential is not valid here'): Problem =>
  new Problem('unauthorized', detail, {
    headers: { 'WWW-Authenticate': `${scheme} realm="ndiyo", error="invalid_token"` },
  });
