/** What is recorded about one contract: document, events, messages, receipt. */
import { Controller, Get, Header, Inject, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentCaller, Scopes } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { assertNotErased, readDocument } from '../contracts/contract-document.js';
import { ContractsService } from '../contracts/contracts.service.js';
import { showReceiptCode } from '../crypto/receipt-code.js';
import { EventsService } from '../evidence/events.service.js';
import { ReceiptsService } from '../evidence/receipts.service.js';
import { MessagesService } from '../messaging/messages.service.js';
import { Reads } from '../transactions/reads.js';
import { messageAnswer } from './contract-answers.js';
import { assertId } from './contract-reads.service.js';
import { type VersionQuery, versionSchema } from './contracts.schemas.js';

@Controller('api/v1/contracts/:id')
export class RecordsController {
  constructor(
    @Inject(ContractsService) private readonly contracts: ContractsService,
    @Inject(EventsService) private readonly events: EventsService,
    @Inject(MessagesService) private readonly messages: MessagesService,
    @Inject(ReceiptsService) private readonly receipts: ReceiptsService,
    @Inject(Reads) private readonly reads: Reads,
  ) {}

  /** The bytes themselves: whoever hashes them gets contract_hash. */
  @Get('document')
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Scopes('contracts:read')
  async document(
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
    @Query({ schema: versionSchema }) { version }: VersionQuery,
  ) {
    return (await this.unerased(caller, id, version)).document;
  }

  @Get('events')
  @Scopes('audit:read')
  async listEvents(@Param('id') id: string, @CurrentCaller() caller: Caller) {
    await this.version(caller, id);
    return { events: await this.events.list(this.reads, id) };
  }

  @Get('messages')
  @Scopes('messages:read')
  async listMessages(@Param('id') id: string, @CurrentCaller() caller: Caller) {
    await this.version(caller, id);
    const messages = await this.messages.listOfContract(id);
    return { messages: messages.map((message) => messageAnswer(message, caller)) };
  }

  @Get('receipt')
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Scopes('contracts:read')
  async receipt(
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
    @Query({ schema: versionSchema }) { version }: VersionQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.unerased(caller, id, version);
    const issued = await this.receipts.getIssued(id, version ?? null);
    reply.header('X-Receipt-Code', showReceiptCode(issued.code));
    return this.receipts.withProof(issued);
  }

  private async unerased(caller: Caller, id: string, version?: number) {
    const recorded = await this.version(caller, id, version);
    assertNotErased(readDocument(recorded.document));
    return recorded;
  }

  private version(caller: Caller, id: string, version?: number) {
    assertId(id);
    return this.contracts.getVersion(caller, id, version ?? null);
  }
}
