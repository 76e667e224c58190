/** Where Africa's Talking, or a relay that signs, posts what happened. 200 for all that is proven and stored. */
import { Controller, HttpCode, Inject, Logger, Post, Req, Res } from '@nestjs/common';
import { SkipThrottle } from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorators.js';
import type { CallbackKind } from '../carriers/callback-address.js';
import { ENV, type Env } from '../config/env.js';
import { Problem } from '../problems/problem.js';
import { addressOf, RateLimitsService } from '../throttling/rate-limits.service.js';
import { checkProof, type ProofRules } from './callback-proof.js';
import { CallbacksService } from './callbacks.service.js';

const TAKEN = { status: 'received' };

type Callback = FastifyRequest<{ Params: { token?: string } }>;

@Public()
@SkipThrottle()
@Controller('api/v1')
export class AfricasTalkingController {
  private readonly log = new Logger('callbacks');
  private readonly rules: ProofRules;

  constructor(
    @Inject(ENV) env: Env,
    @Inject(CallbacksService) private readonly callbacks: CallbacksService,
    @Inject(RateLimitsService) private readonly limits: RateLimitsService,
  ) {
    const { secret, previousSecret, requireTimestamp } = env.webhook;
    this.rules = { secrets: [secret, previousSecret].filter((one) => one !== null), requireTimestamp };
  }

  @Post(['webhooks/africastalking/sms', 'webhooks/africastalking/sms/:token', 'sms/webhook', 'sms/webhook/:token'])
  @HttpCode(200)
  sms(@Req() request: Callback, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.take('sms', request, reply);
  }

  @Post(['webhooks/africastalking/delivery', 'webhooks/africastalking/delivery/:token'])
  @HttpCode(200)
  delivery(@Req() request: Callback, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.take('delivery', request, reply);
  }

  @Post(['webhooks/africastalking/opt-out', 'webhooks/africastalking/opt-out/:token'])
  @HttpCode(200)
  optOut(@Req() request: Callback, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.take('opt-out', request, reply);
  }

  private async take(kind: CallbackKind, request: Callback, reply: FastifyReply) {
    const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const proven = { kind, token: request.params.token, rawBody, ...proofHeaders(request.raw.rawHeaders) };
    const now = new Date();
    const verdict = checkProof(proven, this.rules, now);
    if ('fault' in verdict) {
      this.log.warn(`a ${kind} callback was refused: ${verdict.fault}`);
      // Only what proves nothing is limited by address: the carrier sends all its callbacks from a few.
      await this.limits.count('proofs', addressOf(request), reply);
      throw new Problem('callback-not-proven', 'This callback carries no valid proof that the carrier sent it', {
        headers: { 'WWW-Authenticate': 'Signature realm="callbacks"' },
      });
    }
    await this.callbacks.receive({ kind, rawBody, proof: verdict.proof }, now);
    return TAKEN;
  }
}

/** Node joins repeated headers; a repeated proof must be seen as such. */
function proofHeaders(rawHeaders: string[]): { signatures: string[]; timestamps: string[] } {
  const valuesOf = (name: string) =>
    rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]!.toLowerCase() === name);
  return { signatures: valuesOf('x-signature'), timestamps: valuesOf('x-timestamp') };
}
