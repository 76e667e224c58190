/** The state machine. Nothing else writes a contract's status; the database refuses any other edge as well. */
import { Contract } from '../persistence/contract.entities.js';
import { Problem } from '../problems/problem.js';
import type { Tx } from '../transactions/tx.js';

export const STATUSES = [
  ...(['pending', 'confirmed', 'declined', 'expired', 'cancelled'] as const),
  ...(['active', 'disputed', 'completed'] as const),
];
export type ContractStatus = (typeof STATUSES)[number];
export type Move = 'confirm' | 'decline' | 'expire' | 'cancel' | 'activate' | 'complete' | 'dispute';

const MOVES: Record<Move, { from: ContractStatus[]; to: ContractStatus }> = {
  confirm: { from: ['pending'], to: 'confirmed' },
  decline: { from: ['pending'], to: 'declined' },
  expire: { from: ['pending'], to: 'expired' },
  cancel: { from: ['pending', 'disputed'], to: 'cancelled' },
  activate: { from: ['confirmed', 'disputed'], to: 'active' },
  complete: { from: ['active', 'disputed'], to: 'completed' },
  dispute: { from: ['confirmed', 'active'], to: 'disputed' },
};

/** What an issuer may ask for; the other moves are made by the parties and by time. */
export const ISSUER_MOVES = ['cancel', 'activate', 'complete', 'dispute'] as const satisfies Move[];
export type IssuerMove = (typeof ISSUER_MOVES)[number];

export const issuerMoveTo = (status: string): IssuerMove | undefined =>
  ISSUER_MOVES.find((move) => MOVES[move].to === status);

export const allowedMoves = (status: string): IssuerMove[] =>
  ISSUER_MOVES.filter((move) => (MOVES[move].from as string[]).includes(status));

/** Moves a contract whose row the caller holds locked. */
export async function moveContract(tx: Tx, contract: Contract, move: Move, at: string): Promise<ContractStatus> {
  const { from, to } = MOVES[move];
  if (!(from as string[]).includes(contract.status)) {
    const allowed = allowedMoves(contract.status);
    const could = allowed.length > 0 ? `; from here it can: ${allowed.join(', ')}` : ', which is final';
    throw new Problem('move-not-allowed', `Cannot ${move}: the contract is ${contract.status}${could}`, {
      members: { current_status: contract.status, allowed_moves: allowed },
    });
  }
  const stamp = to === 'confirmed' ? { confirmed_at: at } : to === 'completed' ? { completed_at: at } : {};
  await tx.update(Contract, { id: contract.id }, { status: to, ...stamp });
  return to;
}
