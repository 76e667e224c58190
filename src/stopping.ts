/** That the service is about to end: whoever begins work by itself hears it first, and begins nothing more. */
import { Injectable } from '@nestjs/common';

@Injectable()
export class Stopping {
  private readonly listeners: (() => void)[] = [];
  private isSo = false;

  get hasBegun(): boolean {
    return this.isSo;
  }

  whenBegun(listener: () => void): void {
    this.listeners.push(listener);
  }

  begin(): void {
    this.isSo = true;
    for (const listener of this.listeners.splice(0)) listener();
  }
}
