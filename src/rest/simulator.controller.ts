/** The simulated phones over REST. Where a real carrier is configured, nothing is here. */
import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { CurrentCaller, Open } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { SimulatorPlayersService } from '../carriers/simulator-players.service.js';
import { ENV, type Env } from '../config/env.js';
import { phoneOf } from './proposal-request.js';
import {
  type MessagesQuery,
  messagesSchema,
  type OutcomeBody,
  outcomeSchema,
  type ReplyBody,
  replySchema,
} from './simulator.schemas.js';

@Controller('api/v1/simulator')
export class SimulatorController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(SimulatorPlayersService) private readonly players: SimulatorPlayersService,
  ) {}

  @Get('messages')
  @Open('messages:read')
  async messages(
    @Query({ schema: messagesSchema }) { phone_number: text }: MessagesQuery,
    @CurrentCaller() caller: Caller,
  ) {
    const phoneNumber = text === undefined ? null : phoneOf(text.trim(), this.env, 'invalid-parameter');
    return { messages: await this.players.list(caller, phoneNumber) };
  }

  @Post('replies')
  @Open('contracts:write')
  @HttpCode(202)
  async reply(@Body({ schema: replySchema }) { phone_number, text }: ReplyBody, @CurrentCaller() caller: Caller) {
    await this.players.reply(caller, phoneOf(phone_number, this.env), text);
    return { status: 'sent' };
  }

  @Post('outcomes')
  @Open('contracts:write')
  @HttpCode(200)
  async outcome(
    @Body({ schema: outcomeSchema }) { phone_number: text, outcome }: OutcomeBody,
    @CurrentCaller() caller: Caller,
  ) {
    const phoneNumber = phoneOf(text, this.env);
    await this.players.setOutcome(caller, phoneNumber, outcome);
    return { phone_number: phoneNumber, outcome };
  }
}
