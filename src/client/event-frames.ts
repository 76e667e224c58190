/** Takes server-sent events apart (WHATWG HTML, 9.2.6). */
export interface Frame {
  /** Where to go on; also of a frame that says nothing else. */
  id: string | null;
  data: string | null;
  retryMs: number | null;
}

// One event is a few hundred characters: whatever sends so many without an end is no event.
const LONGEST = 1_000_000;

/** `chunk` resolves with null at the end. What was cut off there was no whole event. */
export async function* framesOf(chunk: () => Promise<Uint8Array | null>): AsyncGenerator<Frame> {
  const decoder = new TextDecoder();
  let rest = '';
  for (let bytes = await chunk(); bytes !== null; bytes = await chunk()) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n\r?\n/);
    rest = parts.pop() ?? '';
    if (rest.length > LONGEST) throw new SyntaxError('an event without an end');
    for (const part of parts) yield readFrame(part);
  }
}

function readFrame(text: string): Frame {
  const frame: Frame = { id: null, data: null, retryMs: null };
  for (const line of text.split(/\r?\n/)) {
    const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (name === 'id') frame.id = value;
    if (name === 'data') frame.data = frame.data === null ? value : `${frame.data}\n${value}`;
    if (name === 'retry' && /^\d{1,6}$/.test(value)) frame.retryMs = Number(value);
  }
  return frame;
}
