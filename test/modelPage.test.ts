import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TYPICAL_GAS } from '../src/agent/gasCost.ts';
import { BUILT_IN_POLICIES, EXISTING_POLICIES } from '../src/agent/schema.ts';
import { ATTRIBUTION_PARTS } from '../src/metric/catalogue.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'docs/model.md'), 'utf8');

/** Rooms whose constants bear on what is simulated. */
const ROOMS = [
  'src/market',
  'src/agent',
  'src/sim',
  'src/protocol/backstop',
  'src/protocol/core',
  'src/protocol/dex',
  'src/protocol/zero',
];

/** Constants that assume nothing: how finely is counted, sizes of pages, places in code and data, what means "none". */
const TECHNICAL: ReadonlySet<string> = new Set([
  ...[
    'PARTS',
    'DEPOSIT_PARTS',
    'BPS',
    'WHOLE',
    'WORD',
    'WORD_END',
    'HALF_WEI',
    'CLOSE',
    'ROUNDS',
    'STEPS',
    'NOMINAL',
    'NOMINAL_UNIT',
  ],
  ...['SHARE_DECIMALS', 'RATE_DECIMALS', 'FINEST', 'NEW_FEED_DECIMALS', 'TIE', 'DUST', 'CHUNK', 'PAGE', 'ANSWER_MS'],
  ...[
    'NOBODY',
    'NONE',
    'NO_BASE_FEE',
    'NO_FEE',
    'NO_TERMS',
    'NO_DEADLINE',
    'NO_INHABITANTS',
    'NO_QUOTES',
    'ANY_NUMBER',
  ],
  // Beyond all amounts: never a limit.
  ...['ALL', 'UNLIMITED', 'AMOUNT_LIMIT', 'PLENTY', 'REWARD_SUPPLY', 'SETUP_GAS', 'SETUP_GAS_LIMIT'],
  // Bounds of what a scenario may state, and defaults: the scenario reference has them.
  ...['LEAST', 'MOST', 'DEFAULT_STEPS'],
  // Gas limits: the page has a table of them.
  ...[
    'GAS',
    'PUBLISH_GAS',
    'TRANSFER_GAS',
    'LIQUIDATE_BASE_GAS',
    'LIQUIDATE_TROVE_GAS',
    'REDEEM_BASE_GAS',
    'REDEEM_TROVE_GAS',
  ],
]);

/** A constant at the top of a file that holds a figure. */
const FIGURE = /^(?:export )?const ([A-Z][A-Z0-9_]*)(?:: [^=\n]+)? = (?!\/)([^\n'"`]*(?:\d|WAD|GWEI)[^\n'"`]*);$/gm;

interface Row {
  readonly name: string;
  readonly written: string;
  readonly file: string;
}

const ROWS: readonly Row[] = [...PAGE.matchAll(/^\| `(\w+)` +\| `([^`]+)` +\|[^|]+\| `(src\/[^`]+)` +\|/gm)].map(
  ([, name = '', written = '', file = '']) => ({ name, written, file }),
);

function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

describe('docs/model.md', () => {
  it('states constants as the code has them', () => {
    expect(ROWS.length).toBeGreaterThan(30);
    const wrong = ROWS.filter(({ name, written, file }) => {
      const lines = existsSync(join(ROOT, file)) ? textOf(file).split('\n') : [];
      return !lines.some(
        (line) => /^(?:export )?const /.test(line) && line.includes(` ${name}`) && line.endsWith(`= ${written};`),
      );
    });
    expect(wrong).toEqual([]);
  });

  it('lacks no constant of the model', () => {
    const stated = new Set(ROWS.map(({ name, file }) => `${file} ${name}`));
    const missing = ROOMS.flatMap((room) => {
      const files = readdirSync(join(ROOT, room)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
      return files.flatMap((name) => {
        const file = `${room}/${name}`;
        const constants = [...textOf(file).matchAll(FIGURE)].map(([, constant = '']) => constant);
        return constants
          .filter((constant) => !TECHNICAL.has(constant) && !stated.has(`${file} ${constant}`))
          .map((constant) => `${file} ${constant}`);
      });
    });
    expect(missing, 'state it in section 13 of docs/model.md, or name it in TECHNICAL here').toEqual([]);
  });

  it('states the gas that agents reckon with', () => {
    for (const [name, gas] of Object.entries(TYPICAL_GAS)) {
      const figures = typeof gas === 'bigint' ? [gas] : Object.values(gas);
      const written = figures.map((figure) => `${figure / 1000n}`).join(' or ');
      expect(PAGE).toContain(`\`${name}\` ${written}`);
    }
  });

  it('has every policy and every part of the profit', () => {
    const headings = PAGE.split('\n').filter((line) => line.startsWith('### '));
    for (const policy of [...BUILT_IN_POLICIES, ...Object.keys(EXISTING_POLICIES)]) {
      expect(
        headings.some((line) => line.slice(4).split(', ').includes(policy)),
        policy,
      ).toBe(true);
    }
    for (const part of ATTRIBUTION_PARTS) expect(PAGE).toContain(`\`${part}\``);
  });

  it('names files that are there', () => {
    const named = [...PAGE.matchAll(/`((?:src|test|scenarios|contracts)\/[\w./-]+\.\w+)`/g)].map(
      ([, file = '']) => file,
    );
    const linked = [...PAGE.matchAll(/\]\(([\w-]+\.md)/g)].map(([, file = '']) => `docs/${file}`);
    expect([...named, ...linked].filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});
