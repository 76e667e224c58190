/** What an issuer does to a contract: ask again, move it, change its terms. */
import { Body, Controller, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { CurrentCaller, Scopes } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { MovesService } from '../confirmations/moves.service.js';
import { ProposalsService } from '../confirmations/proposals.service.js';
import { allowedMoves, type IssuerMove, issuerMoveTo } from '../contracts/contract-status.js';
import { Problem } from '../problems/problem.js';
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
  ) {}

  @Post('resend')
  @HttpCode(202)
  @Scopes('contracts:write')
  async resend(
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
    @Body({ schema: resendSchema }) body: { party_id?: string | undefined },
  ) {
    assertId(id);
    return { contract_id: id, asked: await this.moves.resend(caller, id, body.party_id, new Date()) };
  }

  @Post('cancel')
  @HttpCode(200)
  @Scopes('contracts:write')
  cancel(@Param('id') id: string, @CurrentCaller() caller: Caller, @Body({ schema: moveSchema }) body: Reason) {
    return this.move(caller, id, 'cancel', body);
  }

  @Post('activate')
  @HttpCode(200)
  @Scopes('contracts:write')
  activate(@Param('id') id: string, @CurrentCaller() caller: Caller, @Body({ schema: moveSchema }) body: Reason) {
    return this.move(caller, id, 'activate', body);
  }

  @Post('complete')
  @HttpCode(200)
  @Scopes('contracts:write')
  complete(@Param('id') id: string, @CurrentCaller() caller: Caller, @Body({ schema: moveSchema }) body: Reason) {
    return this.move(caller, id, 'complete', body);
  }

  @Post('dispute')
  @HttpCode(200)
  @Scopes('contracts:write')
  dispute(@Param('id') id: string, @CurrentCaller() caller: Caller, @Body({ schema: moveSchema }) body: Reason) {
    return this.move(caller, id, 'dispute', body);
  }

  @Put()
  @Scopes('contracts:write')
  async change(
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
    @Body({ schema: changeSchema }) { status, terms }: ChangeBody,
  ) {
    if (status !== undefined) return this.moveTo(caller, id, status);
    assertId(id);
    await this.proposals.amend(caller, id, terms!, new Date());
    return this.contracts.get(caller, id);
  }

  private async moveTo(caller: Caller, id: string, status: string) {
    const move = issuerMoveTo(status);
    if (move) return this.move(caller, id, move, {});
    const { contract } = await this.contracts.view(caller, id);
    throw new Problem('move-not-allowed', `Nobody can set ${status}: the parties' answers and time decide that`, {
      members: { current_status: contract.status, allowed_moves: allowedMoves(contract.status) },
    });
  }

  private async move(caller: Caller, id: string, move: IssuerMove, { reason }: Reason) {
    assertId(id);
    await this.moves.move(caller, id, move, reason, new Date());
    return this.contracts.get(caller, id);
  }
}
