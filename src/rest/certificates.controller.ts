/** A receipt as a page to print, beside the receipt itself and under the same rules. */
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentCaller, Scopes } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { CertificatesService } from '../certificates/certificates.service.js';
import { ENV, type Env } from '../config/env.js';
import { assertNotErased, readDocument } from '../contracts/contract-document.js';
import { ContractsService } from '../contracts/contracts.service.js';
import { ReceiptsService } from '../evidence/receipts.service.js';
import { Limited } from '../throttling/throttling.decorators.js';
import { type CertificateQuery, certificateSchema } from './certificates.schemas.js';
import { assertId } from './contract-reads.service.js';

@Controller('api/v1/contracts/:id')
export class CertificatesController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ContractsService) private readonly contracts: ContractsService,
    @Inject(ReceiptsService) private readonly receipts: ReceiptsService,
    @Inject(CertificatesService) private readonly certificates: CertificatesService,
  ) {}

  @Get('receipt.pdf')
  @Scopes('contracts:read')
  @Limited('search')
  async certificate(
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
    @Query({ schema: certificateSchema }) query: CertificateQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    assertId(id);
    const { document } = await this.contracts.getVersion(caller, id, query.version ?? null);
    assertNotErased(readDocument(document));
    const { language = this.env.defaults.language, timezone = this.env.defaults.timeZone } = query;
    const cameTo = `${request.protocol}://${request.host}`;
    const issued = await this.receipts.getIssued(id, query.version ?? null);
    const prepared = this.certificates.prepare(issued, { language, timeZone: timezone, cameTo });
    reply.headers({ ETag: prepared.etag, 'Cache-Control': 'private, no-cache' });
    if (request.headers['if-none-match']?.includes(prepared.etag)) return void reply.status(304);
    const pdf = await this.certificates.draw(prepared);
    reply.headers({ 'Content-Type': 'application/pdf', 'Content-Disposition': `inline; filename="${id}.pdf"` });
    return pdf;
  }
}
