/** Rows that satisfy the schema, for tests that care about something else. */
import type { Contract, ContractVersion } from '../../src/persistence/contract.entities.js';
import type { ContractEvent } from '../../src/persistence/evidence.entities.js';

export const AT = '2026-11-22T10:11:12.345Z';

export const aContractRow = (changes: Partial<Contract> = {}): Contract => ({
  ...{ id: 'AG-2026-000000000', account_id: 'community', contract_type: 'agricultural_supply', status: 'pending' },
  ...{ version: 1, external_id: null, manage_token_hash: null, created_at: AT, confirmed_at: null, completed_at: null },
  ...changes,
});

export const aVersionRow = (changes: Partial<ContractVersion> = {}): ContractVersion => ({
  ...{ contract_id: 'AG-2026-000000000', version: 1, status: 'pending', document: '{}', contract_hash: 'a'.repeat(64) },
  ...{ attestation: 'a.b.c', created_at: AT, expires_at: AT, decided_at: null },
  ...changes,
});

export const anEventRow = (changes: Partial<ContractEvent> = {}): ContractEvent => ({
  ...{ contract_id: 'AG-2026-000000000', seq: 1, type: 'contract.created', at: AT, data: '{}', prev: null },
  ...{ hash: 'b'.repeat(64), leaf_index: null, leaf_salt: null },
  ...changes,
});

let next = 0;
/** Well made ids, each once. */
export const aContractId = (): string => `VC-2026-${String(++next).padStart(9, '0')}`;
