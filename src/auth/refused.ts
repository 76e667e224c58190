/** A credential that is there but wrong: the same answer whatever is wrong with it. */
import { Problem } from '../problems/problem.js';

export const refused = (scheme: 'Api-Key' | 'Bearer'): Problem =>
  new Problem('unauthorized', 'The credential is not valid here', {
    headers: { 'WWW-Authenticate': `${scheme} realm="ndiyo", error="invalid_token"` },
  });
