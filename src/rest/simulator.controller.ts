/** The simulated phones over REST. Where a real carrier is configured, nothing is here. */
import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { CurrentCaller, Open } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { SIMULATOR_OUTCOMES, SimulatorGateway } from '../carriers/simulator.gateway.js';
import { SimulatorPhonesService } from '../carriers/simulator-phones.service.js';
import { SmsGateway } from '../carriers/sms.gateway.js';
import { ENV, type Env } from '../config/env.js';
import { Problem } from '../problems/problem.js';
import { phoneOf } from './proposal-request.js';

const phone_number = z.string({ error: 'must be a telephone number such as +254712345678' });
const OUTCOMES = { error: `must be one of ${SIMULATOR_OUTCOMES.join(', ')}` };

const messagesSchema = z.strictObject({ phone_number: phone_number.optional() });
const OBJECT_RULE = { error: 'must be a JSON object' };
const replySchema = z.strictObject(
  {
    phone_number,
    text: z.string({ error: 'must be text' }).max(1_000, { error: 'may have at most 1000 characters' }),
  },
  OBJECT_RULE,
);
const outcomeSchema = z.strictObject({ phone_number, outcome: z.enum(SIMULATOR_OUTCOMES, OUTCOMES) }, OBJECT_RULE);

@Controller('api/v1/simulator')
export class SimulatorController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(SmsGateway) private readonly gateway: SmsGateway,
    @Inject(SimulatorPhonesService) private readonly phones: SimulatorPhonesService,
  ) {}

  @Get('messages')
  @Open('messages:read')
  async messages(
    @Query({ schema: messagesSchema }) query: z.infer<typeof messagesSchema>,
    @CurrentCaller() caller: Caller,
  ) {
    this.simulator();
    const phoneNumber = query.phone_number === undefined ? null : phoneOf(query.phone_number.trim(), this.env);
    return { messages: await this.phones.list(phoneNumber, accountOf(caller)) };
  }

  @Post('replies')
  @Open('contracts:write')
  @HttpCode(202)
  async reply(@Body({ schema: replySchema }) body: z.infer<typeof replySchema>, @CurrentCaller() caller: Caller) {
    const phoneNumber = phoneOf(body.phone_number, this.env);
    const simulator = this.simulator();
    await this.assertMayPlay(phoneNumber, caller);
    await simulator.reply(phoneNumber, body.text);
    return { status: 'sent' };
  }

  @Post('outcomes')
  @Open('contracts:write')
  @HttpCode(200)
  async outcome(
    @Body({ schema: outcomeSchema }) { phone_number: text, outcome }: z.infer<typeof outcomeSchema>,
    @CurrentCaller() caller: Caller,
  ) {
    const phoneNumber = phoneOf(text, this.env);
    const simulator = this.simulator();
    await this.assertMayPlay(phoneNumber, caller);
    await simulator.setOutcome(phoneNumber, outcome);
    return { phone_number: phoneNumber, outcome };
  }

  private simulator(): SimulatorGateway {
    if (this.gateway instanceof SimulatorGateway) return this.gateway;
    throw new Problem('not-found', 'There is no simulator here: a real carrier is configured');
  }
  private async assertMayPlay(phoneNumber: string, caller: Caller): Promise<void> {
    const accountId = accountOf(caller);
    if (accountId === null || !(await this.phones.isForeign(phoneNumber, accountId))) return;
    throw new Problem('not-found', 'That phone is asked about contracts of other accounts only');
  }
}

/** Null where there are no accounts to keep apart: for admins, and where anybody may play the phones. */
const accountOf = ({ kind, isAdmin, accountId }: Caller): string | null =>
  isAdmin || kind === 'anonymous' ? null : accountId;
