/** Reads a whole table in pages, while the service goes on with its work between them. */
import { setImmediate as breathe } from 'node:timers/promises';

// About ten milliseconds of hashing.
export const PAGE = 128;

/** Between two pages: hears how long the last one took, with what was done with it. */
export type Rest = (workedMs: number) => Promise<void>;

const aBreath: Rest = () => breathe();

/** @param read the page after the last row of the page before */
export async function* inPages<Row>(
  read: (after: Row | undefined) => Promise<Row[]>,
  rest: Rest = aBreath,
): AsyncGenerator<Row> {
  let last: Row | undefined;
  for (;;) {
    const began = performance.now();
    const page = await read(last);
    yield* page;
    if (page.length < PAGE) return;
    last = page.at(-1);
    await rest(performance.now() - began);
  }
}
