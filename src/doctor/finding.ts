/** One thing the doctor looked at, what it saw, and what to do about it. */
export interface Finding {
  check: string;
  level: 'ok' | 'note' | 'warning' | 'wrong';
  detail: string;
  advice?: string;
}

export type Level = Finding['level'];

export const ok = (check: string, detail: string): Finding => ({ check, level: 'ok', detail });
/** Could not be looked at, or is for a person to decide. */
export const note = (check: string, detail: string, advice?: string): Finding => finding(check, 'note', detail, advice);
export const warning = (check: string, detail: string, advice: string) => finding(check, 'warning', detail, advice);
export const wrong = (check: string, detail: string, advice: string) => finding(check, 'wrong', detail, advice);

const finding = (check: string, level: Level, detail: string, advice?: string): Finding => ({
  ...{ check, level, detail },
  ...(advice !== undefined && { advice }),
});
