/** A client with nothing hidden: status, headers, text and what the text holds. */
type Headers_ = Record<string, string>;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
  body: any;
}

export class Http {
  constructor(
    readonly url: string,
    private readonly always: Headers_ = {},
  ) {}

  /** The same client with a credential or another header. */
  with(headers: Headers_): Http {
    return new Http(this.url, { ...this.always, ...headers });
  }

  get(path: string, headers: Headers_ = {}): Promise<Answer> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body?: unknown, headers: Headers_ = {}): Promise<Answer> {
    return this.send('POST', path, body, headers);
  }

  put(path: string, body?: unknown, headers: Headers_ = {}): Promise<Answer> {
    return this.send('PUT', path, body, headers);
  }

  /** A carrier's form, raw. */
  form(path: string, form: string, headers: Headers_ = {}): Promise<Answer> {
    return this.raw('POST', path, form, { 'Content-Type': 'application/x-www-form-urlencoded', ...headers });
  }

  async raw(method: string, path: string, body: string | Uint8Array | undefined, headers: Headers_): Promise<Answer> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { ...this.always, ...headers },
      redirect: 'manual',
      ...(body !== undefined && { body: body as string }),
    });
    const isStream = /event-stream/.test(answer.headers.get('content-type') ?? ''); // it has no end
    if (isStream) await answer.body?.cancel();
    const text = isStream ? '' : await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: isJson && text !== '' ? JSON.parse(text) : null,
    };
  }

  private send(method: string, path: string, body: unknown, headers: Headers_): Promise<Answer> {
    if (body === undefined) return this.raw(method, path, undefined, headers);
    return this.raw(method, path, JSON.stringify(body), { 'Content-Type': 'application/json', ...headers });
  }
}
