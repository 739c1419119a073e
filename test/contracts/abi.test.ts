import { type AbiParameter, parseAbi } from 'viem';
import { expect, it } from 'vitest';
import { projectArtifact } from './support.ts';

/** The interface of the deployed contract. Types and mutability are what callers depend on; parameter names are not. */
const deployed = parseAbi([
  'constructor(address, address, address, address, address, uint256, address, address)',
  'receive() external payable',
  'function deposit(uint256)',
  'function withdraw(uint256)',
  'function swap(uint256, uint256, address) returns (uint256)',
  'function trade(address, uint256, address, address, uint256, bool) payable returns (bool)',
  'function getConversionRate(address, address, uint256, uint256) view returns (uint256)',
  'function getSwapEthAmount(uint256) view returns (uint256, uint256)',
  'function fetchPrice() view returns (uint256)',
  'function compensateForLusdDeviation(uint256) view returns (uint256)',
  'function getReturn(uint256, uint256, uint256, uint256) pure returns (uint256)',
  'function getSumFixedPoint(uint256, uint256, uint256) pure returns (uint256)',
  'function setParams(uint256, uint256)',
  'function transferOwnership(address)',
  'function A() view returns (uint256)',
  'function fee() view returns (uint256)',
  'function MIN_A() view returns (uint256)',
  'function MAX_A() view returns (uint256)',
  'function MAX_FEE() view returns (uint256)',
  'function PRECISION() view returns (uint256)',
  'function maxDiscount() view returns (uint256)',
  'function feePool() view returns (address)',
  'function frontEndTag() view returns (address)',
  'function SP() view returns (address)',
  'function LUSD() view returns (address)',
  'function priceAggregator() view returns (address)',
  'function lusd2UsdPriceAggregator() view returns (address)',
  'function owner() view returns (address)',
  'function isOwner() view returns (bool)',
  'function name() view returns (string)',
  'function symbol() view returns (string)',
  'function decimals() view returns (uint256)',
  'function totalSupply() view returns (uint256)',
  'function balanceOf(address) view returns (uint256)',
  'function total() view returns (uint256)',
  'function share() view returns (uint256)',
  'function stock() view returns (uint256)',
  'function stake(address) view returns (uint256)',
  'function crops(address) view returns (uint256)',
  'function bonus() view returns (address)',
  'event ParamsSet(uint256 A, uint256 fee)',
  'event UserDeposit(address indexed user, uint256 lusdAmount, uint256 numShares)',
  'event UserWithdraw(address indexed user, uint256 lusdAmount, uint256 ethAmount, uint256 numShares)',
  'event RebalanceSwap(address indexed user, uint256 lusdAmount, uint256 ethAmount, uint256 timestamp)',
  'event Transfer(address indexed from, address indexed to, uint256 value)',
]);

interface Item {
  readonly type: string;
  readonly name?: string;
  readonly inputs?: readonly (AbiParameter & { readonly indexed?: boolean })[];
  readonly outputs?: readonly AbiParameter[];
  readonly stateMutability?: string;
}

/** One line for an item, without what callers don't depend on. The names of an event's fields are kept: logs are read by them. */
function signature({ type, name = '', inputs = [], outputs = [], stateMutability = '' }: Item): string {
  const fields = inputs.map((input) =>
    type === 'event' ? `${input.type}${input.indexed === true ? ' indexed' : ''} ${input.name}` : input.type,
  );
  return `${type} ${name}(${fields}) ${type === 'constructor' ? '' : stateMutability} (${outputs.map((o) => o.type)})`;
}

it('has the functions, events and constructor of the deployed contract and no others', () => {
  const ours = projectArtifact('BackstopAMM').abi as readonly Item[];
  expect(ours.map(signature).sort()).toEqual((deployed as readonly Item[]).map(signature).sort());
});
