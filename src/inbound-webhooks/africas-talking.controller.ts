/** Where Africa's Talking, or a relay that signs, posts what happened. 200 for all that is proven and stored. */
import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { SkipThrottle } from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorators.js';
import type { CallbackKind } from '../carriers/callback-address.js';
import { ENV, type Env } from '../config/env.js';
import { checkProof, type ProofRules } from './callback-proof.js';
import { CallbacksService } from './callbacks.service.js';
import { proofHeaders } from './proof-headers.js';
import { ProofRefusalsService } from './proof-refusals.service.js';

const TAKEN = { status: 'received' };

type Callback = FastifyRequest<{ Params: { token?: string } }>;

@Public()
@SkipThrottle()
@Controller('api/v1')
export class AfricasTalkingController {
  private readonly rules: ProofRules;

  constructor(
    @Inject(ENV) env: Env,
    @Inject(CallbacksService) private readonly callbacks: CallbacksService,
    @Inject(ProofRefusalsService) private readonly refusals: ProofRefusalsService,
  ) {
    const { secret, previousSecret, requireTimestamp } = env.webhook;
    const secrets = [secret, previousSecret].filter((one) => one !== null);
    // Another carrier is sent through without WEBHOOK_SECRET, and that must not open this door.
    this.rules = { secrets, requireTimestamp, isUnprovenTaken: env.gateway === 'simulator' };
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
      return this.refusals.refuse(`a ${kind} callback was refused: ${verdict.fault}`, request, reply);
    }
    await this.callbacks.receive({ kind, rawBody, proof: verdict.proof }, now);
    return TAKEN;
  }
}
