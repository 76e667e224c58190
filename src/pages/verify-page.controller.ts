/** Serves verify.html, so that a link or a QR code may lead to it. The file needs nothing more from here. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Controller, Get, Headers, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/access.decorators.js';

@Public()
@Controller()
export class VerifyPageController {
  private readonly page = readPage();
  private readonly etag = `"${createHash('sha256').update(this.page).digest('base64url')}"`;
  private readonly policy = policyOf(this.page);

  @Get('verify')
  show(@Headers('if-none-match') known: string | undefined, @Res() reply: FastifyReply): void {
    // The page's own policy names its script and style by their hashes; here it also says who may frame it.
    reply.headers({ ETag: this.etag, 'Cache-Control': 'no-cache', 'Content-Security-Policy': this.policy });
    if (known?.includes(this.etag)) reply.status(304).send();
    else reply.type('text/html; charset=utf-8').send(this.page);
  }
}

/** Read at start: a service without it does not start. */
function readPage(): string {
  try {
    return readFileSync(new URL('../verify-page/verify.html', import.meta.url), 'utf8');
  } catch (cause) {
    throw new Error('the page verify.html is not built; npm run build makes it', { cause });
  }
}

function policyOf(page: string): string {
  const [, policy] = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(page) ?? [];
  if (policy === undefined) throw new Error('the page verify.html says no policy; npm run build makes it anew');
  return `${policy}; frame-ancestors 'self'`;
}
