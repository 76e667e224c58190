/** `rewrap`: the last step of rotating SECRET_KEY. */
import { DataKeyService } from '../sealing/data-key.service.js';
import { atWorkbench } from './workbench.js';

export async function rewrap(): Promise<number> {
  const isThere = await atWorkbench((rooms) => rooms.get(DataKeyService).rewrap());
  const sentence = isThere
    ? 'The data key is wrapped with SECRET_KEY now. Once access tokens made before have run out, and codes sent before are answered, SECRET_KEY_PREVIOUS may go.'
    : 'There is no data key yet: nothing to wrap.';
  process.stdout.write(`${sentence}\n`);
  return 0;
}
