/** What an issuer does to a contract: ask again, move it, change its terms. */
import { Body, Controller, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { CurrentCaller, Scopes } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { MovesService } from '../confirmations/moves.service.js';
import { ProposalsService } from '../confirmations/proposals.service.js';
import { allowedMoves, type IssuerMove, issuerMoveTo } from '../contracts/contract-status.js';
import { Problem } from '../problems/problem.js';
import type { Tx } from '../transactions/tx.js';
import { CurrentExchange, type Exchange } from '../writes/exchange.decorators.js';
import { WritesService } from '../writes/writes.service.js';
import { assertId, ContractReadsService } from './contract-reads.service.js';
import { type ChangeBody, changeSchema, moveSchema, resendSchema } from './contracts.schemas.js';

interface Reason {
  reason?: string | undefined;
}

@Controller('api/v1/contracts/:id')
export class MovesController {
  constructor(
    @Inject(MovesService) private readonly moves: MovesService,
    @Inject(ProposalsService) private readonly proposals: ProposalsService,
    @Inject(ContractReadsService) private readonly contracts: ContractReadsService,
    @Inject(WritesService) private readonly writes: WritesService,
  ) {}

  @Post('resend')
  @HttpCode(202)
  @Scopes('contracts:write')
  resend(
    @Param('id') id: string,
    @Body({ schema: resendSchema }) body: { party_id?: string | undefined },
    @CurrentCaller() caller: Caller,
    @CurrentExchange() exchange: Exchange,
  ) {
    assertId(id);
    const now = new Date();
    return this.writes.run(exchange, now, async (tx) => {
      const { asked, segments } = await this.moves.resend(tx, caller, id, body.party_id, now);
      return { status: 202, body: { contract_id: id, asked, estimated_segments: segments } };
    });
  }

  @Post('cancel')
  @HttpCode(200)
  @Scopes('contracts:write')
  cancel(
    @Param('id') id: string,
    @Body({ schema: moveSchema }) body: Reason,
    @CurrentCaller() caller: Caller,
    @CurrentExchange() exchange: Exchange,
  ) {
    return this.move(id, 'cancel', body, caller, exchange);
  }

  @Post('activate')
  @HttpCode(200)
  @Scopes('contracts:write')
  activate(
    @Param('id') id: string,
    @Body({ schema: moveSchema }) body: Reason,
    @CurrentCaller() caller: Caller,
    @CurrentExchange() exchange: Exchange,
  ) {
    return this.move(id, 'activate', body, caller, exchange);
  }

  @Post('complete')
  @HttpCode(200)
  @Scopes('contracts:write')
  complete(
    @Param('id') id: string,
    @Body({ schema: moveSchema }) body: Reason,
    @CurrentCaller() caller: Caller,
    @CurrentExchange() exchange: Exchange,
  ) {
    return this.move(id, 'complete', body, caller, exchange);
  }

  @Post('dispute')
  @HttpCode(200)
  @Scopes('contracts:write')
  dispute(
    @Param('id') id: string,
    @Body({ schema: moveSchema }) body: Reason,
    @CurrentCaller() caller: Caller,
    @CurrentExchange() exchange: Exchange,
  ) {
    return this.move(id, 'dispute', body, caller, exchange);
  }

  @Put()
  @Scopes('contracts:write')
  change(
    @Param('id') id: string,
    @Body({ schema: changeSchema }) { status, terms }: ChangeBody,
    @CurrentCaller() caller: Caller,
    @CurrentExchange() exchange: Exchange,
  ) {
    return this.write(id, caller, exchange, async (tx, now) => {
      if (status === undefined) return this.proposals.amend(tx, caller, id, terms!, now);
      const move = issuerMoveTo(status) ?? (await this.refuse(tx, caller, id, status));
      return this.moves.move(tx, caller, id, move, undefined, now);
    });
  }

  private async refuse(tx: Tx, caller: Caller, id: string, status: string): Promise<never> {
    const { contract } = await this.contracts.view(caller, id, tx);
    throw new Problem('move-not-allowed', `Nobody can set ${status}: the parties' answers and time decide that`, {
      members: { current_status: contract.status, allowed_moves: allowedMoves(contract.status) },
    });
  }

  private move(id: string, move: IssuerMove, { reason }: Reason, caller: Caller, exchange: Exchange) {
    return this.write(id, caller, exchange, (tx, now) => this.moves.move(tx, caller, id, move, reason, now));
  }

  /** Answers with the contract as it then stands. */
  private write(id: string, caller: Caller, exchange: Exchange, work: (tx: Tx, now: Date) => Promise<unknown>) {
    assertId(id);
    const now = new Date();
    return this.writes.run(exchange, now, async (tx) => {
      await work(tx, now);
      return { status: 200, body: await this.contracts.get(caller, id, tx) };
    });
  }
}
