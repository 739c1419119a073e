import type { Address, Hex } from 'viem';
import { BatchRead, type Read, returnedWord } from './batchRead.ts';
import { coreCall, coreSignature } from './core/naming.ts';
import type { RedemptionTerms } from './core/redemption.ts';
import type { System } from './system.ts';

/** What the contracts say of themselves after a block; 18 decimals unless stated. */
export interface SystemState {
  /** Debt in the active and the default pool: all that is owed. */
  readonly debt: bigint;
  /** Collateral in the active and the default pool. */
  readonly collateral: bigint;
  /** The stablecoin's total supply. */
  readonly supply: bigint;
  /** The Stability Pool's own record of its deposits, and the tokens it holds. */
  readonly poolStable: bigint;
  readonly poolTokens: bigint;
  /** The Stability Pool's own record of its collateral. */
  readonly poolCollateral: bigint;
  /** Reserves of the DEX pool. */
  readonly dexStable: bigint;
  readonly dexCollateral: bigint;
  /** Backstop's compounded deposit in the Stability Pool; 0 without a BAMM. */
  readonly backstopDeposit: bigint;
  /** Backstop's collateral gain not yet paid out by the Stability Pool; its own balance comes on top. */
  readonly backstopGain: bigint;
  /** Shares of the BAMM. */
  readonly backstopShares: bigint;
  /** Undefined unless it is asked for. */
  readonly redemption: RedemptionTerms | undefined;
}

export interface SystemReads {
  /** The BAMM's address, if the backstop is one. */
  readonly bamm: Address | undefined;
  /** Whether somebody looks at the fees of redemptions and new debt. */
  readonly redemption: boolean;
}

/** The reads behind `SystemState`, as one call. */
export class SystemStateReader {
  readonly #batch: BatchRead;
  readonly #stableFirst: boolean;
  readonly #hasBamm: boolean;
  /** Where the redemption terms stand among the reads. */
  readonly #redemptionAt: number | undefined;

  constructor(system: System, { bamm, redemption }: SystemReads) {
    const { core, naming, pair, weth, reader } = system;
    const read = (target: Address, signature: string, args: readonly Address[] = []): Read => ({
      target,
      data: coreCall(naming, signature, args),
      name: coreSignature(naming, signature),
    });
    const reads = [
      read(core.activePool, 'getLUSDDebt()'),
      read(core.defaultPool, 'getLUSDDebt()'),
      read(core.activePool, 'getETH()'),
      read(core.defaultPool, 'getETH()'),
      read(core.stablecoin, 'totalSupply()'),
      read(core.stabilityPool, 'getTotalLUSDDeposits()'),
      read(core.stablecoin, 'balanceOf(address)', [core.stabilityPool]),
      read(core.stabilityPool, 'getETH()'),
      read(pair, 'getReserves()'),
    ];
    if (bamm !== undefined) {
      reads.push(
        read(core.stabilityPool, 'getCompoundedLUSDDeposit(address)', [bamm]),
        read(core.stabilityPool, 'getDepositorETHGain(address)', [bamm]),
        read(bamm, 'total()'),
      );
    }
    if (redemption) {
      this.#redemptionAt = reads.length;
      const views = ['getRedemptionRate()', 'baseRate()', 'lastFeeOperationTime()', 'getBorrowingRateWithDecay()'];
      reads.push(...views.map((view) => read(core.troveManager, view)));
    }
    this.#batch = new BatchRead(reader, reads);
    // Uniswap v2 sorts a pair's tokens by address.
    this.#stableFirst = BigInt(core.stablecoin) < BigInt(weth);
    this.#hasBamm = bamm !== undefined;
  }

  get call() {
    return this.#batch.call;
  }

  decode(returned: Hex): SystemState {
    const data = this.#batch.decode(returned);
    const at = (i: number, word = 0): bigint => returnedWord(data[i] as Hex, word);
    const first = this.#redemptionAt;
    const [reserve0, reserve1] = [at(8, 0), at(8, 1)];
    return {
      debt: at(0) + at(1),
      collateral: at(2) + at(3),
      supply: at(4),
      poolStable: at(5),
      poolTokens: at(6),
      poolCollateral: at(7),
      dexStable: this.#stableFirst ? reserve0 : reserve1,
      dexCollateral: this.#stableFirst ? reserve1 : reserve0,
      backstopDeposit: this.#hasBamm ? at(9) : 0n,
      backstopGain: this.#hasBamm ? at(10) : 0n,
      backstopShares: this.#hasBamm ? at(11) : 0n,
      redemption:
        first === undefined
          ? undefined
          : {
              floor: at(first) - at(first + 1),
              baseRate: at(first + 1),
              since: Number(at(first + 2)),
              borrowing: at(first + 3),
            },
    };
  }
}
