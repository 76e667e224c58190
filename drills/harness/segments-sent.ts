/** What the carrier would bill, counted without the service's own code: its texts are of letters that cost one septet. */
import type { FakeCarrier } from '../../test/fakes/fake-carrier.js';

const PLAIN = /^[A-Za-z0-9 .,:;'"?!()/+=-]*$/;

export function segmentsSent({ journal }: FakeCarrier): number {
  return journal.reduce((sum, { form }) => sum + (form.to ?? '').split(',').length * segmentsOf(form.message ?? ''), 0);
}

function segmentsOf(text: string): number {
  if (!PLAIN.test(text)) throw new Error(`a text with letters that cost more: ${text}`);
  return text.length <= 160 ? 1 : Math.ceil(text.length / 153);
}
