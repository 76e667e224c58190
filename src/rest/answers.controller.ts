/** A party says yes or no over REST, by the number it was asked at. Anybody may call; the number, or a code, decides. */
import { setTimeout as pause } from 'node:timers/promises';
import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { PublicByCaller } from '../auth/access.decorators.js';
import { ENV, type Env } from '../config/env.js';
import { maskPhone } from '../phones/phone-number.js';
import { Problem } from '../problems/problem.js';
import { PhoneAnswersService } from '../replies/phone-answers.service.js';
import { type LimitChoice, Limited } from '../throttling/throttling.decorators.js';
import { CurrentExchange, type Exchange } from '../writes/exchange.decorators.js';
import { WritesService } from '../writes/writes.service.js';
import { type AnswerBody, confirmSchema, declineSchema } from './answers.schemas.js';
import { assertId } from './contract-reads.service.js';
import { phoneOf } from './proposal-request.js';

const ANSWER_FLOOR_MS = 100;

/** Without a code it asks for one to be texted. Counted apart: tries must not use up the asking, nor asking the tries. */
const answerOrCode: LimitChoice = ({ body }, { confirmation }) =>
  confirmation.code === 'required' && (body as { code?: unknown } | null | undefined)?.code === undefined
    ? 'code'
    : 'confirm';

@PublicByCaller()
@Limited(answerOrCode)
@Controller('api/v1/contracts/:id')
export class AnswersController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(PhoneAnswersService) private readonly answers: PhoneAnswersService,
    @Inject(WritesService) private readonly writes: WritesService,
  ) {}

  @Post('confirm')
  @HttpCode(200)
  confirm(
    @Param('id') id: string,
    @Body({ schema: confirmSchema }) body: AnswerBody,
    @CurrentExchange() exchange: Exchange,
  ) {
    return this.take(id, 'yes', body, exchange);
  }

  @Post('decline')
  @HttpCode(200)
  decline(
    @Param('id') id: string,
    @Body({ schema: declineSchema }) body: AnswerBody,
    @CurrentExchange() exchange: Exchange,
  ) {
    return this.take(id, 'no', body, exchange);
  }

  private async take(id: string, answer: 'yes' | 'no', body: AnswerBody, exchange: Exchange) {
    assertId(id);
    const { code, reason } = body;
    const phoneNumber = phoneOf(body.phone_number, this.env);
    const now = new Date();
    // A party is texted, a stranger is not: neither may show in how long the answer takes.
    const floor = this.env.confirmation.code === 'required' ? pause(ANSWER_FLOOR_MS) : undefined;
    const answered = this.writes.run(exchange, now, async (tx) => {
      const result = await this.answers.answer(tx, id, { answer, phoneNumber, code, reason }, now);
      if (result instanceof Problem) return result;
      if ('codeExpiresAt' in result) {
        return { status: 202, body: { status: 'code_sent', expires_at: result.codeExpiresAt } };
      }
      const { contract, isAllSigned } = result;
      const signed_by = maskPhone(phoneNumber);
      return { status: 200, body: { status: contract.status, contract_id: id, signed_by, all_signed: isAllSigned } };
    });
    return answered.finally(() => floor);
  }
}
