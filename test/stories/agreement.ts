/** A contract between a seller and a buyer in a running service, and what a story says and asks about it. */
import {
  type Client,
  type Contract,
  type ContractEvent,
  createClient,
  type Message,
  NdiyoProblem,
  type NewContract,
} from '../../src/client/client.js';
import { aContract, aParty } from '../factories.js';
import type { Http } from '../http.js';
import { type App, startApp } from '../start-app.js';
import { until } from '../until.js';

export const CONTRACTS = '/api/v1/contracts';

export interface Agreement {
  id: string;
  /** `/api/v1/contracts/<id>` */
  path: string;
  /** Telephone numbers. */
  seller: string;
  buyer: string;
  /** The manage_token. */
  token: string;
  created: Contract;
}

/** Creates a contract, and waits until both phones have been asked. */
export async function propose(app: App, changes: Record<string, unknown> = {}): Promise<Agreement> {
  const parties = [aParty({ role: 'seller', name: 'Wanjiru Kamau' }), aParty()];
  const body = aContract({ parties, ...changes });
  const created = await app.client.contracts.create(body as NewContract);
  const { contract_id: id, manage_token: token = '' } = created;
  await untilAsked(app, id);
  const [seller, buyer] = body.parties.map((party) => party.phone_number) as [string, string];
  return { id, path: `${CONTRACTS}/${id}`, seller, buyer, token, created };
}

export const inEnglish = () =>
  aContract({ parties: aContract().parties.map((party) => ({ ...party, language: 'en' })) });

/** Both texts in English, for phones that are a fake carrier's. */
export async function proposeOverTheAir(app: App) {
  const body = inEnglish();
  const { body: created } = await app.http.post(CONTRACTS, body);
  const id: string = created.contract_id;
  await untilAsked(app, id);
  const [seller, buyer] = body.parties.map((party) => party.phone_number) as [string, string];
  return { id, seller, buyer };
}

/** The one who created the contract. */
export const issuerOf = (app: App, { token }: Agreement): Client =>
  createClient({ baseUrl: app.url, manageToken: token, retries: 0 });

/** The problem that a call ends with. */
export const refusal = (call: Promise<unknown>): Promise<NdiyoProblem> =>
  call.then(
    (answer) => {
      throw new Error(`it was not refused, but answered ${JSON.stringify(answer)}`);
    },
    (error) => {
      if (error instanceof NdiyoProblem) return error;
      throw error;
    },
  );

/** The same, where a test looks at the bare answer. */
export const asIssuer = (app: App, { token }: Agreement): Http => app.http.with({ Authorization: `Bearer ${token}` });

/** No invitation of the contract waits any more: each has been taken or refused by the carrier. */
export async function untilAsked(app: App, id: string): Promise<void> {
  await until(
    () => messagesOf(app, id, 'invitation'),
    (invitations) => invitations.every(({ status }) => status !== 'queued'),
  );
}

export async function sayYes(app: App, ...phones: string[]): Promise<void> {
  for (const phone of phones) await app.phones.reply(phone, `YES-${await app.phones.code(phone)}`);
}

export async function sayNo(app: App, phone: string): Promise<void> {
  await app.phones.reply(phone, `NO-${await app.phones.code(phone)}`);
}

export async function proposeAndConfirm(app: App, changes: Record<string, unknown> = {}): Promise<Agreement> {
  const agreement = await propose(app, changes);
  await sayYes(app, agreement.seller, agreement.buyer);
  return agreement;
}

export const read = (app: App, id: string): Promise<Contract> => app.client.contracts.get(id);

/** A receipt without the proof beside it, which follows the log as it grows. */
export const asIssued = (receipt: string): string => receipt.replace(/,"proof":\{.*$/, '');

/** The status of the contract, then of each party in order. */
export async function statuses(app: App, id: string): Promise<string[]> {
  const { status, parties } = await read(app, id);
  return [status, ...parties.map((party) => party.status)];
}

export async function eventsOf(app: App, id: string): Promise<ContractEvent[]> {
  return (await app.client.contracts.events(id)).events;
}

export async function eventTypes(app: App, id: string): Promise<string[]> {
  return (await eventsOf(app, id)).map((event) => event.type);
}

export async function messagesOf(app: App, id: string, kind?: string): Promise<Message[]> {
  const { messages } = await app.client.contracts.messages(id);
  return messages.filter((message) => kind === undefined || message.kind === kind);
}

/** What the service made of the texts it got about a contract, oldest first. */
export async function outcomes(app: App, id: string): Promise<(string | null)[]> {
  return (await messagesOf(app, id, 'reply')).map((message) => message.outcome);
}

/** Waits until a text that matches is on the phone. */
export async function untilTold(app: App, phone: string, text: RegExp): Promise<string[]> {
  return until(
    () => app.phones.texts(phone),
    (texts) => texts.some((one) => text.test(one)),
  );
}

/** Another service on the same data, after a change to them that only time or a crash could make. */
export async function restart(app: App, between: (dataDir: string) => void = () => {}): Promise<App> {
  await app.close({ keepData: true });
  between(app.dataDir);
  return startApp({ dataDir: app.dataDir });
}
