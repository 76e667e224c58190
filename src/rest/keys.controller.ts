/** The public keys that every signature of this service can be checked against. */
import { Controller, Get, Inject } from '@nestjs/common';
import { Public } from '../auth/access.decorators.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';

@Public()
@Controller('.well-known')
export class KeysController {
  constructor(@Inject(SigningKeysService) private readonly keys: SigningKeysService) {}

  @Get('jwks.json')
  jwks() {
    return this.keys.jwks();
  }
}
