/** Has certificates drawn on a thread of their own, one after the other; the thread starts with the first order. */

import { Worker } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { unavailable } from '../problems/unavailable.js';
import type { CertificateOrder } from './certificate.js';
import type { Drawing, DrawingOrder } from './drawing.worker.js';

const MOST_WAITING = 16; // some ten seconds of the hardest work
const TIMEOUT_MS = 30_000;
const IDLE_MS = 60_000; // the thread holds 60 MB
const MEMORY_MB = 256;

interface Waiting {
  resolve(pdf: Buffer): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

@Injectable()
export class DrawingDeskService implements OnApplicationShutdown {
  private readonly waiting = new Map<number, Waiting>();
  private worker: Worker | null = null;
  private idle: NodeJS.Timeout | undefined;
  private lastId = 0;

  async draw(order: CertificateOrder): Promise<Buffer> {
    if (this.waiting.size >= MOST_WAITING) throw unavailable('Too many certificates are being drawn');
    clearTimeout(this.idle);
    const id = ++this.lastId;
    this.worker ??= this.start();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.end(new Error('drawing took too long')), TIMEOUT_MS);
      this.waiting.set(id, { resolve, reject, timer });
      this.worker!.postMessage({ id, order } satisfies DrawingOrder);
    });
  }

  private start(): Worker {
    const worker = new Worker(new URL('./drawing.worker.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    worker.unref();
    worker.on('message', (drawing: Drawing) => this.settle(drawing));
    worker.on('error', (error) => this.end(error));
    return worker;
  }

  private settle(drawing: Drawing): void {
    const one = this.waiting.get(drawing.id);
    if (!one) return;
    this.waiting.delete(drawing.id);
    clearTimeout(one.timer);
    if ('pdf' in drawing) one.resolve(Buffer.from(drawing.pdf));
    else one.reject(new Error(drawing.error));
    if (this.waiting.size === 0) this.idle = setTimeout(() => this.end(), IDLE_MS).unref();
  }

  /** Whoever waits is told; the next order starts another thread. */
  private end(error = new Error('the service is ending')): void {
    const { worker } = this;
    this.worker = null;
    clearTimeout(this.idle);
    for (const { reject, timer } of this.waiting.values()) {
      clearTimeout(timer);
      reject(unavailable('The certificate could not be drawn just now; please try again', error));
    }
    this.waiting.clear();
    // What it still says on its way out is for nobody; without a listener an error would end the service.
    void worker
      ?.removeAllListeners()
      .on('error', () => {})
      .terminate();
  }

  onApplicationShutdown(): void {
    this.end();
  }
}
