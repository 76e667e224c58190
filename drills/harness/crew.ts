/** Several hands at one list of work, or at work until they are told to stop. */
export async function inParallel<T>(
  items: readonly T[],
  hands: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: hands }, async () => {
      for (let next = left.next(); !next.done; next = left.next()) await work(next.value);
    }),
  );
}

export interface Crew {
  /** Resolves when every hand has finished what it holds. */
  stop(): Promise<void>;
}

export function keepBusy(hands: number, work: (hand: number) => Promise<void>): Crew {
  let isOver = false;
  const done = Promise.all(
    Array.from({ length: hands }, async (_, hand) => {
      while (!isOver) await work(hand);
    }),
  );
  done.catch(() => undefined); // told by stop()
  return {
    stop: async () => {
      isOver = true;
      await done;
    },
  };
}
