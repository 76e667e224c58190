/** Asks the deployment one thing over HTTP, as a stranger would. */
const PROBE_MS = 10_000;

export interface Probed {
  status: number;
  headers: Headers;
  text: string;
}

export interface Deployment {
  /** Without a slash at the end. */
  url: string;
  isProduction: boolean;
}

export async function probe(url: string, options: RequestInit = {}): Promise<Probed> {
  const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PROBE_MS), ...options });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** Why it could not be reached, without the address a second time. */
export function reasonOf(error: unknown): string {
  const { cause, name, message } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError') return `no answer within ${PROBE_MS / 1_000} s`;
  return cause?.code ?? cause?.message ?? message;
}

export const isLoopback = (url: string): boolean =>
  /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
