import type { Artifact } from '../../src/protocol/solidity/compile.ts';

/**
 * Runtime code with its immutables zeroed: what was deployed from an artifact then equals its `deployedBytecode`.
 *
 * Code too short to hold an immutable is left as it is there: it equals no artifact's anyway.
 *
 * @param code runtime code as `eth_getCode` gives it, 0x-prefixed.
 */
export function maskImmutables(
  code: `0x${string}`,
  { immutableReferences }: Pick<Artifact, 'immutableReferences'>,
): `0x${string}` {
  return immutableReferences.reduce<`0x${string}`>((masked, { start, length }) => {
    const [from, to] = [2 + 2 * start, 2 + 2 * (start + length)];
    if (masked.length < to) return masked;
    return `0x${masked.slice(2, from)}${'0'.repeat(to - from)}${masked.slice(to)}`;
  }, code);
}
