/** All that is wrong with the configuration, at once: variable names and what they accept, never a value. */
export interface Fault {
  readonly name: string;
  readonly message: string;
}

export class ConfigError extends Error {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
    super(`The configuration has ${count}:\n${faults.map((fault) => `  - ${fault.message}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}
