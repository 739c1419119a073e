import {
  type Abi,
  type ContractFunctionName,
  type EncodeFunctionDataParameters,
  encodeFunctionData,
  type Hex,
  type PrepareEncodeFunctionDataReturnType,
  prepareEncodeFunctionData,
} from 'viem';

const prepared = new WeakMap<Abi, Map<string, PrepareEncodeFunctionDataReturnType>>();

/**
 * viem's `encodeFunctionData`, with each function's selector hashed once and kept: hashing it for every call was two
 * thirds of the cost of encoding. For ABIs without overloads.
 */
export function encodeCall<const abi extends Abi, functionName extends ContractFunctionName<abi>>(
  parameters: EncodeFunctionDataParameters<abi, functionName>,
): Hex {
  const { abi, functionName, args } = parameters as { abi: Abi; functionName: string; args?: readonly unknown[] };
  let functions = prepared.get(abi);
  if (functions === undefined) {
    functions = new Map();
    prepared.set(abi, functions);
  }
  let known = functions.get(functionName);
  if (known === undefined) {
    known = prepareEncodeFunctionData({ abi, functionName });
    functions.set(functionName, known);
  }
  return encodeFunctionData({ ...known, ...(args === undefined ? {} : { args }) } as Parameters<
    typeof encodeFunctionData
  >[0]);
}
