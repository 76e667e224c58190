/** The middle of some figures, and their spread. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export const lowest = (values: number[]): number => Math.min(...values);
export const highest = (values: number[]): number => Math.max(...values);
