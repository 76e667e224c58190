/** The transparency log, receipt codes, revoked keys. What was recorded stays; `contract.erased` lets a person go. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { newReceiptCode } from '../../crypto/receipt-code.js';

const TABLES = [
  `ALTER TABLE "events" ADD "leaf_index" integer`,
  `ALTER TABLE "events" ADD "leaf_salt" varchar(32)`,
  `CREATE UNIQUE INDEX "IDX_65d71565d1d5be7f5c1c9c9a94" ON "events" ("leaf_index")`,
  `CREATE TABLE "log_leaves" ("leaf_index" integer NOT NULL, "leaf_hash" varchar(64) NOT NULL, CONSTRAINT "PK_1a59594349e1c368b78098addb8" PRIMARY KEY ("leaf_index"))`,
  `CREATE TABLE "log_subtrees" ("level" integer NOT NULL, "position" integer NOT NULL, "hash" varchar(64) NOT NULL, CONSTRAINT "PK_e881339a3c7a17640e7ed6c658a" PRIMARY KEY ("level", "position"))`,
  `CREATE TABLE "log_checkpoints" ("seq" integer NOT NULL, "tree_size" integer NOT NULL, "root" varchar(64) NOT NULL, "note" text NOT NULL, CONSTRAINT "PK_7c9b5055e2da8ccaf2e75f7f8dd" PRIMARY KEY ("seq"))`,
  `CREATE TABLE "key_revocations" ("kid" varchar(43) NOT NULL, "revoked_at" varchar(24) NOT NULL, "reason" varchar(200) NOT NULL, "tree_size" integer NOT NULL, "root" varchar(64) NOT NULL, "note" text NOT NULL, CONSTRAINT "FK_0f0105bb859b79f5c34e41221cb" FOREIGN KEY ("kid") REFERENCES "signing_keys" ("kid") ON DELETE NO ACTION ON UPDATE NO ACTION, CONSTRAINT "PK_0f0105bb859b79f5c34e41221cb" PRIMARY KEY ("kid"))`,
  `ALTER TABLE "receipts" ADD "code" varchar(12)`,
  `CREATE UNIQUE INDEX "IDX_c76e248e2c78c2fde684cf2943" ON "receipts" ("code")`,
];

const LOG_TABLES = ['log_leaves', 'log_subtrees', 'log_checkpoints', 'key_revocations'];
const ERASED = `EXISTS (SELECT 1 FROM events WHERE contract_id = OLD.contract_id AND type = 'contract.erased')`;

const eventIsChanged = [
  ...['contract_id', 'seq', 'type', 'at', 'hash'].map((column) => `NEW.${column} <> OLD.${column}`),
  `COALESCE(NEW.prev, '') <> COALESCE(OLD.prev, '')`,
  // The place in the log is given once.
  `(OLD.leaf_index IS NOT NULL AND COALESCE(NEW.leaf_index, -1) <> OLD.leaf_index)`,
].join(' OR ');
const eventIsEmptied = `NEW.data <> OLD.data OR (OLD.leaf_salt IS NOT NULL AND COALESCE(NEW.leaf_salt, '') <> OLD.leaf_salt)`;

/** A change that is refused always, or until an event of the contract says that a person was erased from it. */
interface Guard {
  name: string;
  change: string;
  when?: string;
  unlessErased?: true;
  message: string;
}

const insertOnly = (table: string): Guard[] =>
  ['UPDATE', 'DELETE'].map((change) => ({
    name: `${table}_no_${change.toLowerCase()}`,
    change: `${change} ON ${table}`,
    message: `${table} is insert-only`,
  }));

const FINAL = 'a recorded document never changes';
const GUARDS: Guard[] = [
  ...LOG_TABLES.flatMap(insertOnly),
  { name: 'events_no_update', change: 'UPDATE ON events', when: eventIsChanged, message: 'events is insert-only' },
  {
    ...{ name: 'events_no_emptying', change: 'UPDATE ON events', when: eventIsEmptied },
    ...{ unlessErased: true, message: 'events is insert-only' },
  },
  { name: 'events_no_delete', change: 'DELETE ON events', message: 'events is insert-only' },
  { name: 'receipts_no_update', change: 'UPDATE ON receipts', message: 'receipts is insert-only' },
  {
    ...{ name: 'receipts_no_delete', change: 'DELETE ON receipts' },
    ...{ unlessErased: true, message: 'receipts is insert-only' },
  },
  {
    ...{ name: 'attestation_is_final', change: 'UPDATE OF contract_hash, attestation ON contract_versions' },
    message: FINAL,
  },
  {
    ...{ name: 'document_is_final', change: 'UPDATE OF document ON contract_versions' },
    ...{ unlessErased: true, message: FINAL },
  },
];

const SQLITE_DROPPED = ['events_no_update', 'events_no_delete', 'receipts_no_update', 'receipts_no_delete'].map(
  (name) => `DROP TRIGGER ${name}`,
);
const POSTGRES_DROPPED = ['events', 'receipts'].map((table) => `DROP TRIGGER ${table}_insert_only ON ${table}`);

const sqliteGuard = ({ name, change, when, unlessErased, message }: Guard): string => {
  const conditions = [...(when ? [`(${when})`] : []), ...(unlessErased ? [`NOT ${ERASED}`] : [])].join(' AND ');
  return `CREATE TRIGGER ${name} BEFORE ${change} ${conditions && `WHEN ${conditions}`} BEGIN SELECT RAISE(ABORT, '${message}'); END`;
};

const REFUSE_UNLESS_ERASED = `CREATE FUNCTION refuse_unless_erased() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NOT ${ERASED} THEN RAISE EXCEPTION '%', TG_ARGV[0]; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW; END $$`;

const postgresGuard = ({ name, change, when, unlessErased, message }: Guard): string =>
  `CREATE TRIGGER ${name} BEFORE ${change} FOR EACH ROW ${when ? `WHEN (${when})` : ''}
    EXECUTE FUNCTION ${unlessErased ? 'refuse_unless_erased' : 'refuse'}('${message}')`;

export class TransparencyLog1798000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isSqlite = runner.connection.options.type === 'better-sqlite3';
    const before = isSqlite
      ? [...SQLITE_DROPPED, 'DROP TRIGGER document_is_final']
      : [...POSTGRES_DROPPED, 'DROP TRIGGER document_is_final ON contract_versions', REFUSE_UNLESS_ERASED];
    for (const statement of [...before, ...TABLES]) await runner.query(statement);
    await giveCodes(runner, isSqlite);
    for (const guard of GUARDS) await runner.query(isSqlite ? sqliteGuard(guard) : postgresGuard(guard));
  }

  async down(): Promise<void> {
    throw new Error('The log is not taken back: it is what shows that nothing was');
  }
}

/** Receipts issued before get theirs. */
async function giveCodes(runner: QueryRunner, isSqlite: boolean): Promise<void> {
  const receipts: { contract_id: string; version: number }[] = await runner.query(
    'SELECT contract_id, version FROM receipts',
  );
  const [code, id, version] = isSqlite ? ['?', '?', '?'] : ['$1', '$2', '$3'];
  const update = `UPDATE receipts SET code = ${code} WHERE contract_id = ${id} AND version = ${version}`;
  for (const receipt of receipts) await runner.query(update, [newReceiptCode(), receipt.contract_id, receipt.version]);
}
