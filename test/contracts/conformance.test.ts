import { readFileSync } from 'node:fs';
import { type Address, decodeFunctionResult, encodeFunctionData, type Hex } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chain, type Contract, fixtures, projectArtifact } from './support.ts';

/** Outputs of the original contract; integers as decimal strings. */
interface Vectors {
  readonly getSumFixedPoint: readonly PureCase[];
  readonly getReturn: readonly PureCase[];
  readonly fetchPrice: readonly PriceCase[];
  readonly compensateForLusdDeviation: readonly CompensationCase[];
  readonly getSwapEthAmount: readonly QuoteCase[];
}
type Answer = { readonly out?: string; readonly reverts?: true };
type PureCase = Answer & { readonly in: readonly string[] };
type PriceCase = Answer & {
  readonly price?: string;
  readonly decimals?: number;
  readonly ageSeconds?: number | 'future';
  readonly note?: string;
};
type CompensationCase = Answer & {
  readonly amount: string;
  readonly price?: string;
  readonly decimals?: number;
  readonly note?: string;
};
interface QuoteCase {
  readonly state: {
    readonly maxDiscount: number;
    readonly lusdBalance: string;
    readonly ethBalance: string;
    readonly ethPrice: string;
    readonly ethDec: number;
    readonly lusdPrice: string;
    readonly lusdDec: number;
    readonly A: string;
    readonly fee: string;
  };
  readonly qty: string;
  readonly out?: readonly [string, string];
  readonly reverts?: true;
}
interface Feed {
  readonly answer: bigint;
  readonly decimals: number;
  readonly age: bigint;
}
type Raw = readonly [ok: boolean, data: Hex];

const vectors: Vectors = JSON.parse(readFileSync(new URL('../vectors/bamm.json', import.meta.url), 'utf8'));
const { abi, bytecode } = projectArtifact('BackstopAMM');
const nowhere: Address = '0x00000000000000000000000000000000000000aa';
const dollar: Feed = { answer: 10n ** 8n, decimals: 8, age: 0n };
const empty = { lusd: 0n, eth: 0n, amplification: 20n, fee: 0n };
/** 1000 seconds ahead: an age that wraps. */
const future = 2n ** 256n - 1000n;

let chain: Chain;
let scene: Contract;
let reader: Contract;
const backstops = new Map<string, Contract>();

/** One backstop for each discount cap, which is fixed at deployment, and for each stablecoin feed. */
async function backstopOf(maxDiscount: number, lusdFeed?: Address): Promise<Contract> {
  const key = `${maxDiscount} ${lusdFeed}`;
  const known = backstops.get(key);
  if (known !== undefined) return known;
  const feeds = [
    await chain.read<Address>(scene, 'ethFeed'),
    lusdFeed ?? (await chain.read<Address>(scene, 'lusdFeed')),
  ];
  const { address } = scene;
  const args = [...feeds, address, address, address, BigInt(maxDiscount), nowhere, nowhere];
  const backstop = await chain.deploy({ abi, bytecode }, args);
  await chain.send(backstop, 'transferOwnership', [address]);
  backstops.set(key, backstop);
  return backstop;
}

async function ask(to: Contract, state: typeof empty, ethFeed: Feed, lusdFeed: Feed, question: Hex): Promise<Raw> {
  const args = [to.address, state, ethFeed, lusdFeed, question];
  const { result } = await chain.client.simulateContract({ ...scene, functionName: 'ask', args });
  return result as Raw;
}

function question(functionName: string, args: readonly unknown[] = []): Hex {
  return encodeFunctionData({ abi: abi as Contract['abi'], functionName, args });
}

/** The answer in the shape of the vectors. */
function shape(functionName: string, [ok, data]: Raw): { out?: unknown; reverts?: true } {
  if (!ok) return { reverts: true };
  const result: unknown = decodeFunctionResult({ abi: abi as Contract['abi'], functionName, data });
  return { out: Array.isArray(result) ? result.map(String) : String(result) };
}

function expected({ out, reverts }: { readonly out?: unknown; readonly reverts?: true }) {
  return reverts === true ? { reverts } : { out };
}

beforeAll(async () => {
  chain = await Chain.start();
  scene = await chain.deploy(fixtures()('Scene'));
  reader = await chain.deploy(projectArtifact('BatchReader'));
});

afterAll(() => chain?.stop());

describe('the reference backstop equals the original to the wei', () => {
  for (const name of ['getSumFixedPoint', 'getReturn'] as const) {
    it(name, async () => {
      const backstop = await backstopOf(400);
      const cases = vectors[name];
      const calls = cases.map((one) => ({ target: backstop.address, data: question(name, one.in.map(BigInt)) }));
      const results = await chain.read<readonly { ok: boolean; data: Hex }[]>(reader, 'read', [calls]);
      const answers = results.map(({ ok, data }, index) => ({ in: cases[index]?.in, ...shape(name, [ok, data]) }));
      expect(answers).toEqual(cases.map((one) => ({ in: one.in, ...expected(one) })));
      expect(answers).toHaveLength({ getSumFixedPoint: 113, getReturn: 158 }[name]);
    });
  }

  it('fetchPrice', async () => {
    const backstop = await backstopOf(400);
    const faults: Record<string, readonly [updatedAt: bigint, broken: boolean]> = {
      'updatedAt=2^256-1-3000 (+1h wraps in 0.6)': [2n ** 256n - 3001n, false],
      'decimals reverts': [0n, true],
    };
    let count = 0;
    for (const one of vectors.fetchPrice) {
      const fault = faults[one.note ?? ''];
      let raw: Raw;
      if (fault === undefined) {
        const age = one.ageSeconds === 'future' ? future : BigInt(one.ageSeconds ?? Number.NaN);
        const feed = { answer: BigInt(one.price ?? ''), decimals: one.decimals ?? Number.NaN, age };
        raw = await ask(backstop, empty, feed, dollar, question('fetchPrice'));
      } else {
        const args = [backstop.address, ...fault, question('fetchPrice')];
        raw = (await chain.client.simulateContract({ ...scene, functionName: 'askAt', args })).result as Raw;
      }
      expect(shape('fetchPrice', raw), JSON.stringify(one)).toEqual(expected(one));
      count++;
    }
    expect(count).toBe(13);
  });

  it('compensateForLusdDeviation', async () => {
    let count = 0;
    for (const one of vectors.compensateForLusdDeviation) {
      const backstop = await backstopOf(400, one.note === 'no code' ? nowhere : undefined);
      // A million seconds: the age of the stablecoin's price is never looked at.
      const feed = { answer: BigInt(one.price ?? 0), decimals: one.decimals ?? 8, age: 1_000_000n };
      const raw = await ask(
        backstop,
        empty,
        dollar,
        feed,
        question('compensateForLusdDeviation', [BigInt(one.amount)]),
      );
      expect(shape('compensateForLusdDeviation', raw), JSON.stringify(one)).toEqual(expected(one));
      count++;
    }
    expect(count).toBe(34);
  });

  it('getSwapEthAmount', async () => {
    let count = 0;
    for (const { state, qty, ...answer } of vectors.getSwapEthAmount) {
      const raw = await ask(
        await backstopOf(state.maxDiscount),
        {
          lusd: BigInt(state.lusdBalance),
          eth: BigInt(state.ethBalance),
          amplification: BigInt(state.A),
          fee: BigInt(state.fee),
        },
        { answer: BigInt(state.ethPrice), decimals: state.ethDec, age: 0n },
        { answer: BigInt(state.lusdPrice), decimals: state.lusdDec, age: 0n },
        question('getSwapEthAmount', [BigInt(qty)]),
      );
      expect(shape('getSwapEthAmount', raw), JSON.stringify({ state, qty })).toEqual(expected(answer));
      count++;
    }
    expect(count).toBe(161);
  });
});
