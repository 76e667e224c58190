/** `rewrap`: the last step of rotating SECRET_KEY. */
import { DataKeyService } from '../sealing/data-key.service.js';
import { atWorkbench } from './workbench.js';

const DONE = `The data key is wrapped with SECRET_KEY now.
Keep SECRET_KEY_PREVIOUS for a day: until then codes sent, tokens and answers kept before may still be needed.`;

export async function rewrap(): Promise<number> {
  const isThere = await atWorkbench((rooms) => rooms.get(DataKeyService).rewrap());
  const sentence = isThere ? DONE : 'There is no data key yet: nothing to wrap.';
  process.stdout.write(`${sentence}\n`);
  return 0;
}
