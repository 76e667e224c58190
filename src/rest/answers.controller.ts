/** A party says yes or no over REST, by the number it was asked at. Anybody may call; the number, or a code, decides. */
import { Body, Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/access.decorators.js';
import { ENV, type Env } from '../config/env.js';
import { maskPhone } from '../phones/phone-number.js';
import { PhoneAnswersService } from '../replies/phone-answers.service.js';
import { type AnswerBody, confirmSchema, declineSchema } from './answers.schemas.js';
import { assertId } from './contract-reads.service.js';
import { phoneOf } from './proposal-request.js';

@Public()
@Controller('api/v1/contracts/:id')
export class AnswersController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(PhoneAnswersService) private readonly answers: PhoneAnswersService,
  ) {}

  @Post('confirm')
  @HttpCode(200)
  confirm(
    @Param('id') id: string,
    @Body({ schema: confirmSchema }) body: AnswerBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.take(id, 'yes', body, reply);
  }

  @Post('decline')
  @HttpCode(200)
  decline(
    @Param('id') id: string,
    @Body({ schema: declineSchema }) body: AnswerBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.take(id, 'no', body, reply);
  }

  private async take(id: string, answer: 'yes' | 'no', { code, reason, ...body }: AnswerBody, reply: FastifyReply) {
    assertId(id);
    const phoneNumber = phoneOf(body.phone_number, this.env);
    const result = await this.answers.answer(id, { answer, phoneNumber, code, reason }, new Date());
    if ('codeExpiresAt' in result) {
      reply.status(202);
      return { status: 'code_sent', expires_at: result.codeExpiresAt };
    }
    return {
      status: result.contract.status,
      contract_id: id,
      signed_by: maskPhone(phoneNumber),
      all_signed: result.isAllSigned,
    };
  }
}
