/** What is recorded about a contract, to keep: for whoever comes with the console's cookie, which opens nothing of the API. */
import { Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConsolePage, CurrentCaller } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { CertificatesService } from '../certificates/certificates.service.js';
import { ConsoleController } from '../console/console.decorators.js';
import { ConsoleFrame } from '../console/console-frame.js';
import { assertNotErased, readDocument } from '../contracts/contract-document.js';
import { ContractsService } from '../contracts/contracts.service.js';
import { ReceiptsService } from '../evidence/receipts.service.js';
import { assertId } from '../rest/contract-reads.service.js';
import { Limited } from '../throttling/throttling.decorators.js';

const JSON_TYPE = 'application/json; charset=utf-8';

@ConsoleController('console/contracts/:id')
export class ContractRecordsController {
  constructor(
    @Inject(ConsoleFrame) private readonly frame: ConsoleFrame,
    @Inject(ContractsService) private readonly contracts: ContractsService,
    @Inject(ReceiptsService) private readonly receipts: ReceiptsService,
    @Inject(CertificatesService) private readonly certificates: CertificatesService,
  ) {}

  /** The bytes themselves: whoever hashes them gets the contract's hash. */
  @Get('document.json')
  @ConsolePage('contracts:read')
  async document(
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const document = await this.unerased(caller, id);
    reply.headers(fileHeaders(`${id}-document.json`, JSON_TYPE));
    return document;
  }

  @Get('receipt.json')
  @ConsolePage('contracts:read')
  async receipt(
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.unerased(caller, id);
    const receipt = await this.receipts.withProof(await this.receipts.getIssued(id, null));
    reply.headers(fileHeaders(`${id}.json`, JSON_TYPE));
    return receipt;
  }

  @Get('certificate.pdf')
  @ConsolePage('contracts:read')
  @Limited('search')
  async certificate(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { caller, language, timeZone } = this.frame.viewOf(request);
    await this.unerased(caller, id);
    const cameTo = `${request.protocol}://${request.host}`;
    const issued = await this.receipts.getIssued(id, null);
    const pdf = await this.certificates.draw(this.certificates.prepare(issued, { language, timeZone, cameTo }));
    reply.headers(fileHeaders(`${id}.pdf`, 'application/pdf'));
    return pdf;
  }

  /** The document of the version that stands. */
  private async unerased(caller: Caller, id: string): Promise<string> {
    assertId(id);
    const { document } = await this.contracts.getVersion(caller, id, null);
    assertNotErased(readDocument(document));
    return document;
  }
}

const fileHeaders = (name: string, type: string) => ({
  'Content-Type': type,
  'Content-Disposition': `attachment; filename="${name}"`,
});
