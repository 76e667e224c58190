/** Leaves a carrier that is away alone: nothing but one try at a time goes to it, until one comes through. Pure. */
import { jittered } from './retry-schedule.js';

// So many failures in a row, without one success between them, are no accident.
const OPENS_AFTER = 5;
const PAUSES_MS = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000];

export class CircuitBreaker {
  private failures = 0;
  private pauses = 0;
  private openUntil = 0;
  private isProbing = false;

  get isOpen(): boolean {
    return this.failures >= OPENS_AFTER;
  }

  /** How many may go now, of `free`. */
  admits(free: number, now: number): number {
    if (now < this.openUntil) return 0;
    if (!this.isOpen) return free;
    return this.isProbing ? 0 : Math.min(1, free);
  }

  /** When it is worth looking again; 0: at once. */
  waitMs(now: number): number {
    return Math.max(0, this.openUntil - now);
  }

  took(count: number): void {
    if (this.isOpen && count > 0) this.isProbing = true;
  }

  /** True when that closed it. */
  succeeded(): boolean {
    const wasOpen = this.isOpen;
    this.failures = 0;
    this.pauses = 0;
    this.openUntil = 0;
    this.isProbing = false;
    return wasOpen;
  }

  /** `retryAfterMs` is the carrier's own word. True when that opened it. */
  failed(now: number, random: number, retryAfterMs = 0): boolean {
    const wasOpen = this.isOpen;
    this.failures++;
    this.openUntil = Math.max(this.openUntil, now + retryAfterMs);
    if (!this.isOpen || (wasOpen && !this.isProbing)) return false; // on its way since before it opened
    this.isProbing = false;
    const pause = PAUSES_MS[Math.min(this.pauses++, PAUSES_MS.length - 1)]!;
    this.openUntil = Math.max(this.openUntil, now + jittered(pause, random));
    return !wasOpen;
  }

  /** The probe came to nothing that says how the carrier is. */
  released(): void {
    this.isProbing = false;
  }
}
