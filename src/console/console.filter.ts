/** Tells a problem within the console's frame; leads whoever must sign in to the door. */
import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from '../look/html.js';
import { problemBody } from '../problems/problem.filter.js';
import { Problem } from '../problems/problem.js';
import { ConsoleFrame, goTo, PAGE_HEADERS, SAYS_ORIGIN, wordingOf } from './console-frame.js';

@Catch(Problem)
export class ConsoleFilter implements ExceptionFilter {
  constructor(@Inject(ConsoleFrame) private readonly frame: ConsoleFrame) {}

  catch(problem: Problem, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest & { caller?: object }>();
    const reply = http.getResponse<FastifyReply>();
    const isSignedOut = problem.kind === 'unauthorized';
    if (isSignedOut && request.method === 'GET' && request.headers['x-live'] === undefined) {
      reply.send(goTo(reply, `/console/sign-in?then=${encodeURIComponent(request.url)}`));
      return;
    }
    reply.headers({ ...problem.extras.headers, ...PAGE_HEADERS, ...SAYS_ORIGIN }).status(problem.status);
    reply.type('text/html; charset=utf-8').send(isSignedOut ? this.signedOut(request) : this.told(problem, request));
  }

  private told(problem: Problem, request: FastifyRequest): string {
    const { title, detail, type, status, request_id, errors = [] } = problemBody(problem, request);
    const view = this.frame.viewOf(request);
    const { fault } = wordingOf(view.language);
    const [shownTitle, sentence] = fault.kinds[problem.kind] ?? [title, null];
    return this.frame.render(view, {
      title: shownTitle,
      body: html`<h1>${shownTitle}</h1><div class="notice bad" role="alert">${sentence !== null && html`<p>${sentence}</p>`}<p lang="en">${detail}</p>
${errors.length > 1 && html`<ul>${errors.map((error) => html`<li><code>${error.pointer}</code> ${error.detail}</li>`)}</ul>`}</div>
<p class="quiet">${status} · <a href="${type}">${fault.meaning}</a> · ${fault.request} ${request_id}</p>`,
    });
  }

  private signedOut(request: FastifyRequest): string {
    const language = this.frame.languageOf(request);
    const { fault } = wordingOf(language);
    return this.frame.renderDoor(language, null, {
      title: fault.signedOutTitle,
      body: html`<h1>${fault.signedOutTitle}</h1><p class="lead">${fault.signedOut}</p>
<p><a class="button" href="/console/sign-in" target="_blank">${fault.signIn}</a></p>`,
    });
  }
}
