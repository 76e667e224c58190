/** Africa's Talking on 127.0.0.1: keeps a journal of what it was sent and answers as scripted, well or badly. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { FakeInbox } from './fake-inbox.js';

export interface ReceivedText {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string; // as it came, before decoding
  form: Record<string, string>;
  messageIds: string[]; // given in the answer, one a recipient; empty when the script gave none
}

export type CarrierAnswer = (received: ReceivedText, response: ServerResponse) => void;

export interface FakeCarrier {
  readonly baseUrl: string;
  readonly journal: ReceivedText[];
  readonly openConnections: number;
  readonly inbox: FakeInbox;
  /** Answers in this order from now on; the last one stands. */
  answerWith(...answers: CarrierAnswer[]): void;
  /** Resolves when every client has hung up. */
  untilDisconnected(): Promise<void>;
  close(): Promise<void>;
}

export async function startFakeCarrier(): Promise<FakeCarrier> {
  const journal: ReceivedText[] = [];
  const sockets = new Set<Socket>();
  let script: CarrierAnswer[] = [accept()];
  const inbox = new FakeInbox();
  const server = createServer(async (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    try {
      for await (const chunk of request) body += chunk;
    } catch {
      return; // hung up in the middle of its words
    }
    const { method = '', url: path = '', headers } = request;
    const form = Object.fromEntries(new URLSearchParams(body));
    const received: ReceivedText = { method, path, headers, body, form, messageIds: [] };
    if (method === 'GET' && path.startsWith('/version1/messaging')) return inbox.answer(received, response);
    journal.push(received);
    const answer = script.length > 1 ? script.shift() : script[0];
    answer?.(received, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined); // a client that gives up is part of the play
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    journal,
    inbox,
    get openConnections() {
      return sockets.size;
    },
    answerWith: (...answers) => {
      script = answers.length > 0 ? answers : [accept()];
    },
    untilDisconnected: async () => {
      await Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface RecipientRow {
  statusCode?: unknown;
  status?: string;
  messageId?: string;
  cost?: string;
}

/** 201 with one row a recipient. Without arguments: accepted, as the carrier really words it. */
export function accept(row: RecipientRow = {}): CarrierAnswer {
  return (received, response) => {
    const numbers = (received.form.to ?? '').split(',');
    const recipients = numbers.map((number) => {
      const messageId = row.messageId ?? `ATXid_${randomBytes(16).toString('hex')}`;
      if (messageId !== 'None') received.messageIds.push(messageId);
      return { cost: 'KES 0.8000', messageId, number, status: 'Success', statusCode: 102, ...row };
    });
    const message = `Sent to ${numbers.length}/${numbers.length} Total Cost: KES 0.8000`;
    messageAnswer(message, recipients)(received, response);
  };
}

/** A recipient the carrier would not take: `refuse(406, 'UserInBlacklist')`. */
export const refuse = (statusCode: number, status = 'Failed'): CarrierAnswer =>
  accept({ statusCode, status, messageId: 'None', cost: '0' });

export function messageAnswer(Message: string, Recipients: unknown[], httpStatus = 201): CarrierAnswer {
  return rawAnswer(
    httpStatus,
    JSON.stringify({ SMSMessageData: { Message, Recipients } }),
    'application/json; charset=utf-8',
  );
}

export function rawAnswer(
  httpStatus: number,
  body: string,
  contentType = 'text/plain',
  headers: OutgoingHttpHeaders = {},
): CarrierAnswer {
  return (_received, response) => {
    response.writeHead(httpStatus, { 'content-type': contentType, ...headers }).end(body);
  };
}

export const invalidSender = () => messageAnswer('InvalidSenderId', []);
export const badKey = () => rawAnswer(401, 'The supplied authentication is invalid');
export const tooMany = (retryAfter: string) =>
  rawAnswer(429, 'Too many requests', undefined, { 'retry-after': retryAfter });
export const unavailable = (headers = {}) => rawAnswer(503, '<html>Service Unavailable</html>', 'text/html', headers);
export const redirect = (location: string) => rawAnswer(302, '', undefined, { location });
export const garbage = () => rawAnswer(201, '{"SMSMessageData": {"Mess', 'application/json');

/** Reads and never answers. */
export const hang = (): CarrierAnswer => () => undefined;

/** Takes the text, then drops the connection: the sender cannot know. */
export const resetAfterAccept = (): CarrierAnswer => (_received, response) => {
  response.socket?.destroy();
};

/** Starts a good answer and drops the connection in the middle of it. */
export const breakOff = (): CarrierAnswer => (_received, response) => {
  response.writeHead(201, { 'content-type': 'application/json', 'content-length': '300' });
  response.write('{"SMSMessageData":', () => response.socket?.destroy());
};

/** A body without end. */
export const endless = (): CarrierAnswer => (_received, response) => {
  const chunk = ' '.repeat(16 * 1024);
  const pump = () => {
    while (!response.destroyed && response.write(chunk));
    response.once('drain', pump);
  };
  response.writeHead(201, { 'content-type': 'application/json' });
  pump();
};

/** The callback of a text somebody sent us. `date` in either of the carrier's shapes. */
export function inboundForm(text: {
  from: string;
  text: string;
  id?: string;
  to?: string;
  date?: string;
  linkId?: string;
}): string {
  const { from, linkId, to = '21512', id = randomUUID(), date = '2017-05-03 06:04:45' } = text;
  return formatForm({ linkId, text: text.text, to, id, date, from });
}

/** The callback of a delivery report; `id` is the `messageId` of the send. */
export function deliveryForm(report: {
  id: string;
  status: string;
  phoneNumber: string;
  failureReason?: string;
  retryCount?: string;
  networkCode?: string;
}): string {
  const { phoneNumber, failureReason, retryCount = '0', id, status, networkCode = '63902' } = report;
  return formatForm({ phoneNumber, failureReason, retryCount, id, status, networkCode });
}

export const optOutForm = (optOut: { senderId: string; phoneNumber: string }): string => formatForm(optOut);

function formatForm(fields: Record<string, string | undefined>): string {
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
  return new URLSearchParams(given).toString();
}
