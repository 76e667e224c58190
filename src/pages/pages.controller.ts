/** Small pages that need nothing from elsewhere. */
import { Controller, Get, Header, Param } from '@nestjs/common';
import { Public } from '../auth/access.decorators.js';
import { Problem } from '../problems/problem.js';
import { isProblemKind, renderMeaningPage, renderMeaningsPage } from '../problems/problem-page.js';

@Public()
@Controller()
export class PagesController {
  @Get('problems')
  @Header('Content-Type', 'text/html; charset=utf-8')
  problems(): string {
    return renderMeaningsPage();
  }

  @Get('problems/:kind')
  @Header('Content-Type', 'text/html; charset=utf-8')
  problem(@Param('kind') kind: string): string {
    if (isProblemKind(kind)) return renderMeaningPage(kind);
    throw new Problem('not-found', 'There is no problem of that kind');
  }
}
