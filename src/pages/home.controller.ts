/** The first page, and the door behind which a typed receipt code opens its receipt. */
import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorators.js';
import { ENV, type Env } from '../config/env.js';
import { goTo, PAGE_HEADERS } from '../console/console-frame.js';
import { readReceiptCode, showReceiptCode } from '../crypto/receipt-code.js';
import { ReceiptsService } from '../evidence/receipts.service.js';
import { LogService } from '../log/log.service.js';
import { readForm, textOf } from '../look/form.js';
import { languageOf } from '../look/language.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import { Limited } from '../throttling/throttling.decorators.js';
import { renderHomePage } from './home.page.js';
import { SiteService } from './site.service.js';

const LONGEST_TYPED = 40;

@Public()
@Controller()
export class HomeController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(SigningKeysService) private readonly keys: SigningKeysService,
    @Inject(LogService) private readonly log: LogService,
    @Inject(ReceiptsService) private readonly receipts: ReceiptsService,
    @Inject(SiteService) private readonly site: SiteService,
  ) {}

  @Get()
  show(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.page(request, reply, null);
  }

  /** The same answer to what is no code and to a code that opens nothing. */
  @Post('c')
  @Limited('search')
  async open(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const typed = textOf(readForm(request.body), 'code').slice(0, LONGEST_TYPED);
    const code = readReceiptCode(typed);
    if (code !== null && (await this.receipts.findByCode(code))) return goTo(reply, `/c/${showReceiptCode(code)}`);
    reply.status(404);
    return this.page(request, reply, typed);
  }

  private async page(request: FastifyRequest, reply: FastifyReply, wrongCode: string | null): Promise<string> {
    const language = languageOf(request, this.env.defaults.language);
    reply.headers({ ...PAGE_HEADERS, 'Content-Language': language, Vary: 'Accept-Language, Cookie' });
    const last = await this.log.findCheckpoint();
    const log = last && {
      treeSize: last.tree_size,
      root: Buffer.from(last.root, 'hex').toString('base64'),
      newestAt: last.tree_size === 0 ? null : await this.log.timeOf(last.tree_size - 1),
    };
    return renderHomePage(
      { language, timeZone: this.env.defaults.timeZone },
      {
        ...{ env: this.env, has: this.site.has, sections: this.site.sections(language), wrongCode },
        ...{ thumbprint: this.keys.current.kid, log: log ?? null },
      },
    );
  }
}
