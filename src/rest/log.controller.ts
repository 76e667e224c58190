/** The transparency log, for anybody: what was last signed of it, and proofs to hold against that. */
import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { Public } from '../auth/access.decorators.js';
import { LogService } from '../log/log.service.js';
import { Problem } from '../problems/problem.js';
import { type ConsistencyQuery, consistencySchema, type InclusionQuery, inclusionSchema } from './log.schemas.js';

@Public()
@Controller('api/v1/log')
export class LogController {
  constructor(@Inject(LogService) private readonly log: LogService) {}

  @Get('checkpoint')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  async checkpoint(): Promise<string> {
    return (await this.log.checkpoint()).note;
  }

  @Get('proof/inclusion')
  async inclusion(@Query({ schema: inclusionSchema }) { leaf_index, tree_size }: InclusionQuery) {
    const size = await this.sizeUpTo(tree_size);
    if (leaf_index >= size) throw outside('leaf_index', `below tree_size, ${size}`);
    return { leaf_index, tree_size: size, hashes: await this.log.inclusion(leaf_index, size) };
  }

  @Get('proof/consistency')
  async consistency(@Query({ schema: consistencySchema }) query: ConsistencyQuery) {
    const second = await this.sizeUpTo(query.second);
    if (query.first > second) throw outside('first', `at most second, ${second}`);
    return { first: query.first, second, hashes: await this.log.consistency(query.first, second) };
  }

  /** That of the last checkpoint, unless an earlier one is asked for. */
  private async sizeUpTo(wanted: number | undefined): Promise<number> {
    const { tree_size } = await this.log.checkpoint();
    if (wanted !== undefined && wanted > tree_size) throw outside('the size', `at most ${tree_size}, as last signed`);
    return wanted ?? tree_size;
  }
}

const outside = (name: string, demand: string) => new Problem('invalid-parameter', `${name} must be ${demand}`);
