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

/**
 * With no-referrer, as elsewhere, a browser on a plain http address sends neither Fetch Metadata nor an Origin with a
 * form, and nothing would tell it from another site's.
 */
export const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'same-origin',
};

@Injectable()
class PageInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    // A form is answered with a page: nothing by that address was created.
    context.switchToHttp().getResponse<FastifyReply>().status(200).headers(PAGE_HEADERS);
    return next.handle();
  }
}

export const ConsoleController = (path: string) =>
  applyDecorators(Controller(path), UseInterceptors(PageInterceptor), UseFilters(ConsoleFilter));
