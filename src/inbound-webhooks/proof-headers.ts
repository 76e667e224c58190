/** The proof a callback carries in its headers. Node joins repeated ones; a repeated proof must be seen as such. */
export interface ProofHeaders {
  /** Each value of the header, in the order received. */
  signatures: string[];
  timestamps: string[];
}

export function proofHeaders(rawHeaders: string[]): ProofHeaders {
  const valuesOf = (name: string) =>
    rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]!.toLowerCase() === name);
  return { signatures: valuesOf('x-signature'), timestamps: valuesOf('x-timestamp') };
}
