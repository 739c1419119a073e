import { type Address, parseAbi } from 'viem';
import { WAD } from '../../core/units.ts';
import { encodeCall } from '../encodeCall.ts';
import type { EncodedIntent, Intent } from '../intent.ts';
import type { System } from '../system.ts';
import type { TroveBook } from '../troveBook.ts';

/** Liquity's functions; no core of its lineage has been seen to name these otherwise. */
const ABI = parseAbi([
  'function openTrove(uint256 maxFee, uint256 amount, address upper, address lower) payable',
  'function addColl(address upper, address lower) payable',
  'function adjustTrove(uint256 maxFee, uint256 collWithdrawal, uint256 change, bool isIncrease, address upper, address lower) payable',
  'function closeTrove()',
  'function claimCollateral()',
  'function batchLiquidateTroves(address[] troves)',
  'function redeemCollateral(uint256 amount, address first, address upper, address lower, uint256 partialRatio, uint256 maxIterations, uint256 maxFee)',
]);

/** Borrowers accept any borrowing fee: 100 %. */
const ANY_FEE = WAD;

/** Measured limits with room: see docs/architecture.md, "Gas". */
const GAS = { openTrove: 700_000n, adjust: 600_000n, close: 500_000n, claim: 150_000n } as const;
const LIQUIDATE_BASE_GAS = 500_000n;
const LIQUIDATE_TROVE_GAS = 200_000n;
const REDEEM_BASE_GAS = 400_000n;
const REDEEM_TROVE_GAS = 200_000n;
/** As many troves as the amount takes. */
const ANY_NUMBER = 0n;
const NOMINAL_UNIT = 1e20;

/** Gas limit of a liquidation. @param troves number of them */
export function liquidationGas(troves: number): bigint {
  return LIQUIDATE_BASE_GAS + LIQUIDATE_TROVE_GAS * BigInt(troves);
}

export type LendingIntent = Extract<
  Intent,
  {
    kind:
      | 'openTrove'
      | 'addCollateral'
      | 'withdrawCollateral'
      | 'borrow'
      | 'repay'
      | 'closeTrove'
      | 'claimSurplus'
      | 'liquidate'
      | 'redeem';
  }
>;

/** @param hints owners between whose troves it belongs in the sorted list: the next safer one, the next riskier one */
export function encodeOpenTrove(
  { collateral, borrow }: { readonly collateral: bigint; readonly borrow: bigint },
  borrowerOperations: Address,
  hints: readonly [upper: Address, lower: Address],
): EncodedIntent {
  const data = encodeCall({ abi: ABI, functionName: 'openTrove', args: [ANY_FEE, borrow, ...hints] });
  return { to: borrowerOperations, data, value: collateral, gas: GAS.openTrove };
}

/**
 * Turns an intent on the lending core into a call. Places in the sorted list are looked up as of now; if others move
 * first, the contract walks on from there.
 */
export function encodeLending(
  intent: LendingIntent,
  sender: Address,
  { system, book }: { system: System; book: TroveBook },
): EncodedIntent {
  const to = system.core.borrowerOperations;
  const own = book.get(sender);
  const hints = (collateral: bigint, debt: bigint) =>
    book.hints(debt <= 0n ? Number.POSITIVE_INFINITY : Number(collateral) / Number(debt), sender);
  const adjust = (collateralOut: bigint, collateralIn: bigint, change: bigint, isIncrease: boolean): EncodedIntent => {
    const collateral = (own?.collateral ?? 0n) + collateralIn - collateralOut;
    const debt = (own?.debt ?? 0n) + (isIncrease ? change : -change);
    const args = [ANY_FEE, collateralOut, change, isIncrease, ...hints(collateral, debt)] as const;
    const data = encodeCall({ abi: ABI, functionName: 'adjustTrove', args });
    return { to, data, value: collateralIn, gas: GAS.adjust };
  };
  switch (intent.kind) {
    case 'openTrove':
      return encodeOpenTrove(intent, to, hints(intent.collateral, intent.borrow + system.constants.gasCompensation));
    case 'addCollateral': {
      const args = hints((own?.collateral ?? 0n) + intent.amount, own?.debt ?? 0n);
      const data = encodeCall({ abi: ABI, functionName: 'addColl', args });
      return { to, data, value: intent.amount, gas: GAS.adjust };
    }
    case 'withdrawCollateral':
      return adjust(intent.amount, 0n, 0n, false);
    case 'borrow':
      return adjust(0n, intent.collateral ?? 0n, intent.amount, true);
    case 'repay':
      return adjust(0n, 0n, intent.amount, false);
    case 'closeTrove':
      return { to, data: encodeCall({ abi: ABI, functionName: 'closeTrove' }), value: 0n, gas: GAS.close };
    case 'claimSurplus':
      return { to, data: encodeCall({ abi: ABI, functionName: 'claimCollateral' }), value: 0n, gas: GAS.claim };
    case 'liquidate': {
      const data = encodeCall({ abi: ABI, functionName: 'batchLiquidateTroves', args: [intent.troves] });
      const gas = liquidationGas(intent.troves.length);
      return { to: system.core.troveManager, data, value: 0n, gas };
    }
    case 'redeem': {
      const { stable, troves, nominalRatio, maxFee } = intent;
      const [first, last] = [troves[0] as Address, troves.at(-1) as Address];
      const places = book.hints(Number(nominalRatio) / NOMINAL_UNIT, last);
      const args = [stable, first, ...places, nominalRatio, ANY_NUMBER, maxFee] as const;
      const data = encodeCall({ abi: ABI, functionName: 'redeemCollateral', args });
      const gas = REDEEM_BASE_GAS + REDEEM_TROVE_GAS * BigInt(troves.length);
      return { to: system.core.troveManager, data, value: 0n, gas };
    }
  }
}
