import { WAD } from '../../core/units.ts';
import type { CoreNaming } from '../core/naming.ts';
import type { CoreConstants } from '../system.ts';

/** What Zero's bytecode fixes. (On Liquity: 200 and 1 800.) */
export const ZERO_CONSTANTS: CoreConstants = { gasCompensation: 20n * WAD, minimumNetDebt: 180n * WAD };

export const ZERO_NAMING: CoreNaming = { stable: 'ZUSD', reward: 'SOV', collateral: 'ETH' };
