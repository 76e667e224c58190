/** Takes a former signing key back: from then on it proves only what stands in the log already. */
import { Inject, Injectable } from '@nestjs/common';
import { AccessEventsService } from '../accounts/access-events.service.js';
import { COMMUNITY } from '../accounts/community.js';
import { KeyRevocation, SigningKeyRecord } from '../persistence/evidence.entities.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import { Transactions, type Tx } from '../transactions/tx.js';
import { findLastCheckpoint } from './log-tree.js';
import { SequencerService } from './sequencer.service.js';

@Injectable()
export class KeyRevocationsService {
  constructor(
    @Inject(SigningKeysService) private readonly keys: SigningKeysService,
    @Inject(SequencerService) private readonly sequencer: SequencerService,
    @Inject(AccessEventsService) private readonly accessEvents: AccessEventsService,
    @Inject(Transactions) private readonly transactions: Transactions,
  ) {}

  /**
   * The log as it then is, with every recorded event in it, is signed by the current key; the key set names its size.
   *
   * @param reason shown to everybody in the key set, at most 200 characters
   * @throws Error with a sentence an operator can act on
   */
  revoke(kid: string, reason: string, now: Date): Promise<KeyRevocation> {
    const revoked_at = now.toISOString();
    return this.transactions.run(async (tx) => {
      await tx.lock('log');
      await this.assertRevocable(tx, kid);
      const { tree_size, root, note } = await this.sequencer.signWhole(tx, [`revoked ${kid} ${revoked_at}`]);
      const revocation = { kid, revoked_at, reason, tree_size, root, note };
      await tx.insert(KeyRevocation, revocation);
      const fact = { type: 'signing-key.revoked', subject: `signing-key ${kid}`, details: { reason } };
      await this.accessEvents.record(tx, { accountId: COMMUNITY, actor: 'command line', ...fact }, now);
      return revocation;
    });
  }

  private async assertRevocable(tx: Tx, kid: string): Promise<void> {
    if (kid === this.keys.current.kid) throw new Error(`${kid} is the current key: ${FIRST}`);
    const known = await tx.sql<Pick<SigningKeyRecord, 'kid'>>`SELECT kid FROM signing_keys WHERE kid = ${kid}`;
    if (known.length === 0) throw new Error(`There is no key ${kid}: signing-keys list shows those there are.`);
    const [revoked] = await tx.sql<Pick<KeyRevocation, 'revoked_at'>>`
      SELECT revoked_at FROM key_revocations WHERE kid = ${kid}`;
    if (revoked) throw new Error(`${kid} was revoked on ${revoked.revoked_at} already.`);
    // A server that was not restarted would go on to issue receipts that nobody believes.
    const last = await findLastCheckpoint(tx);
    if (!last || !this.sequencer.hasSigned(last)) throw new Error(NOT_RESTARTED);
  }
}

const FIRST = 'signing-keys rotate first, then restart every server, then revoke.';
const NOT_RESTARTED =
  'The log was last signed with another key than the current one: a server still runs with it. Restart every server, then revoke.';
