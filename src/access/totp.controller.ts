/** An operator's authenticator: set up, verified, disabled. */
import { Body, Controller, Header, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { CurrentCaller, SignedInOnly } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { SecondFactorService } from '../sign-in/second-factor.service.js';
import { Limited } from '../throttling/throttling.decorators.js';
import { SignInGuard } from './sign-in.guard.js';
import { type DisableBody, disableSchema, verifySchema } from './sign-in.schemas.js';
import { signedIn } from './signed-in-caller.js';

@SignedInOnly()
@Limited('login')
@UseGuards(SignInGuard)
@Controller('api/v1/auth/totp')
export class TotpController {
  constructor(@Inject(SecondFactorService) private readonly secondFactor: SecondFactorService) {}

  @Post('setup')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async setUp(@CurrentCaller() caller: Caller) {
    const { secret, uri, qr } = await this.secondFactor.setUp(signedIn(caller).id);
    return { secret, otpauth_uri: uri, qr_code: qr };
  }

  @Post('verify')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async verify(@Body({ schema: verifySchema }) body: { totp_code: string }, @CurrentCaller() caller: Caller) {
    return { recovery_codes: await this.secondFactor.turnOn(signedIn(caller).id, body.totp_code, new Date()) };
  }

  @Post('disable')
  @HttpCode(204)
  disable(@Body({ schema: disableSchema }) body: DisableBody, @CurrentCaller() caller: Caller) {
    return this.secondFactor.turnOff(signedIn(caller).id, body.password, body.totp_code, new Date());
  }
}
