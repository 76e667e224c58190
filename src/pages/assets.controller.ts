/** Serves style, scripts and pictures of the pages. */
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorators.js';
import { findAsset, gzipped, loadAssets } from '../look/assets.js';
import { Problem } from '../problems/problem.js';

const FOREVER = 'public, max-age=31536000, immutable';

@Public()
@Controller('assets')
export class AssetsController {
  constructor() {
    loadAssets(new URL('../browser/', import.meta.url));
  }

  @Get(':name')
  send(@Param('name') name: string, @Req() { headers }: FastifyRequest, @Res() reply: FastifyReply): void {
    const path = `/assets/${name}`;
    const asset = findAsset(path);
    if (!asset) throw new Problem('not-found', 'There is no such file');
    const isZipped = /\bgzip\b/.test(headers['accept-encoding'] ?? '');
    // Under an address of an earlier version the content may change again.
    reply.headers({ 'Cache-Control': asset.path === path ? FOREVER : 'no-cache', Vary: 'Accept-Encoding' });
    if (isZipped) reply.header('Content-Encoding', 'gzip');
    reply.type(asset.type).send(isZipped ? gzipped(asset) : asset.body);
  }
}
