/** Operators sign in, stay signed in, and sign out. Nothing here is kept by a cache. */
import { Body, Controller, Header, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { CurrentCaller, Public, PublicByCaller, SignedInOnly } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { operatorName } from '../operators/operators.service.js';
import { LoginsService } from '../sign-in/logins.service.js';
import { LogoutsService } from '../sign-in/logouts.service.js';
import { PasswordChangesService } from '../sign-in/password-changes.service.js';
import { RefreshesService } from '../sign-in/refreshes.service.js';
import { refusedRefresh } from '../sign-in/refusals.js';
import type { TokenPair } from '../sign-in/token-pair.js';
import { Limited } from '../throttling/throttling.decorators.js';
import { SignInGuard } from './sign-in.guard.js';
import {
  type LoginBody,
  type LogoutBody,
  loginSchema,
  logoutSchema,
  type PasswordBody,
  passwordSchema,
  refreshSchema,
} from './sign-in.schemas.js';
import { signedIn } from './signed-in-caller.js';

@Limited('login')
@UseGuards(SignInGuard)
@Controller('api/v1/auth')
export class LoginController {
  constructor(
    @Inject(LoginsService) private readonly logins: LoginsService,
    @Inject(RefreshesService) private readonly refreshes: RefreshesService,
    @Inject(LogoutsService) private readonly logouts: LogoutsService,
    @Inject(PasswordChangesService) private readonly passwordChanges: PasswordChangesService,
  ) {}

  @Post('login')
  @Public()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async login(@Body({ schema: loginSchema }) body: LoginBody) {
    return shown(await this.logins.login(body, new Date()));
  }

  @Post('refresh')
  @Public()
  @Limited('others')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async refresh(@Body({ schema: refreshSchema }) body: { refresh_token: string }) {
    const pair = await this.refreshes.refresh(body.refresh_token, new Date());
    if (!pair) throw refusedRefresh();
    return shown(pair);
  }

  @Post('logout')
  @Limited('others')
  @PublicByCaller()
  @HttpCode(204)
  async logout(@Body({ schema: logoutSchema }) body: LogoutBody, @CurrentCaller() caller: Caller | undefined) {
    const { refresh_token: refreshToken } = body;
    if (refreshToken !== undefined) return this.logouts.logout({ refreshToken }, new Date());
    const { id, sessionId } = signedIn(caller);
    return this.logouts.logout({ id: sessionId, subject: operatorName(id) }, new Date());
  }

  @Post('password')
  @SignedInOnly()
  @HttpCode(204)
  changePassword(@Body({ schema: passwordSchema }) body: PasswordBody, @CurrentCaller() caller: Caller) {
    return this.passwordChanges.change(signedIn(caller), body.current, body.new, new Date());
  }
}

const shown = ({ token, refreshToken, expiresIn }: TokenPair) => ({
  token,
  refresh_token: refreshToken,
  expires_in: expiresIn,
});
