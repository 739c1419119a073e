import { type Abi, type Address, encodeFunctionData, maxUint256, parseAbi } from 'viem';
import type { ChainTransaction } from '../../src/chain/chain.ts';
import { WAD } from '../../src/core/units.ts';
import type { UpstreamSystem } from './deploySystem.ts';
import { BANK, BUYER, KEEPER } from './people.ts';
import { type PlannedTrove, PRICE } from './troves.ts';

const ABI: Abi = parseAbi([
  'function openTrove(uint256 maxFee, uint256 amount, address upper, address lower) payable',
  'function addColl(address upper, address lower) payable',
  'function batchLiquidateTroves(address[] troves)',
  'function provideToSP(uint256 amount, address frontEnd)',
  'function withdrawFromSP(uint256 amount)',
  'function approve(address spender, uint256 amount) returns (bool)',
  'function transfer(address to, uint256 amount) returns (bool)',
  'function mint(address to) returns (uint256)',
]);
const WETH: Abi = parseAbi(['function deposit() payable']);
const BAMM: Abi = parseAbi([
  'function deposit(uint256 amount)',
  'function withdraw(uint256 shares)',
  'function swap(uint256 amount, uint256 least, address to) returns (uint256)',
]);
const NONE: Address = '0x0000000000000000000000000000000000000000';
const GAS = 2_500_000n;
const WALK_GAS = 12_000_000n;
const BPS = 10_000n;

/** What people did on a system, as transactions; amounts have 18 decimals. */
export class Calls {
  readonly #system: UpstreamSystem;

  constructor(system: UpstreamSystem) {
    this.#system = system;
  }

  /** The safest first: the TCR never dips, and each goes below the one before it in the sorted list. */
  openTroves(troves: readonly PlannedTrove[]): ChainTransaction[] {
    const to = this.#system.core.borrowerOperations;
    const sorted = [...troves].sort((a, b) => (a.collateral * b.debt > b.collateral * a.debt ? -1 : 1));
    return sorted.map(({ owner, borrow, collateral }, i) => {
      const args = [WAD, borrow, sorted[i - 1]?.owner ?? NONE, NONE];
      return call(owner, to, { functionName: 'openTrove', args, value: collateral });
    });
  }

  addCollateral({ owner }: PlannedTrove, value: bigint): ChainTransaction {
    const to = this.#system.core.borrowerOperations;
    // Told no place, the core walks its list.
    return { ...call(owner, to, { functionName: 'addColl', args: [NONE, NONE], value }), gas: WALK_GAS };
  }

  liquidate({ owner }: PlannedTrove): ChainTransaction {
    return call(KEEPER, this.#system.core.troveManager, { functionName: 'batchLiquidateTroves', args: [[owner]] });
  }

  /** A borrower sells the stablecoin that it does not keep. */
  sell({ owner, borrow, keeps }: PlannedTrove): ChainTransaction {
    return this.#transfer(owner, BANK, (borrow * (BPS - keeps)) / BPS);
  }

  handOut(to: Address, amount: bigint): ChainTransaction {
    return this.#transfer(BANK, to, amount);
  }

  fillDex(stable: bigint): ChainTransaction[] {
    const { weth, pair } = this.#system;
    const wrapped = stable / BigInt(PRICE);
    return [
      call(BANK, weth, { abi: WETH, functionName: 'deposit', args: [], value: wrapped }),
      call(BANK, weth, { functionName: 'transfer', args: [pair, wrapped] }),
      this.#transfer(BANK, pair, stable),
      call(BANK, pair, { functionName: 'mint', args: [BANK] }),
    ];
  }

  joinPool(who: Address, amount: bigint): ChainTransaction[] {
    const deposit = { functionName: 'provideToSP', args: [amount, NONE] };
    return [this.handOut(who, amount), call(who, this.#system.core.stabilityPool, deposit)];
  }

  leavePool(who: Address, amount: bigint): ChainTransaction {
    return call(who, this.#system.core.stabilityPool, { functionName: 'withdrawFromSP', args: [amount] });
  }

  joinBamm(who: Address, amount: bigint): ChainTransaction[] {
    return this.#onBamm(who, amount, { functionName: 'deposit', args: [amount] });
  }

  buyFromBamm(amount: bigint): ChainTransaction[] {
    return this.#onBamm(BUYER, amount, { functionName: 'swap', args: [amount, 1n, BUYER] });
  }

  leaveBamm(who: Address, shares: bigint): ChainTransaction[] {
    const { backstop } = this.#system;
    return backstop === undefined
      ? []
      : [call(who, backstop.address, { abi: BAMM, functionName: 'withdraw', args: [shares] })];
  }

  /** Nothing if there is no BAMM. */
  #onBamm(who: Address, amount: bigint, what: What): ChainTransaction[] {
    const { backstop, core } = this.#system;
    if (backstop === undefined) return [];
    const approve = { functionName: 'approve', args: [backstop.address, maxUint256] };
    return [
      this.handOut(who, amount),
      call(who, core.stablecoin, approve),
      call(who, backstop.address, { ...what, abi: BAMM }),
    ];
  }

  #transfer(from: Address, to: Address, amount: bigint): ChainTransaction {
    return call(from, this.#system.core.stablecoin, { functionName: 'transfer', args: [to, amount] });
  }
}

interface What {
  readonly functionName: string;
  readonly args: readonly unknown[];
  /** Wei. */
  readonly value?: bigint;
  readonly abi?: Abi;
}

function call(from: Address, to: Address, { functionName, args, value = 0n, abi = ABI }: What): ChainTransaction {
  return { from, to, data: encodeFunctionData({ abi, functionName, args }), value, gas: GAS };
}
