/** An older database that is in use on purpose: said in a signed checkpoint, so that everybody can see what was lost. */
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { type Checkpoint, readCheckpoint } from '../crypto/signed-note.js';
import type { LogCheckpoint } from '../persistence/log.entities.js';
import { readCheckpointFile, writeCheckpointFile } from './checkpoint-file.js';
import { SequencerService } from './sequencer.service.js';

@Injectable()
export class RestoresService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(SequencerService) private readonly sequencer: SequencerService,
  ) {}

  /** Signs the log as it stands with a line `discontinuity <time> from <size> <root>`; its checkpoint is the last from now on. */
  async acknowledge(now: Date): Promise<LogCheckpoint> {
    const note = readCheckpointFile(this.env.dataDir);
    const lost = note === null ? null : readOrNull(note);
    const from = lost ? `${lost.size} ${Buffer.from(lost.root).toString('base64')}` : 'unknown';
    const made = await this.sequencer.signAgain([`discontinuity ${now.toISOString()} from ${from}`]);
    writeCheckpointFile(this.env.dataDir, made.note);
    return made;
  }
}

/** It may be damaged, and is not asked who signed it: the operator says what is true now. */
function readOrNull(note: string): Checkpoint | null {
  try {
    return readCheckpoint(note);
  } catch {
    return null;
  }
}
