/** Where the app of android-sms-gateway posts what its phone heard and did. 200 for all that is proven and stored. */
import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { SkipThrottle } from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorators.js';
import { ENV, type Env } from '../config/env.js';
import { AndroidCallbacksService } from './android-callbacks.service.js';
import { faultOfAndroid } from './android-proof.js';
import { proofHeaders } from './proof-headers.js';
import { ProofRefusalsService } from './proof-refusals.service.js';

@Public()
@SkipThrottle()
@Controller('api/v1/webhooks/android')
export class AndroidController {
  private readonly keys: string[];

  constructor(
    @Inject(ENV) { webhook }: Env,
    @Inject(AndroidCallbacksService) private readonly callbacks: AndroidCallbacksService,
    @Inject(ProofRefusalsService) private readonly refusals: ProofRefusalsService,
  ) {
    this.keys = [webhook.androidKey, webhook.androidKeyPrevious].filter((key) => key !== null);
  }

  @Post()
  @HttpCode(200)
  async take(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const now = new Date();
    const headers = proofHeaders(request.raw.rawHeaders);
    const fault = faultOfAndroid({ ...headers, rawBody }, this.keys, now);
    if (fault) return this.refusals.refuse(`an android callback was refused: ${fault}`, request, reply);
    await this.callbacks.receive(rawBody, now);
    return { status: 'received' };
  }
}
