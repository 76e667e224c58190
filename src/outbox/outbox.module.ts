import { Global, Module } from '@nestjs/common';
import { OutboxService } from './outbox.service.js';
import { OutboxWorker } from './outbox.worker.js';
import { OutboxDepthsService } from './outbox-depths.service.js';

const SERVICES = [OutboxService, OutboxWorker, OutboxDepthsService];

@Global()
@Module({ providers: SERVICES, exports: SERVICES })
export class OutboxModule {}
