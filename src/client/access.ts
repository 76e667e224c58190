/** Who calls: the headers that prove it, made for each try. */
import type { Request } from './call.js';

export interface Proof {
  headers: Record<string, string>;
}

export interface Access {
  prove(request: Request): Promise<Proof>;
  /** After a 401: true when there is something else to try. */
  renew?(refused: Proof): Promise<boolean>;
}

export const always = (headers: Record<string, string>): Access => ({ prove: async () => ({ headers }) });

export const ANONYMOUS: Access = always({});
