import type { Abi } from 'viem';
import { UsageError } from '../../core/errors.ts';
import type { Artifact } from '../artifacts.ts';
import { compileVariant } from './variants.ts';

/**
 * One of our contracts, compiled to call the Stability Pool's functions by the names that they have on a fork.
 *
 * @param names the pool's own by Liquity's
 * @throws UsageError if a name can't be used
 */
export function renamedArtifact(contract: 'BackstopAMM', names: Readonly<Record<string, string>>): Artifact {
  try {
    const { abi, bytecode } = compileVariant(contract, names);
    const calls = Object.values(names).join(', ');
    return {
      name: contract,
      abi: abi as Abi,
      bytecode,
      source: `breakwater contracts/${contract}.sol, calling ${calls}`,
    };
  } catch (cause) {
    throw new UsageError(`${contract} can not be compiled for this Stability Pool`, {
      facts: { names: Object.values(names).join(', '), reason: cause instanceof Error ? cause.message : String(cause) },
      remedy: 'correct naming in the address book: its words and names must give the functions of the Stability Pool',
      cause,
    });
  }
}
