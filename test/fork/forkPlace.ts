import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RunRecord, TrialSeries } from '../../src/metric/runRecord.ts';
import { readTrialSeries } from '../../src/report/readSeries.ts';
import { type Ended, Workplace } from '../cli/workplace.ts';
import { FlakyProxy } from '../upstream/flakyProxy.ts';
import { startUpstream, type Upstream, type UpstreamOptions } from '../upstream/upstream.ts';
import { forkScenario, type Section } from './scenarios.ts';

/** What must not be found anywhere: a key as providers put it into the URL. */
export const KEY = 'k3yK3yk3yK3yk3yK3yk3yK3y0123456789';

export interface Surroundings {
  /** Folder of the cache inside the workplace; default `cache`. Another one: nothing is known of the upstream. */
  readonly cache?: string;
  /** Whose URL, with a key, `$UPSTREAM` is; default: the place's own. */
  readonly proxy?: FlakyProxy;
  /** Value of `$UPSTREAM` instead. */
  readonly url?: string;
}

/** An upstream behind a proxy that can fail, and a folder in which the command line forks it. */
export class ForkPlace {
  readonly upstream: Upstream;
  readonly proxy: FlakyProxy;
  readonly workplace = new Workplace();
  readonly #proxies: FlakyProxy[];
  #runs = 0;

  private constructor(upstream: Upstream, proxy: FlakyProxy) {
    this.upstream = upstream;
    this.proxy = proxy;
    this.#proxies = [proxy];
    this.workplace.write('book.yaml', upstream.bookText);
  }

  static async open(options: UpstreamOptions = {}): Promise<ForkPlace> {
    const upstream = await startUpstream(options);
    return new ForkPlace(upstream, await FlakyProxy.open(upstream.url));
  }

  /** Another proxy before the same upstream, for a test to do with as it likes. */
  async openProxy(): Promise<FlakyProxy> {
    const proxy = await FlakyProxy.open(this.upstream.url);
    this.#proxies.push(proxy);
    return proxy;
  }

  /** What a command is to find in its environment. */
  environment({ cache = 'cache', proxy = this.proxy, url = `${proxy.url}/v3/${KEY}` }: Surroundings = {}) {
    return { UPSTREAM: url, BREAKWATER_CACHE: this.workplace.path(cache) };
  }

  /** Writes a scenario for the fork. @param changes see `forkScenario` @returns its file */
  scenario(name: string, changes: Section = {}): string {
    return this.workplace.write(`${name}.yaml`, forkScenario(this.upstream, { name, ...changes }));
  }

  /** Runs `breakwater` to its end; it has told nobody the key. */
  async breakwater(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
    const ended = await this.workplace.start(args, { env: this.environment(surroundings) }).ended;
    expect(ended.stdout + ended.stderr).not.toContain(KEY);
    return ended;
  }

  /** Runs a scenario that passes. @returns its record, its series, and what it asked of the upstream */
  async run(file: string, flags: readonly string[] = [], surroundings: Surroundings = {}): Promise<PassedRun> {
    const out = `out-${++this.#runs}`;
    const { requests } = surroundings.proxy ?? this.proxy;
    const before = requests.length;
    const { code, stdout, stderr } = await this.breakwater(['run', file, '--out', out, ...flags], surroundings);
    expect(code, `${stderr}\n${stdout}`).toBe(0);
    const record = this.workplace.record(out);
    const series = await readTrialSeries(this.workplace.path(out), 0);
    return { out, record, series, stdout, stderr, requests: requests.length - before };
  }

  /** Nothing is left of what ran here, and no file that it wrote holds the key. */
  async close(): Promise<void> {
    await this.workplace.expectNothingLeft();
    await Promise.all(this.#proxies.map((proxy) => proxy.die()));
    await this.upstream.close();
    const told = this.#filesWithKey();
    this.workplace.remove();
    expect(told).toEqual([]);
  }

  #filesWithKey(): string[] {
    const files = readdirSync(this.workplace.root, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    return files
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((path) => path.includes(KEY) || readFileSync(path).includes(KEY));
  }
}

export interface PassedRun {
  /** Folder of the record in the workplace. */
  readonly out: string;
  readonly record: RunRecord;
  readonly series: TrialSeries;
  readonly stdout: string;
  readonly stderr: string;
  /** That came to the proxy. */
  readonly requests: number;
}

/** Of a metric that has samples. */
export function finalOf({ metrics }: RunRecord, name: string): number {
  const value = metrics[name]?.final;
  if (value === null || value === undefined) throw new TypeError(`${name} has no sample`);
  return value;
}
