import type { CoreAddresses } from '../system.ts';

/** What anyone may send to a core of the Liquity lineage, by Liquity's names. */
export const LIQUITY_FUNCTIONS: Readonly<Partial<Record<keyof CoreAddresses, readonly string[]>>> = {
  troveManager: [
    'liquidate(address)',
    'liquidateTroves(uint256)',
    'batchLiquidateTroves(address[])',
    'redeemCollateral(uint256,address,address,address,uint256,uint256,uint256)',
  ],
  borrowerOperations: [
    'openTrove(uint256,uint256,address,address)',
    'addColl(address,address)',
    'withdrawColl(uint256,address,address)',
    'withdrawLUSD(uint256,uint256,address,address)',
    'repayLUSD(uint256,address,address)',
    'adjustTrove(uint256,uint256,uint256,bool,address,address)',
    'closeTrove()',
    'claimCollateral()',
    'moveETHGainToTrove(address,address,address)',
  ],
  stabilityPool: [
    'provideToSP(uint256,address)',
    'withdrawFromSP(uint256)',
    'withdrawETHGainToTrove(address,address)',
    'registerFrontEnd(uint256)',
  ],
};
