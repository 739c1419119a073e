import { cpSync } from 'node:fs';
import { expect } from 'vitest';
import type { RunRecord } from '../../src/metric/runRecord.ts';
import { type Ended, Workplace } from './workplace.ts';

export type Writable<T> = { -readonly [Key in keyof T]: T[Key] extends object ? Writable<T[Key]> : T[Key] };

/** A workplace in which runs are made, their records changed, and verified. */
export class Verification extends Workplace {
  #count = 0;

  run(file: string, out: string, ...flags: string[]): Promise<Ended> {
    return this.breakwater(['run', file, '--quiet', '--out', out, ...flags]);
  }

  verify(...args: string[]): Promise<Ended> {
    return this.breakwater(['verify', ...args]);
  }

  /** A copy of a run with its record changed. @returns its folder */
  forged(dir: string, change: (record: Writable<RunRecord>) => void): string {
    const copy = `forged-${++this.#count}`;
    cpSync(this.path(dir), this.path(copy), { recursive: true });
    const record = this.record(copy) as Writable<RunRecord>;
    change(record);
    this.write(`${copy}/run.json`, JSON.stringify(record));
    return copy;
  }
}

export function lastLine({ stdout }: Ended): string {
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}

/** Lines of fields in that state: `same`, `differs` or `note`. */
export function linesOf({ stdout }: Ended, state: string): string[] {
  return stdout.split('\n').filter((line) => line.startsWith(`${state} `));
}

/** Exit 3, and the fields that differ, in order. */
export function expectDifference(ended: Ended, fields: readonly string[]): void {
  expect(ended.code, ended.stderr + ended.stdout).toBe(3);
  expect(lastLine(ended)).toMatch(/^differs: /);
  expect(linesOf(ended, 'differs').map((line) => line.slice(9).split(/ {2,}/)[0])).toEqual(fields);
}
