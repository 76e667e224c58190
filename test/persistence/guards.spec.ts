import { STATUSES } from '../../src/contracts/contract-status.js';
import { Contract, ContractVersion, Party } from '../../src/persistence/contract.entities.js';
import { Database } from '../../src/persistence/database.js';
import {
  ContractEvent,
  KeyRevocation,
  Receipt,
  ReceiptReissue,
  SigningKeyRecord,
} from '../../src/persistence/evidence.entities.js';
import { LogCheckpoint, LogLeaf, LogSubtree } from '../../src/persistence/log.entities.js';
import { Message } from '../../src/persistence/message.entities.js';
import type { Tx } from '../../src/transactions/tx.js';
import { onEveryEngine, type Place, refusalOf } from './engines.js';
import { AT, aContractId, aContractRow, anEventRow, aVersionRow } from './rows.js';

/** The edges of the wire contract, written out a second time on purpose. */
const EDGES: Record<string, string[]> = {
  pending: ['confirmed', 'declined', 'expired', 'cancelled'],
  confirmed: ['active', 'disputed'],
  active: ['completed', 'disputed'],
  disputed: ['active', 'completed', 'cancelled'],
};

onEveryEngine((freshPlace) => {
  let place: Place;
  let database: Database;
  const id = aContractId();
  beforeAll(async () => {
    place = await freshPlace();
    database = await Database.open(place.address);
    await run(async (tx) => {
      await tx.insert(Contract, aContractRow({ id }));
      await tx.insert(ContractVersion, aVersionRow({ contract_id: id }));
      await tx.insert(ContractEvent, anEventRow({ contract_id: id }));
      await tx.insert(Receipt, { contract_id: id, version: 1, issued_at: AT, receipt: '{}' });
      await tx.insert(ReceiptReissue, { contract_id: id, version: 1, issue: 2, issued_at: AT, receipt: '{}' });
      await tx.insert(SigningKeyRecord, { kid: 'k', public_jwk: '{}', first_used_at: AT });
      const revocation = { reason: 'lost', tree_size: 0, root: 'c'.repeat(64), note: 'note' };
      await tx.insert(LogLeaf, { leaf_index: 0, leaf_hash: 'a'.repeat(64) });
      await tx.insert(LogSubtree, { level: 1, position: 0, hash: 'a'.repeat(64) });
      await tx.insert(LogCheckpoint, { seq: 1, tree_size: 1, root: 'a'.repeat(64), note: 'note' });
      await tx.insert(KeyRevocation, { kid: 'k', revoked_at: AT, ...revocation });
    });
  }, 30_000);
  afterAll(async () => {
    await database.close();
    await place.drop();
  });

  const run = (work: (tx: Tx) => Promise<unknown>) => database.transactions.run(work);

  test.each<[string, (tx: Tx) => Promise<unknown>]>([
    ['an event’s data', (tx) => tx.sql`UPDATE events SET data = ${'{"a":1}'}`],
    ['an event’s hash', (tx) => tx.sql`UPDATE events SET hash = ${'c'.repeat(64)}`],
    ['an event away', (tx) => tx.sql`DELETE FROM events`],
    ['a receipt', (tx) => tx.sql`UPDATE receipts SET receipt = ${'{"a":1}'}`],
    ['a receipt away', (tx) => tx.sql`DELETE FROM receipts`],
    ['a receipt issued again', (tx) => tx.sql`UPDATE receipt_reissues SET receipt = ${'{"a":1}'}`],
    ['a receipt issued again away', (tx) => tx.sql`DELETE FROM receipt_reissues`],
    ['a signing key', (tx) => tx.sql`UPDATE signing_keys SET public_jwk = ${'{"a":1}'}`],
    ['a signing key away', (tx) => tx.sql`DELETE FROM signing_keys`],
    ['a revocation', (tx) => tx.sql`UPDATE key_revocations SET tree_size = 1`],
    ['a revocation away', (tx) => tx.sql`DELETE FROM key_revocations`],
    ['a leaf', (tx) => tx.sql`UPDATE log_leaves SET leaf_hash = ${'c'.repeat(64)}`],
    ['a leaf away', (tx) => tx.sql`DELETE FROM log_leaves`],
    ['a subtree', (tx) => tx.sql`UPDATE log_subtrees SET hash = ${'c'.repeat(64)}`],
    ['a subtree away', (tx) => tx.sql`DELETE FROM log_subtrees`],
    ['a checkpoint', (tx) => tx.sql`UPDATE log_checkpoints SET note = ${'other'}`],
    ['a checkpoint away', (tx) => tx.sql`DELETE FROM log_checkpoints`],
  ])('nobody changes %s: evidence is insert-only', async (_, change) => {
    expect(await refusalOf(run(change))).toMatch(/is insert-only/);
  });

  test.each<[string, (tx: Tx) => Promise<unknown>]>([
    ['document', (tx) => tx.sql`UPDATE contract_versions SET document = ${'{"a":1}'}`],
    ['hash', (tx) => tx.sql`UPDATE contract_versions SET contract_hash = ${'c'.repeat(64)}`],
    ['attestation', (tx) => tx.sql`UPDATE contract_versions SET attestation = ${'x.y.z'}`],
  ])('a recorded %s never changes, while its status may', async (_, change) => {
    expect(await refusalOf(run(change))).toContain('a recorded document never changes');
    expect(await run((tx) => tx.update(ContractVersion, { contract_id: id }, { status: 'pending' }))).toBe(1);
  });

  test('a refused change leaves everything as it was', async () => {
    const [event] = await database.reads.sql<ContractEvent>`SELECT * FROM events WHERE contract_id = ${id}`;
    expect(event).toEqual(anEventRow({ contract_id: id }));
    const [version] = await database.reads
      .sql<ContractVersion>`SELECT * FROM contract_versions WHERE contract_id = ${id}`;
    expect(version).toEqual(aVersionRow({ contract_id: id }));
  });

  test('an event gets its place in the log once, and its salt', async () => {
    const one = aContractId();
    await run((tx) => tx.insert(Contract, aContractRow({ id: one })));
    await run((tx) => tx.insert(ContractEvent, anEventRow({ contract_id: one })));
    const place = (leaf_index: number, leaf_salt: string) =>
      run((tx) => tx.update(ContractEvent, { contract_id: one }, { leaf_index, leaf_salt }));
    expect(await place(7, 'd'.repeat(32))).toBe(1);
    expect(await refusalOf(place(8, 'd'.repeat(32)))).toMatch(/is insert-only/);
    expect(await refusalOf(place(7, 'e'.repeat(32)))).toMatch(/is insert-only/);
    const event = anEventRow({ contract_id: one, seq: 2, leaf_index: 7 });
    expect(await refusalOf(run((tx) => tx.insert(ContractEvent, event)))).toMatch(/unique/i);
  });

  test('where an event says that a person was erased, document, receipt, data and salt may go; hashes and places stay', async () => {
    const one = aContractId();
    await run(async (tx) => {
      await tx.insert(Contract, aContractRow({ id: one }));
      await tx.insert(ContractVersion, aVersionRow({ contract_id: one }));
      await tx.insert(ContractEvent, anEventRow({ contract_id: one, leaf_index: 9, leaf_salt: 'd'.repeat(32) }));
      await tx.insert(ContractEvent, anEventRow({ contract_id: one, seq: 2, type: 'contract.erased' }));
      await tx.insert(Receipt, { contract_id: one, version: 1, issued_at: AT, receipt: '{}' });
      await tx.insert(ReceiptReissue, { contract_id: one, version: 1, issue: 2, issued_at: AT, receipt: '{}' });
    });
    await run(async (tx) => {
      await tx.sql`UPDATE contract_versions SET document = ${'{"less":true}'} WHERE contract_id = ${one}`;
      await tx.sql`UPDATE events SET data = ${'{}'}, leaf_salt = NULL WHERE contract_id = ${one}`;
      await tx.sql`DELETE FROM receipts WHERE contract_id = ${one}`;
      await tx.sql`DELETE FROM receipt_reissues WHERE contract_id = ${one}`;
    });
    for (const change of [
      (tx: Tx) => tx.sql`UPDATE events SET hash = ${'c'.repeat(64)} WHERE contract_id = ${one}`,
      (tx: Tx) => tx.sql`UPDATE events SET leaf_index = ${10} WHERE contract_id = ${one} AND seq = 1`,
      (tx: Tx) => tx.sql`DELETE FROM events WHERE contract_id = ${one}`,
      (tx: Tx) => tx.sql`UPDATE contract_versions SET contract_hash = ${'c'.repeat(64)} WHERE contract_id = ${one}`,
      (tx: Tx) => tx.sql`UPDATE contract_versions SET document = ${'{}'} WHERE contract_id = ${id}`,
      (tx: Tx) => tx.sql`DELETE FROM receipts WHERE contract_id = ${id}`,
    ])
      expect(await refusalOf(run(change))).toMatch(/is insert-only|never changes/);
  });

  test.each(STATUSES)('from %s a contract makes the documented moves and no other', async (from) => {
    const made: string[] = [];
    for (const to of STATUSES.filter((status) => status !== from)) {
      const one = aContractId();
      await run((tx) => tx.insert(Contract, aContractRow({ id: one, status: from })));
      const move = run((tx) => tx.update(Contract, { id: one }, { status: to }));
      const isMade = await move.then(
        () => true,
        (error: Error) => !/a contract cannot make that move/.test(error.message),
      );
      if (isMade) made.push(to);
      const [row] = await database.reads.sql<Contract>`SELECT status FROM contracts WHERE id = ${one}`;
      expect(row?.status).toBe(isMade ? to : from);
    }
    expect(made.sort()).toEqual([...(EDGES[from] ?? [])].sort());
  });

  test('a status, a direction or an answer of another name is refused', async () => {
    const message = { id: 'm', direction: 'up', phone_number: '+254712345678', kind: 'x', text: '' };
    const counts = { segments: 1, possible_duplicate: 0, created_at: AT };
    for (const insert of [
      (tx: Tx) => tx.insert(Contract, aContractRow({ id: aContractId(), status: 'maybe' })),
      (tx: Tx) => tx.insert(ContractVersion, aVersionRow({ contract_id: id, version: 2, status: 'active' })),
      (tx: Tx) => tx.insert(Message, { ...message, ...counts, status: 'queued' }),
      (tx: Tx) => tx.insert(Message, { ...message, ...counts, direction: 'in', status: 'lost' }),
    ])
      expect(await refusalOf(run(insert))).toMatch(/check constraint/i);
  });

  test('foreign keys are on: no child without its parent, no parent taken from its children', async () => {
    const orphan = aContractId();
    const party = {
      version: 1,
      party_id: 'p1',
      name: '',
      role: 'buyer',
      phone_number: '+254712345678',
      language: 'en',
    };
    const asked = { status: 'pending', code_counter: 0, asked_at: AT };
    for (const write of [
      (tx: Tx) => tx.insert(ContractVersion, aVersionRow({ contract_id: orphan })),
      (tx: Tx) => tx.insert(Party, { contract_id: orphan, ...party, ...asked }),
      (tx: Tx) => tx.insert(ContractEvent, anEventRow({ contract_id: orphan })),
      (tx: Tx) => tx.insert(Contract, aContractRow({ id: orphan, account_id: 'nobody' })),
      (tx: Tx) => tx.sql`DELETE FROM contracts WHERE id = ${id}`,
    ])
      expect(await refusalOf(run(write))).toMatch(/foreign key constraint/i);
  });
});
