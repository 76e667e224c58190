/** What signing in, and refreshing, gives. */
import type { Issued } from '../tokens/session-tokens.service.js';

export interface TokenPair extends Issued {
  refreshToken: string;
}
