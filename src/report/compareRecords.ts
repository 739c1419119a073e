import { canonicalize } from 'json-canonicalize';
import type {
  ActionRecord,
  ContractRecord,
  MetricRecord,
  ProvenanceRecord,
  RunRecord,
  TrialRecord,
} from '../metric/runRecord.ts';

/** One thing that two records of the same run both hold. */
export interface ComparedField {
  /** E.g. `result hash` or `contract backstop: code hash`. */
  readonly name: string;
  /** `result`: what was simulated, which has to be equal. `environment`: what it ran on, which need not be. */
  readonly kind: 'result' | 'environment';
  readonly isEqual: boolean;
  readonly recorded: string;
  readonly now: string;
}

type Part = readonly [name: string, recorded: unknown, now: unknown, kind?: ComparedField['kind']];

const ENVIRONMENT = 'environment';

/**
 * Compares a record with that of the same run made again, field by field. What hangs together (a contract, a trial's
 * counts) is one field as long as all of it is equal; of what differs, each part is a field of its own.
 *
 * @param recorded the record in question
 * @param now as read from JSON, too
 */
export function compareRecords(recorded: RunRecord, now: RunRecord): ComparedField[] {
  // Another version may word things in another way and mean the same.
  const wording = breakwaterOf(recorded) === breakwaterOf(now) ? 'result' : ENVIRONMENT;
  return [
    field('scenario hash', recorded.scenario.hash, now.scenario.hash),
    field('seed', recorded.seed, now.seed),
    ...together('scenario', 'as described', descriptionParts(recorded, now), wording),
    ...versionFields(recorded, now),
    ...chainFields(recorded, now),
    ...contractFields(recorded.provenance.contracts, now.provenance.contracts),
    ...actionFields(recorded.provenance.actions, now.provenance.actions),
    field('result hash', recorded.resultHash, now.resultHash),
    ...trialFields(recorded.trials, now.trials),
    ...metricFields(recorded.metrics, now.metrics, wording),
    ...thresholdFields(recorded, now),
    // That a run was cut short says nothing of what it had simulated by then.
    field('status', recorded.status, now.status, recorded.status === 'complete' ? 'result' : ENVIRONMENT),
    field('verdict', recorded.verdict, now.verdict),
  ];
}

function breakwaterOf({ provenance }: RunRecord): string | undefined {
  return provenance.versions['breakwater'];
}

function field(name: string, recorded: unknown, now: unknown, kind: ComparedField['kind'] = 'result'): ComparedField {
  return { name, kind, isEqual: canonical(recorded) === canonical(now), recorded: shown(recorded), now: shown(now) };
}

/** However its keys are ordered. */
function canonical(value: unknown): string {
  return value === undefined ? '' : canonicalize(value);
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  return typeof value === 'object' ? canonicalize(value) : String(value);
}

/** One field if all parts are equal, else those that are not. @param summary what to show for the whole */
function together(
  name: string,
  summary: string,
  parts: readonly Part[],
  kind: ComparedField['kind'] = 'result',
): ComparedField[] {
  const fields = parts.map(([part, recorded, now, own = kind]) => field(`${name}: ${part}`, recorded, now, own));
  const different = fields.filter(({ isEqual }) => !isEqual);
  return different.length > 0 ? different : [field(name, summary, summary, kind)];
}

/** The same for what one of the records may lack, which is one field, too. @param describe what to show for the whole */
function both<T>(
  name: string,
  recorded: T | undefined,
  now: T | undefined,
  describe: (item: T) => string,
  parts: (recorded: T, now: T) => readonly Part[],
): ComparedField[] {
  if (recorded !== undefined && now !== undefined) return together(name, describe(now), parts(recorded, now));
  return [field(name, recorded && describe(recorded), now && describe(now))];
}

/** What the report says of the scenario, and the command that it names. */
function descriptionParts(recorded: RunRecord, now: RunRecord): Part[] {
  // The hash is a field of its own, and the text is where the other record came from.
  const { hash: _, source: __, file, ...described } = recorded.scenario;
  const other: Readonly<Record<string, unknown>> = { ...now.scenario };
  const isSamePlace = file === now.scenario.file;
  return [
    ...Object.entries(described).map(([key, value]): Part => [key, value, other[key]]),
    ['not modelled', recorded.notModelled, now.notModelled],
    // It names the file, which need not lie where it lay.
    ...(isSamePlace
      ? [['reproduce', withoutPin(recorded.provenance), withoutPin(now.provenance)] as const satisfies Part]
      : []),
  ];
}

/** A fork of the latest block names the block that it was; run again, it is a fork of that block and need not. */
function withoutPin({ reproduce, chain }: ProvenanceRecord): string {
  const pin = ` --set chain.block=${chain.block?.number}`;
  return reproduce.endsWith(pin) ? reproduce.slice(0, -pin.length) : reproduce;
}

function versionFields(recorded: RunRecord, now: RunRecord): ComparedField[] {
  const [old, mine] = [recorded.provenance, now.provenance];
  const names = new Set([...Object.keys(old.versions), ...Object.keys(mine.versions)]);
  return [
    ...[...names].map((name) => field(`version ${name}`, old.versions[name], mine.versions[name], ENVIRONMENT)),
    ...(old.git === undefined ? [] : [field('commit', old.git, mine.git, ENVIRONMENT)]),
  ];
}

function chainFields(recorded: RunRecord, now: RunRecord): ComparedField[] {
  const [old, mine] = [recorded.provenance.chain, now.provenance.chain];
  const whenThere = (name: string, was: unknown, is: unknown, kind?: ComparedField['kind']) =>
    was === undefined && is === undefined ? [] : [field(name, was, is, kind)];
  return [
    field('chain source', old.source, mine.source),
    field('chain id', old.chainId, mine.chainId),
    field('hardfork', old.hardfork, mine.hardfork),
    ...whenThere('block number', old.block?.number, mine.block?.number),
    ...whenThere('block hash', old.block?.hash, mine.block?.hash),
    ...whenThere('block time', old.block?.timestamp, mine.block?.timestamp),
    ...whenThere('address book', old.book, mine.book),
    ...whenThere('pack hash', old.pack, mine.pack),
    ...whenThere('requests to the endpoint', old.upstream?.requests, mine.upstream?.requests, ENVIRONMENT),
    ...whenThere('retries at the endpoint', old.upstream?.retries, mine.upstream?.retries, ENVIRONMENT),
  ];
}

function contractFields(recorded: readonly ContractRecord[], now: readonly ContractRecord[]): ComparedField[] {
  const describe = ({ address, codeHash, source }: ContractRecord) => `${address} ${codeHash} ${source}`;
  const [before, after] = [byRole(recorded), byRole(now)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((role) =>
    both(`contract ${role}`, before.get(role), after.get(role), describe, (old, mine) => [
      ['address', old.address, mine.address],
      ['code hash', old.codeHash, mine.codeHash],
      ['source', old.source, mine.source],
      ['name', old.name, mine.name],
      ['known', old.known, mine.known],
    ]),
  );
}

/** A role that comes again is numbered. */
function byRole(contracts: readonly ContractRecord[]): Map<string, ContractRecord> {
  const map = new Map<string, ContractRecord>();
  for (const contract of contracts) {
    let key = contract.role;
    for (let count = 2; map.has(key); count++) key = `${contract.role} ${count}`;
    map.set(key, contract);
  }
  return map;
}

function actionFields(recorded: readonly ActionRecord[], now: readonly ActionRecord[]): ComparedField[] {
  const describe = ({ contract, to, call, data }: ActionRecord) => `${contract ?? to} ${call ?? data}`;
  return longer(recorded, now).flatMap((_, i) =>
    both(`action ${i + 1}`, recorded[i], now[i], describe, (old, mine) => {
      const other: Readonly<Record<string, unknown>> = { ...old };
      return Object.entries(mine).map(([key, value]): Part => [key, other[key], value]);
    }),
  );
}

function trialFields(recorded: readonly TrialRecord[], now: readonly TrialRecord[]): ComparedField[] {
  return longer(recorded, now).flatMap(({ index }, i) => {
    const [old, mine] = [recorded[i], now[i]];
    const name = `trial ${index}`;
    return [
      field(`${name}: result hash`, old?.resultHash, mine?.resultHash),
      field(`${name}: last block hash`, old?.lastBlockHash, mine?.lastBlockHash),
      field(`${name}: ticks`, old?.ticks, mine?.ticks),
      field(`${name}: transactions`, old?.transactions, mine?.transactions),
      ...both(
        name,
        old,
        mine,
        () => 'its other counts',
        (was, is) => [
          ['seed', was.seed, is.seed],
          ['planned ticks', was.plannedTicks, is.plannedTicks],
          ['reverted', was.reverted, is.reverted],
          ['expired', was.expired, is.expired],
          ['liquidations', was.liquidations, is.liquidations],
          ['troves', was.troves, is.troves],
          ['agents', was.agents, is.agents],
          ['status', was.status, is.status, was.status === 'completed' ? 'result' : ENVIRONMENT],
        ],
      ),
    ];
  });
}

const WORDS: readonly (keyof MetricRecord)[] = ['title', 'definition'];

function metricFields(
  recorded: RunRecord['metrics'],
  now: RunRecord['metrics'],
  wording: ComparedField['kind'],
): ComparedField[] {
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(now)])];
  const fields = names.flatMap((name) =>
    both(`metric ${name}`, recorded[name], now[name], canonical, (old, mine) =>
      (Object.keys(mine) as (keyof MetricRecord)[]).map((key): Part => {
        return [key, old[key], mine[key], WORDS.includes(key) ? wording : 'result'];
      }),
    ),
  );
  const different = fields.filter(({ isEqual }) => !isEqual);
  const summary = `all aggregates of ${names.length}`;
  return different.length > 0 ? different : [field('metrics', summary, summary)];
}

function thresholdFields(recorded: RunRecord, now: RunRecord): ComparedField[] {
  return longer(recorded.thresholds, now.thresholds).flatMap(({ text }, i) =>
    both(
      `threshold ${text}`,
      recorded.thresholds[i],
      now.thresholds[i],
      ({ verdict }) => verdict,
      (old, mine) => [
        ['verdict', old.verdict, mine.verdict],
        ['observed', old.observed, mine.observed],
        ['text', old.text, mine.text],
        ['metric', old.metric, mine.metric],
        ['unit', old.unit, mine.unit],
      ],
    ),
  );
}

function longer<T>(recorded: readonly T[], now: readonly T[]): readonly T[] {
  return recorded.length > now.length ? recorded : now;
}
