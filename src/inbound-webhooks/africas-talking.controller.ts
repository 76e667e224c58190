/** Where Africa's Talking, or a relay that signs, posts what happened. 200 for all that is proven and stored. */
import { Body, Controller, HttpCode, Inject, Logger, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorators.js';
import type { CallbackKind } from '../carriers/callback-address.js';
import { ENV, type Env } from '../config/env.js';
import { Problem } from '../problems/problem.js';
import { checkProof, type ProofRules } from './callback-proof.js';
import { CallbacksService } from './callbacks.service.js';

const TAKEN = { status: 'received' };

@Public()
@Controller('api/v1')
export class AfricasTalkingController {
  private readonly log = new Logger('callbacks');
  private readonly rules: ProofRules;

  constructor(
    @Inject(ENV) env: Env,
    @Inject(CallbacksService) private readonly callbacks: CallbacksService,
  ) {
    const { secret, previousSecret, requireTimestamp } = env.webhook;
    this.rules = { secrets: [secret, previousSecret].filter((one) => one !== null), requireTimestamp };
  }

  @Post(['webhooks/africastalking/sms', 'webhooks/africastalking/sms/:token', 'sms/webhook', 'sms/webhook/:token'])
  @HttpCode(200)
  sms(@Req() request: FastifyRequest, @Body() body: unknown, @Param('token') token?: string) {
    return this.take('sms', request, body, token);
  }

  @Post(['webhooks/africastalking/delivery', 'webhooks/africastalking/delivery/:token'])
  @HttpCode(200)
  delivery(@Req() request: FastifyRequest, @Body() body: unknown, @Param('token') token?: string) {
    return this.take('delivery', request, body, token);
  }

  @Post(['webhooks/africastalking/opt-out', 'webhooks/africastalking/opt-out/:token'])
  @HttpCode(200)
  optOut(@Req() request: FastifyRequest, @Body() body: unknown, @Param('token') token?: string) {
    return this.take('opt-out', request, body, token);
  }

  private async take(kind: CallbackKind, request: FastifyRequest, body: unknown, token: string | undefined) {
    const rawBody = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const { rawHeaders } = request.raw;
    const proven = { kind, token, rawBody, ...proofHeaders(rawHeaders) };
    const now = new Date();
    const verdict = checkProof(proven, this.rules, now);
    if ('fault' in verdict) {
      this.log.warn(`a ${kind} callback was refused: ${verdict.fault}`);
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
