/** What a key's holder signs requests with: derived from the data key and the key's id, kept nowhere. */
import { Inject, Injectable } from '@nestjs/common';
import { DataKeyService } from '../sealing/data-key.service.js';

@Injectable()
export class SigningSecretsService {
  constructor(@Inject(DataKeyService) private readonly dataKey: DataKeyService) {}

  /** The text whose UTF-8 bytes are the HMAC key. */
  async of(keyId: string): Promise<string> {
    return `ndysk_${(await this.dataKey.derive(`ndiyo/signing ${keyId}`)).toString('hex')}`;
  }
}
