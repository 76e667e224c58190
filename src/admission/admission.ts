/**
 * How much is worked on at once. Beyond that a request is turned away before it costs anything: it would only wait, and
 * everybody behind it too. Each kind has room of its own, so that a flood of new contracts keeps out neither the carrier,
 * who may not come again with somebody's answer, nor whoever only reads.
 */
import { Logger } from '@nestjs/common';
import { Tally } from '../measures/tally.js';

const KINDS = ['callbacks', 'reads', 'writes'] as const;
export type WorkKind = (typeof KINDS)[number];

const CALLBACK = /^\/api\/v1\/(webhooks|sms\/webhook)(\/|\?|$)/;
// Whoever watches must see an overload, and not take the service away for it.
const WATCHING = /^\/(livez|readyz|health|metrics)(\?|$)/;
const TOLD_EVERY_MS = 10_000;
// Short, and who answers by them does not ask again: whole crowds of them are let in.
const CALLBACKS_TIMES = 5;

export class Admission {
  readonly atWork: Record<WorkKind, number> = { callbacks: 0, reads: 0, writes: 0 };
  readonly turnedAway = new Tally(KINDS);
  private readonly log = new Logger('admission');
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly most: number) {}

  kindOf(method: string | undefined, url: string): WorkKind {
    if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return 'reads';
    return CALLBACK.test(url) ? 'callbacks' : 'writes';
  }

  hasRoom(kind: WorkKind, url: string): boolean {
    return this.atWork[kind] < this.mostOf(kind) || WATCHING.test(url);
  }

  noteTurnedAway(kind: WorkKind): void {
    this.turnedAway.add(kind);
    const now = performance.now();
    if (now - this.toldAt < TOLD_EVERY_MS) return;
    this.toldAt = now;
    const times = this.turnedAway.list().map(([name, n]) => `${name} ${n}`);
    this.log.warn(`more than ${this.mostOf(kind)} ${kind} at once: turned away since the start: ${times.join(', ')}`);
  }

  private mostOf(kind: WorkKind): number {
    return kind === 'callbacks' ? CALLBACKS_TIMES * this.most : this.most;
  }
}
