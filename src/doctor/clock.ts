/** Expiry, signed requests and stamped callbacks all rest on the clock. */
import { type Finding, note, ok, warning, wrong } from './finding.js';

const SLIGHT_S = 10;
const TOO_MUCH_S = 300; // what signed requests and stamped callbacks are allowed

/** @param date the `Date` header of an answer that arrived at `now` */
export function examineClock(whose: string, date: string | null, now: number): Finding {
  const at = Date.parse(date ?? '');
  if (Number.isNaN(at)) return note('clock', `${whose} tells no time`);
  const skew = Math.round(Math.abs(now - at) / 1_000);
  if (skew <= SLIGHT_S) return ok('clock', `agrees with ${whose}`);
  const detail = `${skew} s away from that of ${whose}`;
  const advice = 'Set it by NTP: timedatectl set-ntp true';
  return (skew < TOO_MUCH_S ? warning : wrong)('clock', detail, advice);
}
