/** What a contract of two parties should come to, written from the wire contract and nothing else. */
export class ModelContract {
  status: 'pending' | 'confirmed' | 'declined' = 'pending';
  readonly parties: ('pending' | 'confirmed' | 'declined')[] = ['pending', 'pending'];
  readonly deliveries: ('sent' | 'delivered' | 'failed')[] = ['sent', 'sent'];
  private before: ('sent' | 'delivered' | 'failed')[] = ['sent', 'sent'];

  constructor(readonly id: string) {}

  /** A yes may follow a yes, and a no a yes, while the contract is pending; afterwards nothing counts. */
  hear(party: number, answer: 'yes' | 'no'): void {
    if (this.status !== 'pending') return;
    this.parties[party] = answer === 'yes' ? 'confirmed' : 'declined';
    if (answer === 'no') this.status = 'declined';
    else if (this.parties.every((one) => one === 'confirmed')) this.status = 'confirmed';
  }

  /** A final state stands. */
  report(party: number, status: string): void {
    this.before = [...this.deliveries];
    if (this.deliveries[party] !== 'sent') return;
    if (status === 'Success') this.deliveries[party] = 'delivered';
    if (status === 'Failed') this.deliveries[party] = 'failed';
  }

  /** The last report was about something else. */
  forgetReport(party: number): void {
    this.deliveries[party] = this.before[party]!;
  }
}
