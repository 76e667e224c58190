import { Injectable } from '@nestjs/common';

/** Where this process listens, known once it does. The simulated carrier calls back to it. */
@Injectable()
export class OwnAddress {
  url: string | null = null;
}
