/** Anybody may ask what a receipt is worth: the verifier's words, with the keys of this service as the trusted ones. */
import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BODY_LIMIT } from '../app.setup.js';
import { Public } from '../auth/access.decorators.js';
import { verifyBytes } from '../crypto/ed25519.js';
import { chooseLanguage } from '../look/language.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import { addressOf, RateLimitsService } from '../throttling/rate-limits.service.js';
import { verifyReceipt } from '../verifier/verify-receipt.js';

type KeySet = Awaited<ReturnType<SigningKeysService['jwks']>>;

// Reading the keys costs a third as much as the verification; one revoked by command counts a second later.
const KEYS_KEPT_MS = 1_000;

@Public()
@Controller('api/v1/receipts')
export class ReceiptsController {
  private kept: { keys: KeySet; until: number } | null = null;

  constructor(
    @Inject(SigningKeysService) private readonly keys: SigningKeysService,
    @Inject(RateLimitsService) private readonly limits: RateLimitsService,
  ) {}

  /** Any text is judged. The portable check of signatures takes 40 ms a receipt; with the one of Node it is 1 ms. */
  @Post('verify')
  @HttpCode(200)
  async verify(
    @Body() body: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const text = body ?? '';
    await this.countSize(text, request, reply);
    const language = chooseLanguage(undefined, request.headers['accept-language'], 'en');
    reply.header('Content-Language', language);
    const verdict = verifyReceipt(text, { jwks: await this.trustedKeys() }, language, verifyBytes);
    const { outcome, summary, checks, notProven, contract_id = null, status = null } = verdict;
    return {
      valid: outcome === 'valid',
      ...{ outcome, summary, contract_id, status },
      checks: checks.map(({ name, ok, detail }) => ({ name, ok, detail })),
      not_proven: notProven,
    };
  }

  private async trustedKeys(): Promise<KeySet> {
    const now = performance.now();
    if (this.kept === null || this.kept.until < now) {
      this.kept = { keys: await this.keys.jwks(), until: now + KEYS_KEPT_MS };
    }
    return this.kept.keys;
  }

  /** Work grows with the receipt: it counts as one call for each piece of the size that other bodies may have. */
  private async countSize(text: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    for (let counted = BODY_LIMIT; counted < text.length; counted += BODY_LIMIT) {
      await this.limits.count('others', addressOf(request), reply);
    }
  }
}
