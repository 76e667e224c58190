import { Module } from '@nestjs/common';
import { LogService } from './log.service.js';
import { LogWorker } from './log.worker.js';
import { SequencerService } from './sequencer.service.js';

@Module({
  providers: [SequencerService, LogWorker, LogService],
  exports: [SequencerService, LogWorker, LogService],
})
export class LogModule {}
