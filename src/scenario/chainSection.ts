import { z } from 'zod';
import { byKind, integer, listOf, mismatch, oneOf, section, text, textLike, word } from '../core/field.ts';
import { duration, gasAmount, type TokenSymbols, tokenAmount } from '../core/quantityFields.ts';
import { outages } from '../market/faultSchema.ts';
import { baseFee, demand } from '../market/feeSchema.ts';
import { URL_EXPECTED, urlProblem } from './upstreamUrl.ts';

const SOURCES = ['embedded', 'fork', 'pack'] as const;

/** Pinned before anything runs. */
const LATEST = 'latest';

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const ROLE = /^[a-z][a-zA-Z0-9]*$/;

const account = textLike({ pattern: ADDRESS, expected: 'an address of 0x and 40 hex digits' }).meta({
  examples: ['0x66017D22b0f8556afDd19FC67041899Eb65a21bb'],
});

function accountOrName(expected: string) {
  return textLike({ pattern: new RegExp(`${ADDRESS.source}|${ROLE.source}`), expected });
}

/** A call that changes the system before the first tick: what a governance proposal would execute. */
function action(symbols: TokenSymbols) {
  return section({
    from: accountOrName('an address, or the name of a contract; owner on the embedded chain')
      .meta({ examples: ['0x66017D22b0f8556afDd19FC67041899Eb65a21bb'] })
      .describe(
        'Account that calls; it is impersonated, and pays nothing for gas. On the embedded chain `owner` owns all.',
      ),
    to: accountOrName('an address, or the name of a contract such as backstop or troveManager')
      .meta({ examples: ['backstop'] })
      .describe('Contract that is called, by address or by its name in the address book.'),
    call: textLike({
      pattern: /^[A-Za-z_$][\w$]*\([^\s]*\)$/,
      expected: 'a signature without spaces such as setParams(uint256,uint256)',
    })
      .meta({ examples: ['setParams(uint256,uint256)'] })
      .optional()
      .describe('Signature of the function; instead of `data`.'),
    args: listOf(z.unknown(), 'arguments')
      .default([])
      .describe('Its arguments in order, in the units of the contract; whole numbers beyond 2^53 in quotes.'),
    data: textLike({ pattern: /^0x([0-9a-fA-F]{2})*$/, expected: 'calldata of 0x and pairs of hex digits' })
      .meta({ examples: ['0xc0324c770000'] })
      .optional()
      .describe('Raw calldata; instead of `call`.'),
    value: tokenAmount('collateral', { symbols })
      .prefault(`0 ${symbols.collateral ?? 'ETH'}`)
      .describe("Chain's own coin sent along."),
    note: text().optional().describe('What it is for; shown in the report.'),
  }).superRefine(({ call, data, args }, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', message });
    if ((call === undefined) === (data === undefined)) refuse('expected either call (a signature) or data (calldata)');
    else if (data !== undefined && args.length > 0) refuse('args go with call; data holds its arguments already');
  });
}

function common(symbols: TokenSymbols) {
  return {
    gasLimit: gasAmount({ examples: ['10M gas', '30M gas'], min: 1_000_000n })
      .prefault('30M gas')
      .describe('Gas limit of a block.'),
    baseFee: baseFee
      .prefault('10 gwei')
      .describe('Base fee: one gas price, a path, or the rule of EIP-1559; unused with `pricing: legacy`.'),
    pricing: oneOf(['eip1559', 'legacy'])
      .optional()
      .describe(
        '`eip1559` (default): base fee plus tip. `legacy`: before London; no base fee, and every tip in this file is a gas price.',
      ),
    demand: demand
      .optional()
      .describe('What others want of each block, and what they bid for it. Default: blocks are ours alone.'),
    outages: outages
      .optional()
      .describe(
        'Times without transactions, of anyone: blocks are empty, as when the sequencer of a rollup is down; what is sent waits. Default: none.',
      ),
    actions: listOf(action(symbols), 'actions')
      .default([])
      .describe('Calls applied in order before the first tick, such as those of a governance proposal.'),
  };
}

const holders = listOf(account, 'addresses')
  .default([])
  .describe('Accounts whose stablecoin may be moved to agents, in this order; nothing else funds them but borrowing.');

const NOT_EMBEDDED = Object.fromEntries(
  ['url', 'block', 'chainId', 'book', 'file', 'retry', 'holders'].map((key) => [
    key,
    'is only for source: fork and pack',
  ]),
);

const retry = section({
  attempts: integer({ min: 1, max: 100 }).default(6).describe('Times that a request is made at most.'),
  timeout: duration({ min: 1, examples: ['30s'] })
    .prefault('30s')
    .describe('Time that one attempt may take.'),
})
  .prefault({})
  .describe('What a slow or busy endpoint gets before the run is given up.');

const url = z
  .string({ error: (issue) => mismatch(URL_EXPECTED, issue.input) })
  .superRefine((written, context) => {
    const message = urlProblem(written);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .meta({ examples: ['${MAINNET_RPC_URL}'] })
  .describe('JSON-RPC endpoint: an environment variable as `${NAME}`, or a URL without a key in it.');

const block = z
  .union([integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), word(LATEST)], {
    error: (issue) => mismatch('a block number or latest', issue.input),
  })
  .meta({ examples: [19_500_000] })
  .describe('Block to fork at; `latest` is pinned when the run starts, and recorded.');

const chainId = integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).default(1).describe('Chain that is forked.');

const book = text('the name of a built-in address book such as liquity, or a file path')
  .default('liquity')
  .describe('Address book: `liquity` (Ethereum mainnet), or a YAML or JSON file relative to the scenario file.');

const file = text('a file path')
  .meta({ examples: ['./flash-crash.pack.json.zst'] })
  .describe('Pack that `breakwater capture` writes and source: pack reads, relative to the scenario file.');

/** Where the contracts come from, and the chain's own parameters. */
export function chain(symbols: TokenSymbols) {
  return byKind('source', SOURCES, [
    section(
      {
        source: word('embedded')
          .optional()
          .default('embedded')
          .describe('Deploys the contracts from npm on a chain of its own; the default.'),
        ...common(symbols),
      },
      NOT_EMBEDDED,
    ),
    section({
      source: word('fork').describe('What is deployed on a live chain, as of one block.'),
      ...{ url, block, chainId, book, file: file.optional(), retry, holders },
      ...common(symbols),
    }),
    section({
      source: word('pack').describe('What `breakwater capture` recorded of a fork; needs no network.'),
      file,
      ...{
        url: url.optional(),
        block: block.optional(),
        chainId: chainId.optional(),
        book: book.optional(),
        retry,
        holders,
      },
      ...common(symbols),
    }),
  ]);
}
