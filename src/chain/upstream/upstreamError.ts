import { BreakwaterError } from '../../core/errors.ts';

export interface UpstreamFailure {
  /** What stands for the upstream in messages, e.g. `$MAINNET_RPC_URL (host eth.example)`. */
  readonly label: string;
  readonly method: string;
  readonly params: readonly unknown[];
  /** What it said last, without anything of its URL. */
  readonly reason: string;
  /** How often it was asked. */
  readonly attempts: number;
  readonly remedy?: string | undefined;
  /** Whether a smaller search for logs may pass; default false. */
  readonly isTooLarge?: boolean;
}

const PARAMS_SHOWN = 160;

/** The upstream could not be read: which request, how often it was tried, what came back last. Its URL is not told. */
export class UpstreamError extends BreakwaterError {
  override name = 'UpstreamError';
  readonly isTooLarge: boolean;

  constructor({ label, method, params, reason, attempts, remedy, isTooLarge = false }: UpstreamFailure) {
    super(`The upstream does not answer ${method}`, {
      facts: { upstream: label, request: `${method} ${shortened(JSON.stringify(params))}`, attempts, reason },
      ...(remedy === undefined ? {} : { remedy }),
    });
    this.isTooLarge = isTooLarge;
  }
}

function shortened(text: string): string {
  return text.length <= PARAMS_SHOWN ? text : `${text.slice(0, PARAMS_SHOWN)}…`;
}
