/** One contract, and what an operator does to it. */
import { Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConsolePage } from '../auth/access.decorators.js';
import { MovesService } from '../confirmations/moves.service.js';
import { ConsoleController } from '../console/console.decorators.js';
import { ConsoleFrame, goTo, type View } from '../console/console-frame.js';
import { noticeOf, toldDone } from '../console/notice.page.js';
import { allowedMoves, ISSUER_MOVES, type IssuerMove } from '../contracts/contract-status.js';
import { readForm, textOf } from '../look/form.js';
import type { Html } from '../look/html.js';
import { MessagesService } from '../messaging/messages.service.js';
import { Problem } from '../problems/problem.js';
import { assertId } from '../rest/contract-reads.service.js';
import { moveSchema } from '../rest/contracts.schemas.js';
import { WritesService } from '../writes/writes.service.js';
import { contractBody, pathOf } from './contract.page.js';
import { ContractLookService } from './contract-look.service.js';
import { moveBody } from './move.page.js';
import { pageWordingOf } from './one-contract.js';
import { refusalNotice } from './refusal-notice.js';

type Reply = FastifyReply;

@ConsoleController('console/contracts/:id')
export class ContractController {
  constructor(
    @Inject(ConsoleFrame) private readonly frame: ConsoleFrame,
    @Inject(ContractLookService) private readonly looks: ContractLookService,
    @Inject(MovesService) private readonly moves: MovesService,
    @Inject(MessagesService) private readonly messages: MessagesService,
    @Inject(WritesService) private readonly writes: WritesService,
  ) {}

  @Get()
  @ConsolePage('contracts:read')
  show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<string> {
    const view = this.frame.viewOf(request);
    const { done } = pageWordingOf(view.language);
    return this.page(view, id, noticeOf(toldDone(done, view.done)));
  }

  @Post('resend')
  @ConsolePage('contracts:write')
  async resend(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    assertId(id);
    const form = readForm(request.body);
    const partyId = textOf(form, 'party_id') || undefined;
    const view = this.frame.viewOf(request);
    try {
      const asked = await this.ask(view, id, partyId, textOf(form, 'seen'));
      return goTo(reply, pathOf(id), asked > 0 ? 'asked' : 'nobody');
    } catch (error) {
      return this.refused(view, id, error, reply);
    }
  }

  /** For what is asked about first; whatever else can be done is a button. */
  @Get('moves/:move')
  @ConsolePage('contracts:write')
  async consider(
    @Param('id') id: string,
    @Param('move') word: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    return this.question(this.frame.viewOf(request), id, moveOf(word), '', reply);
  }

  @Post('moves/:move')
  @ConsolePage('contracts:write')
  async move(
    @Param('id') id: string,
    @Param('move') word: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    assertId(id);
    const [view, move] = [this.frame.viewOf(request), moveOf(word)];
    const reason = textOf(readForm(request.body), 'reason');
    if (!isReason(reason)) return this.question(view, id, move, reason, reply.status(422));
    const now = new Date();
    try {
      await this.writes.settle((tx) => this.moves.move(tx, view.caller, id, move, reason || undefined, now));
    } catch (error) {
      return this.refused(view, id, error, reply, reason);
    }
    return goTo(reply, pathOf(id), move);
  }

  /** Returns how many were asked. Undone where the form is older than the last asking: two clicks are one text. */
  private ask(view: View, id: string, partyId: string | undefined, seen: string): Promise<number> {
    const now = new Date();
    const [, version, invited] = SEEN.exec(seen) ?? [];
    return this.writes.settle(async (tx) => {
      const { asked } = await this.moves.resend(tx, view.caller, id, partyId, now);
      const count = await this.messages.countInvitations(tx, id, Number(version ?? 0));
      if (count !== Number(invited) + asked.length) throw new AskedMeanwhile();
      return asked.length;
    });
  }

  private async question(view: View, id: string, move: IssuerMove, reason: string, reply: Reply): Promise<string> {
    const found = await this.looks.view(view.caller, id);
    const { status } = found.contract;
    if (!allowedMoves(status).includes(move)) {
      const members = { current_status: status };
      const late = new Problem('move-not-allowed', `Cannot ${move}: the contract is ${status}`, { members });
      return this.refused(view, id, late, reply, reason);
    }
    const ends = move === 'cancel' || move === 'complete';
    const recipients = ends ? await this.looks.whoIsTold(found) : { told: [], withheld: [] };
    const isFaulty = !isReason(reason);
    const body = moveBody(view, { id, status, move, recipients, reason, isFaulty });
    return this.frame.render(view, { title: `${pageWordingOf(view.language).questions[move]} ${id}`, body });
  }

  /** The contract as it now stands, with the word of why nothing was done. */
  private async refused(view: View, id: string, error: unknown, reply: Reply, typed = ''): Promise<string> {
    const notice = refusalNotice(error instanceof AskedMeanwhile ? 'askedMeanwhile' : error, typed, view.language);
    if (notice === null) throw error;
    const { status, headers } =
      error instanceof Problem ? { status: error.status, headers: error.extras.headers } : STALE;
    reply.status(status).headers(headers ?? {});
    return this.page({ ...view, path: pathOf(id) }, id, notice, false);
  }

  private async page(view: View, id: string, told: Html, isLive = true): Promise<string> {
    const look = await this.looks.get(view.caller, id);
    const isWhole = new URLSearchParams(view.path.split('?')[1]).get('whole') === '1';
    const body = contractBody(view, look, told, isWhole);
    return this.frame.render(view, { title: id, body, isLive });
  }
}

/** Version and invitations, as a look gives them. */
const SEEN = /^(\d{1,6})\.(\d{1,6})$/;

class AskedMeanwhile extends Error {}

const isReason = (reason: string): boolean => reason === '' || moveSchema.safeParse({ reason }).success;

const STALE = { status: 409, headers: {} };

function moveOf(word: string): IssuerMove {
  const move = ISSUER_MOVES.find((one) => one === word);
  if (move) return move;
  throw new Problem('not-found', 'There is nothing at this address');
}
