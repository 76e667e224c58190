/** Progress goes to standard error: standard output holds nothing but results. */
export function say(sentence: string): void {
  process.stderr.write(`  ${sentence}\n`);
}
