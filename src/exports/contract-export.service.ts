/** Everything recorded about one contract, as files whose texts are those that the API answers. Numbers as they are. */
import { Inject, Injectable } from '@nestjs/common';
import { inPages, PAGE } from '../audit/pages.js';
import { readDocument } from '../contracts/contract-document.js';
import { EventsService } from '../evidence/events.service.js';
import { ReceiptsService } from '../evidence/receipts.service.js';
import { SequencerService } from '../log/sequencer.service.js';
import type { Contract, ContractVersion } from '../persistence/contract.entities.js';
import type { Receipt } from '../persistence/evidence.entities.js';
import { Message } from '../persistence/message.entities.js';
import { messageAnswer } from '../rest/contract-answers.js';
import { Reads } from '../transactions/reads.js';

export interface Wanted {
  /** Null: of every account. */
  accountId: string | null;
  /** By when they were made: from `since` on, before `until`; times as they are stored. */
  since: string;
  until: string;
  /** Null: in any. */
  status: string | null;
}

export interface ExportedContract {
  files: Map<string, string>;
  /** One line of JSON: the contract, and what of it is there. */
  summary: string;
}

@Injectable()
export class ContractExportService {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(EventsService) private readonly events: EventsService,
    @Inject(ReceiptsService) private readonly receipts: ReceiptsService,
    @Inject(SequencerService) private readonly sequencer: SequencerService,
  ) {}

  async count({ accountId, since, until, status }: Wanted): Promise<number> {
    const [row] = await this.reads.sql<{ n: number | string }>`SELECT count(*) AS n FROM contracts
      WHERE created_at >= ${since} AND created_at < ${until}
        AND (CAST(${accountId} AS varchar(40)) IS NULL OR account_id = ${accountId})
        AND (CAST(${status} AS varchar(12)) IS NULL OR status = ${status})`;
    return Number(row!.n);
  }

  /** In the order they were made: a page costs the same wherever it begins. */
  ids({ accountId, since, until, status }: Wanted): AsyncGenerator<Pick<Contract, 'id' | 'created_at'>> {
    return inPages<Pick<Contract, 'id' | 'created_at'>>(
      (after) => this.reads.sql`SELECT id, created_at FROM contracts
        WHERE (created_at, id) > (${after?.created_at ?? since}, ${after?.id ?? ''}) AND created_at < ${until}
          AND (CAST(${accountId} AS varchar(40)) IS NULL OR account_id = ${accountId})
          AND (CAST(${status} AS varchar(12)) IS NULL OR status = ${status})
        ORDER BY created_at, id LIMIT ${PAGE}`,
    );
  }

  /** The hash of its last event: whatever is done to a contract, also erasing, changes it. */
  async headOf(id: string): Promise<string | null> {
    const [last] = await this.reads.sql<{ hash: string }>`SELECT hash FROM events
      WHERE contract_id = ${id} ORDER BY seq DESC LIMIT 1`;
    return last?.hash ?? null;
  }

  /** As it stands at one moment: read anew where something was done to it meanwhile, such as erasing. */
  async read(id: string): Promise<ExportedContract> {
    const head = await this.headOf(id);
    const contract = await this.readParts(id);
    return (await this.headOf(id)) === head ? contract : this.read(id);
  }

  private async readParts(id: string): Promise<ExportedContract> {
    const [contract] = await this.reads.sql<Contract>`SELECT * FROM contracts WHERE id = ${id}`;
    const receipts = await this.readReceipts(id);
    const versions = await this.reads.sql<ContractVersion>`SELECT * FROM contract_versions
      WHERE contract_id = ${id} ORDER BY version`;
    const standing = versions.find(({ version }) => version === contract!.version);
    const documents = versions
      .filter(({ document }) => readDocument(document).erased_at === undefined)
      .map(({ version, document }) => [documentName(version, standing?.version), document] as const);
    const events = await this.events.list(this.reads, id);
    const messages = await this.reads.manager.find(Message, { where: { contract_id: id }, order: { id: 'ASC' } });
    const shown = messages.map((message) => messageAnswer(message, { seesNumbers: true }));
    const files = new Map([...documents, ...receipts]);
    files.set('events.json', JSON.stringify({ events }));
    files.set('messages.json', JSON.stringify({ messages: shown }));
    const { manage_token_hash: _secret, id: contract_id, ...columns } = contract!;
    const counted = { events: events.length, events_head: events.at(-1)?.hash ?? null, messages: messages.length };
    const erasedAt = standing && (readDocument(standing.document).erased_at ?? null);
    const summary = {
      ...{ contract_id, ...columns, contract_hash: standing?.contract_hash ?? null, erased_at: erasedAt ?? null },
      ...{ ...counted, files: [...files.keys()] },
    };
    return { files, summary: JSON.stringify(summary) };
  }

  /** `receipt.json` is the latest; others have their version in their name. */
  private async readReceipts(id: string): Promise<[name: string, text: string][]> {
    const rows = await this.reads.sql<Pick<Receipt, 'version'>>`SELECT version FROM receipts
      WHERE contract_id = ${id} ORDER BY version DESC`;
    const named: [string, string][] = [];
    for (const [place, { version }] of rows.entries()) {
      // A proof needs the last event in the log; a server that runs has put it there mostly.
      while (await this.sequencer.isBehind()) await this.sequencer.sequence();
      const text = await this.receipts.withProof(await this.receipts.getIssued(id, version));
      named.push([place === 0 ? 'receipt.json' : `receipt-${Number(version)}.json`, text]);
    }
    return named;
  }
}

const documentName = (version: number, standing: number | undefined): string =>
  version === standing ? 'document.json' : `document-${Number(version)}.json`;
