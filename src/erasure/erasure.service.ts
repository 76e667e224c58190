/**
 * Removes a person from the record by the number. What was signed about them goes with them: documents, receipts, texts.
 * Events keep their hashes and the log its leaves, which without their salts say nothing of anybody.
 */
import { Inject, Injectable } from '@nestjs/common';
import { EventsService } from '../evidence/events.service.js';
import { Contract, type ContractVersion, type Party } from '../persistence/contract.entities.js';
import { Reads } from '../transactions/reads.js';
import { FOR_UPDATE } from '../transactions/sql.js';
import { Transactions, type Tx } from '../transactions/tx.js';
import { ERASED, redactDecision, redactDocument } from './redaction.js';

export interface Traces {
  contracts: { id: string; status: string }[];
  /** Texts to and from the number that are about no contract. */
  strayTexts: number;
}

export class NotErasable extends Error {}

@Injectable()
export class ErasureService {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(EventsService) private readonly events: EventsService,
  ) {}

  /** @param phoneNumber E.164 */
  async find(phoneNumber: string): Promise<Traces> {
    const contracts = await this.reads.sql<{ id: string; status: string }>`SELECT id, status FROM contracts
      WHERE id IN (SELECT contract_id FROM parties WHERE phone_number = ${phoneNumber}) ORDER BY id`;
    const [texts] = await this.reads.sql<{ n: number | string }>`SELECT count(*) AS n FROM messages
      WHERE phone_number = ${phoneNumber} AND contract_id IS NULL`;
    return { contracts, strayTexts: Number(texts!.n) };
  }

  /** @throws NotErasable, nothing done, while a contract with the number awaits answers or a text about it is on its way */
  async assertErasable(phoneNumber: string): Promise<void> {
    const [open] = await this.reads.sql<{ contract_id: string }>`SELECT contract_id FROM parties
      WHERE phone_number = ${phoneNumber} AND open_until IS NOT NULL LIMIT 1`;
    if (open) throw new NotErasable(`Contract ${open.contract_id} still awaits answers: cancel it first.`);
    const [queued] = await this.reads.sql<{ contract_id: string }>`SELECT m.contract_id FROM messages m
      WHERE m.status = 'queued' AND m.contract_id IN (SELECT contract_id FROM parties WHERE phone_number = ${phoneNumber})
      LIMIT 1`;
    if (queued)
      throw new NotErasable(`Texts about contract ${queued.contract_id} are on their way: try again shortly.`);
  }

  /** One contract at a time, each whole or not at all. */
  async eraseFromContract(phoneNumber: string, contractId: string, now: Date): Promise<void> {
    await this.transactions.run(async (tx) => {
      await tx.lock('log'); // the sequencer writes to the same events
      const [contract] = await tx.sql<Contract>`SELECT * FROM contracts WHERE id = ${contractId} ${FOR_UPDATE}`;
      const parties = await tx.sql<Party>`SELECT * FROM parties WHERE contract_id = ${contractId}`;
      const own = parties.filter((party) => party.phone_number === phoneNumber);
      if (own.length === 0) return;
      const party_ids = [...new Set(own.map((party) => party.party_id))].sort();
      const { version, status } = contract!;
      const at = now.toISOString();
      await this.events.record(tx, contractId, 'contract.erased', at, { version, status, party_ids });
      await redactVersions(tx, contractId, phoneNumber, at);
      for (const party of parties) await redactParty(tx, party, phoneNumber);
      await tx.sql`DELETE FROM arrivals
        WHERE message_id IN (SELECT id FROM messages WHERE contract_id = ${contractId})`;
      await tx.sql`UPDATE messages SET text = '', phone_number =
          CASE WHEN phone_number = ${phoneNumber} THEN ${ERASED} ELSE phone_number END
        WHERE contract_id = ${contractId}`;
      await tx.sql`DELETE FROM outbox WHERE order_key = ${contractId}`;
      await tx.sql`DELETE FROM one_time_codes WHERE contract_id = ${contractId}`;
      await tx.sql`DELETE FROM receipt_reissues WHERE contract_id = ${contractId}`;
      await tx.sql`DELETE FROM receipts WHERE contract_id = ${contractId}`;
      // A reason is somebody's own words.
      await tx.sql`UPDATE events SET data = '{}' WHERE contract_id = ${contractId} AND data LIKE '%"reason":%'`;
      await tx.sql`UPDATE events SET leaf_salt = NULL WHERE contract_id = ${contractId}`;
    });
  }

  /** What is about no contract. Who asked for no more texts stays on that list: else they would be texted again. */
  async eraseRest(phoneNumber: string): Promise<void> {
    const digits = phoneNumber.replace('+', '');
    await this.transactions.run(async (tx) => {
      await tx.sql`DELETE FROM arrivals WHERE message_id IN (SELECT id FROM messages WHERE phone_number = ${phoneNumber})`;
      await tx.sql`DELETE FROM messages WHERE phone_number = ${phoneNumber} AND contract_id IS NULL`;
      await tx.sql`DELETE FROM callbacks WHERE fields LIKE ${`%${digits}%`}`;
      await tx.sql`DELETE FROM outbox WHERE order_key = ${`simulator ${phoneNumber}`}`;
      await tx.sql`DELETE FROM simulator_texts WHERE phone_number = ${phoneNumber}`;
      await tx.sql`DELETE FROM simulator_phones WHERE phone_number = ${phoneNumber}`;
    });
  }
}

async function redactVersions(tx: Tx, contractId: string, phoneNumber: string, at: string): Promise<void> {
  const versions = await tx.sql<ContractVersion>`SELECT * FROM contract_versions WHERE contract_id = ${contractId}`;
  for (const { version, document } of versions) {
    const redacted = redactDocument(document, phoneNumber, at);
    await tx.sql`UPDATE contract_versions SET document = ${redacted}
      WHERE contract_id = ${contractId} AND version = ${version}`;
  }
}

async function redactParty(tx: Tx, party: Party, phoneNumber: string): Promise<void> {
  const { contract_id, version, party_id } = party;
  const isGone = party.phone_number === phoneNumber;
  const [name, number] = isGone ? [ERASED, ERASED] : [party.name, party.phone_number];
  const decision = party.decision && redactDecision(party.decision);
  await tx.sql`UPDATE parties SET name = ${name}, phone_number = ${number}, decision = ${decision}
    WHERE contract_id = ${contract_id} AND version = ${version} AND party_id = ${party_id}`;
}
