/** How far a command is, for a person who waits: a line every two seconds, on standard error. */
const TELL_EVERY_MS = 2_000;

export async function tellWhile<T>(work: Promise<T>, line: () => string): Promise<T> {
  const timer = setInterval(() => process.stderr.write(`       ${line()}\n`), TELL_EVERY_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

/** For work that tells after each piece. */
export function progress(line: (done: number) => string): (done: number) => void {
  let toldAt = Date.now();
  return (done) => {
    if (Date.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = Date.now();
    process.stderr.write(`       ${line(done)}\n`);
  };
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

export function tellSize(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  return `${(bytes / 1_000 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}
