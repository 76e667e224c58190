/** What a receipt code opens, for whoever holds it: the address on every certificate. */
import { Controller, Get, Header, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorators.js';
import { CertificatesService } from '../certificates/certificates.service.js';
import { certificateWording } from '../certificates/wording.js';
import { ENV, type Env } from '../config/env.js';
import { readReceiptCode } from '../crypto/receipt-code.js';
import { type FoundReceipt, ReceiptsService } from '../evidence/receipts.service.js';
import { languageOf } from '../look/language.js';
import { Problem } from '../problems/problem.js';
import type { Language } from '../texts/wording.js';
import { Limited } from '../throttling/throttling.decorators.js';
import { renderReceiptPage } from './receipt.page.js';

/** The address holds the code: it belongs into no cache, no search engine and no log; nor, as everywhere, a referrer. */
const SECRET = { 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' };

@Public()
@Limited('search')
@Controller('c/:code')
export class ReceiptsController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ReceiptsService) private readonly receipts: ReceiptsService,
    @Inject(CertificatesService) private readonly certificates: CertificatesService,
  ) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  async page(
    @Param('code') code: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const language = languageOf(request, this.env.defaults.language);
    const found = await this.open(code, language, reply);
    reply.headers({ 'Content-Language': language, Vary: 'Accept-Language' });
    return renderReceiptPage(found, language, this.env.defaults.timeZone);
  }

  @Get('receipt.json')
  async receipt(@Param('code') code: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const found = await this.open(code, this.env.defaults.language, reply);
    const disposition = `attachment; filename="${found.contract_id}.json"`;
    reply.headers({ 'Content-Type': 'application/json; charset=utf-8', 'Content-Disposition': disposition });
    return this.receipts.withProof(found);
  }

  @Get('receipt.pdf')
  async certificate(
    @Param('code') code: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const language = languageOf(request, this.env.defaults.language);
    const found = await this.open(code, language, reply);
    // One time zone: a few certificates a code, each drawn once, however often strangers ask.
    const wish = { language, timeZone: this.env.defaults.timeZone, cameTo: `${request.protocol}://${request.host}` };
    const pdf = await this.certificates.draw(this.certificates.prepare(found, wish));
    const disposition = `inline; filename="${found.contract_id}.pdf"`;
    reply.headers({ 'Content-Type': 'application/pdf', 'Content-Disposition': disposition });
    return pdf;
  }

  /** The same 404 for what is no code and for a code that opens nothing. */
  private async open(typed: string, language: Language, reply: FastifyReply): Promise<FoundReceipt> {
    reply.headers(SECRET);
    const code = readReceiptCode(typed);
    const found = code === null ? null : await this.receipts.findByCode(code);
    if (found) return found;
    throw new Problem('not-found', certificateWording(language).page.noReceipt);
  }
}
