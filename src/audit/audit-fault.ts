/** The first place where the record does not hold, in a sentence an operator can act on. */
export class AuditFault extends Error {}
