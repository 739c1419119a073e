import { type Address, type Hex, toEventSelector, toFunctionSelector } from 'viem';

/**
 * How a lending core of the Liquity lineage names what Liquity v1 names after its tokens. A word stands for Liquity's
 * own in every name: with `stable: ZUSD`, `getLUSDDebt` is `getZUSDDebt`. What is named otherwise stands under `names`.
 */
export interface CoreNaming {
  /** In place of LUSD. */
  readonly stable: string;
  /** In place of LQTY. */
  readonly reward: string;
  /** In place of ETH. */
  readonly collateral: string;
  /** Liquity's name of a function or event → this core's, for what the words don't give. */
  readonly names?: Readonly<Record<string, string>>;
}

/** Liquity v1's own names. */
export const LIQUITY_NAMING: CoreNaming = { stable: 'LUSD', reward: 'LQTY', collateral: 'ETH' };

/** This core's name of a function or event. @param name Liquity's */
export function coreName({ stable, reward, collateral, names }: CoreNaming, name: string): string {
  const own = names?.[name];
  if (own !== undefined) return own;
  // In one pass: a word put in may hold another one, such as ETHUSD.
  const words: Readonly<Record<string, string>> = { LUSD: stable, LQTY: reward, ETH: collateral };
  return name.replace(/LUSD|LQTY|ETH/g, (word) => words[word] ?? word);
}

/** A signature under this core's name. @param signature Liquity's, e.g. `getCompoundedLUSDDeposit(address)` */
export function coreSignature(naming: CoreNaming, signature: string): string {
  const open = signature.indexOf('(');
  return coreName(naming, signature.slice(0, open)) + signature.slice(open);
}

export function coreSelector(naming: CoreNaming, signature: string): Hex {
  return toFunctionSelector(coreSignature(naming, signature));
}

export function coreTopic(naming: CoreNaming, signature: string): Hex {
  return toEventSelector(coreSignature(naming, signature));
}

/** Calldata of a function that takes addresses alone. @param signature Liquity's */
export function coreCall(naming: CoreNaming, signature: string, args: readonly Address[] = []): Hex {
  return `${coreSelector(naming, signature)}${args.map((arg) => arg.slice(2).padStart(64, '0')).join('')}` as Hex;
}
