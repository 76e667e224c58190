/** What every controller of the console has: answers that are pages, kept nowhere, and problems told within the frame. */
import {
  applyDecorators,
  type CallHandler,
  Controller,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseFilters,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ConsoleFilter } from './console.filter.js';
import { PAGE_HEADERS, SAYS_ORIGIN } from './console-frame.js';

@Injectable()
class PageInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    // A form is answered with a page: nothing by that address was created.
    context
      .switchToHttp()
      .getResponse<FastifyReply>()
      .status(200)
      .headers({ ...PAGE_HEADERS, ...SAYS_ORIGIN });
    return next.handle();
  }
}

export const ConsoleController = (path: string) =>
  applyDecorators(Controller(path), UseInterceptors(PageInterceptor), UseFilters(ConsoleFilter));
