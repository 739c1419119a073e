import type { Address, Hex } from 'viem';
import { BreakwaterError, ExitCode } from '../../core/errors.ts';
import { type LogFilter, logKey, type StateSource } from './stateSource.ts';

/** Where a pack is from, for messages. */
export interface PackOrigin {
  /** The file, as it was named. */
  readonly file: string;
  /** Scenario that it was captured for. */
  readonly scenario: string;
}

/** A pack does not hold a piece of state that a trial reads. */
export class MissingStateError extends BreakwaterError {
  override name = 'MissingStateError';

  constructor(missing: string, { file, scenario }: PackOrigin) {
    super('The pack does not hold all the state that is read', {
      facts: { missing, pack: file, 'captured for': scenario },
      remedy: `capture it again with what is run now: breakwater capture <scenario> --out ${file}`,
      exitCode: ExitCode.usage,
    });
  }
}

/** Nothing behind a pack: what it does not hold is not to be had, and each miss says what is missing. */
export class OfflineSource implements StateSource {
  readonly #origin: PackOrigin;

  constructor(origin: PackOrigin) {
    this.#origin = origin;
  }

  account(address: Address): Promise<never> {
    return this.#miss(`account ${address}`);
  }

  slot(address: Address, slot: Hex): Promise<never> {
    return this.#miss(`slot ${slot} of ${address}`);
  }

  header(number: number): Promise<never> {
    return this.#miss(`header of block ${number}`);
  }

  logs(filter: LogFilter): Promise<never> {
    return this.#miss(`log search ${logKey(filter)}`);
  }

  close(): void {}

  async #miss(what: string): Promise<never> {
    throw new MissingStateError(what, this.#origin);
  }
}
