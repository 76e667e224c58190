/** Loaded into a service before its first line: its clock is so many seconds off. */
const shiftMs = Number(process.env.DRILL_CLOCK_SHIFT_S) * 1_000;
const Real = Date;

class Shifted extends Real {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(Real.now() + shiftMs);
    else super(...(given as [number]));
  }

  static override now(): number {
    return Real.now() + shiftMs;
  }
}

globalThis.Date = Shifted as DateConstructor;
