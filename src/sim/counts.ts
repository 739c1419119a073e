/** Transactions so far. */
export interface Counts {
  included: number;
  reverted: number;
  expired: number;
  /** Wei. */
  gas: bigint;
}
