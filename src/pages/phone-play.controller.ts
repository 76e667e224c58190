/** What is done with the simulated phones: the sample contract, replies, and what the network does. */
import { Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CurrentCaller, PhonesPage } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { SimulatorPlayersService } from '../carriers/simulator-players.service.js';
import { ENV, type Env } from '../config/env.js';
import { ConsoleController } from '../console/console.decorators.js';
import { goTo } from '../console/console-frame.js';
import { readForm } from '../look/form.js';
import { SchemaPipe } from '../problems/schema-pipe.js';
import { phoneOf } from '../rest/proposal-request.js';
import { outcomeSchema, replySchema } from '../rest/simulator.schemas.js';
import { LANGUAGES } from '../texts/wording.js';
import { Limited } from '../throttling/throttling.decorators.js';
import { PhoneDeskService } from './phone-desk.service.js';
import { SampleContractsService } from './sample-contracts.service.js';

const LANGUAGE = z.enum(LANGUAGES, { error: `must be one of ${LANGUAGES.join(', ')}` });
const readingSchema = z.strictObject({ seller: LANGUAGE, buyer: LANGUAGE });

const PIPE = new SchemaPipe();

@ConsoleController('phones')
export class PhonePlayController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(SimulatorPlayersService) private readonly players: SimulatorPlayersService,
    @Inject(PhoneDeskService) private readonly desk: PhoneDeskService,
    @Inject(SampleContractsService) private readonly samples: SampleContractsService,
  ) {}

  @Post('contracts')
  @PhonesPage('contracts:write')
  @Limited('create')
  async make(
    @Req() request: FastifyRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.samples.make(caller, await formOf(request, readingSchema));
    return goTo(reply, '/phones#step-2');
  }

  @Post('replies')
  @PhonesPage('contracts:write')
  async reply(
    @Req() request: FastifyRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { phone_number, text } = await formOf(request, replySchema);
    const number = phoneOf(phone_number, this.env);
    await this.players.reply(caller, number, text);
    return goTo(reply, `/phones#${this.desk.idOf(number)}`);
  }

  @Post('outcomes')
  @PhonesPage('contracts:write')
  async setOutcome(
    @Req() request: FastifyRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { phone_number, outcome } = await formOf(request, outcomeSchema);
    const number = phoneOf(phone_number, this.env);
    await this.players.setOutcome(caller, number, outcome);
    return goTo(reply, `/phones#${this.desk.idOf(number)}`);
  }
}

/** @throws Problem that names each field that is wrong, as over REST */
const formOf = async <T>({ body }: FastifyRequest, schema: z.ZodType<T>): Promise<T> =>
  (await PIPE.transform(Object.fromEntries(readForm(body)), { type: 'body', schema })) as T;
