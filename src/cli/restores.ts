/** `acknowledge-restore`: an older database is in use on purpose. */
import { RestoresService } from '../log/restores.service.js';
import { SequencerService } from '../log/sequencer.service.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import { atWorkbench } from './workbench.js';

const ROOMS = [SigningKeysService, SequencerService, RestoresService];

export async function acknowledgeRestore(): Promise<number> {
  const { note } = await atWorkbench((rooms) => rooms.get(RestoresService).acknowledge(new Date()), ROOMS);
  process.stdout.write(`${note}\nThat is signed and public now: whoever kept a later checkpoint sees what was lost.\n`);
  return 0;
}
