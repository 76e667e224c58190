/** The calls about contracts. */
import { type Answer, parseAnswer } from './answers.js';
import { type Call, segment } from './call.js';
import type { Receipt } from './receipt-types.js';
import type * as T from './types.js';

export interface CallOptions {
  signal?: AbortSignal;
}

export interface WriteOptions extends CallOptions {
  /** For repeats that outlive this call; made for each call unless given. */
  idempotencyKey?: string;
}

/** The text itself, byte for byte what was signed or hashed, and what it holds. */
export interface ExactDocument {
  text: string;
  document: T.ContractDocument;
}

export interface ExactReceipt {
  text: string;
  receipt: Receipt;
}

const PATH = '/api/v1/contracts';
type Of = { version?: number };
type Reason = { reason?: string };
type SendCall = (call: Call) => Promise<Answer>;

export type Contracts = ReturnType<typeof contractCalls>;

export function contractCalls(send: SendCall) {
  const list = (filter: T.ListFilter = {}, options: CallOptions = {}): Promise<T.ContractPage> =>
    read(send, [], { ...options, query: { ...filter } });
  const search = async (filter: T.SearchFilter, options: CallOptions = {}): Promise<T.ContractPage> =>
    parseAnswer(await send({ ...options, method: 'POST', path: `${PATH}/search`, body: filter, isReading: true }));
  return {
    create: (contract: T.NewContract, options: WriteOptions = {}): Promise<T.CreatedContract> =>
      write(send, 'POST', [], contract, options),
    /** One page, newest first. */
    list,
    /** One page of the contracts of a telephone number. */
    search,
    /** All pages, one contract after the other. */
    listAll: (filter: T.ListFilter = {}, options: CallOptions = {}) => pages((cursor) => list(cursor, options), filter),
    searchAll: (filter: T.SearchFilter, options: CallOptions = {}) =>
      pages((cursor) => search(cursor, options), filter),
    ...recordCalls(send),
    ...moveCalls(send),
  };
}

const recordCalls = (send: SendCall) => ({
  get: (id: string, options: CallOptions = {}): Promise<T.Contract> => read(send, [id], options),
  status: (id: string, options: CallOptions = {}): Promise<T.ContractProgress> => read(send, [id, 'status'], options),
  events: (id: string, options: CallOptions = {}): Promise<{ events: T.ContractEvent[] }> =>
    read(send, [id, 'events'], options),
  messages: (id: string, options: CallOptions = {}): Promise<{ messages: T.Message[] }> =>
    read(send, [id, 'messages'], options),
  document: async (id: string, query: Of = {}, options: CallOptions = {}): Promise<ExactDocument> => {
    const answer = await send({ ...options, method: 'GET', path: pathOf([id, 'document']), query });
    return { text: answer.text, document: parseAnswer(answer) };
  },
  /** Of the latest decided version unless another is named. */
  receipt: async (id: string, query: Of = {}, options: CallOptions = {}): Promise<ExactReceipt> => {
    const answer = await send({ ...options, method: 'GET', path: pathOf([id, 'receipt']), query });
    return { text: answer.text, receipt: parseAnswer(answer) };
  },
});

const moveCalls = (send: SendCall) => ({
  confirm: (id: string, body: { phone_number: string; code?: string }, options?: WriteOptions): Promise<T.Answered> =>
    write(send, 'POST', [id, 'confirm'], body, options),
  decline: (
    id: string,
    body: { phone_number: string; code?: string; reason?: string },
    options?: WriteOptions,
  ): Promise<T.Answered> => write(send, 'POST', [id, 'decline'], body, options),
  /** Asks again whoever has not answered. */
  resend: (id: string, body?: { party_id?: string }, options?: WriteOptions): Promise<T.Asked> =>
    write(send, 'POST', [id, 'resend'], body, options),
  cancel: (id: string, body?: Reason, options?: WriteOptions): Promise<T.Contract> =>
    write(send, 'POST', [id, 'cancel'], body, options),
  activate: (id: string, body?: Reason, options?: WriteOptions): Promise<T.Contract> =>
    write(send, 'POST', [id, 'activate'], body, options),
  complete: (id: string, body?: Reason, options?: WriteOptions): Promise<T.Contract> =>
    write(send, 'POST', [id, 'complete'], body, options),
  dispute: (id: string, body?: Reason, options?: WriteOptions): Promise<T.Contract> =>
    write(send, 'POST', [id, 'dispute'], body, options),
  /** Moves the contract, or proposes new terms. */
  update: (id: string, change: T.ContractChange, options?: WriteOptions): Promise<T.Contract> =>
    write(send, 'PUT', [id], change, options),
});

const pathOf = (parts: string[]): string => [PATH, ...parts.map(segment)].join('/');

async function read<A>(send: SendCall, parts: string[], more: Pick<Call, 'query' | 'signal'>): Promise<A> {
  return parseAnswer(await send({ ...more, method: 'GET', path: pathOf(parts) }));
}

async function write<A>(
  send: SendCall,
  method: 'POST' | 'PUT',
  parts: string[],
  body: unknown,
  options: WriteOptions = {},
): Promise<A> {
  return parseAnswer(await send({ ...options, method, path: pathOf(parts), body }));
}

async function* pages<F extends T.ListFilter>(page: (filter: F) => Promise<T.ContractPage>, filter: F) {
  let cursor: string | null = filter.cursor ?? null;
  do {
    const { contracts, next_cursor } = await page({ ...filter, ...(cursor !== null && { cursor }) });
    yield* contracts;
    cursor = next_cursor;
  } while (cursor !== null);
}
