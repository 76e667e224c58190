/** Clients at work: some hands make contracts, others answer for the parties, some of whom say nothing. */
import { setTimeout as pause } from 'node:timers/promises';
import { signed, smsCallback } from './callbacks.js';
import { keepBusy } from './crew.js';
import type { Issuer, Told } from './issuer.js';
import type { Random } from './random.js';
import type { Stage } from './stage.js';
import type { Wishes } from './wishes.js';

const HANDS = 5; // of each kind
const CODE_MS = 120_000;

/** Returns what lets every hand finish what it holds, and then ends. */
export function startClients(stage: Stage, issuer: Issuer, wishes: Wishes, random: Random): () => Promise<void> {
  const unanswered: Told[] = [];
  const proposers = keepBusy(HANDS, async () => {
    const told = await issuer.propose(wishes.next());
    if (told && random.isLucky(0.5)) unanswered.push(told);
    await pause(random.between(0, 60));
  });
  const answerers = keepBusy(HANDS, async () => {
    const told = unanswered.shift();
    if (told) await sayYes(stage, issuer, told, random.isLucky(0.6) ? 2 : 1);
    else await pause(20);
  });
  return async () => {
    for (const crew of [proposers, answerers]) await crew.stop();
  };
}

async function sayYes(stage: Stage, issuer: Issuer, { wish }: Told, parties: number): Promise<void> {
  for (const phone of wish.phones.slice(0, parties)) {
    const code = await stage.texts.untilCode(phone, CODE_MS);
    const id = `reply-${wish.key}-${phone}`;
    await issuer.post(id, smsCallback({ from: phone, text: `YES-${code}`, id }, signed(stage.webhookSecret)));
  }
}
