import { UsageError } from '../core/errors.ts';

/** What stands for a URL whose text is in an environment variable. */
const VARIABLE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;
/** Part of a path that may be a key: long, of letters and digits, and no word. */
const KEY_LIKE = /^(?=.*\d)[A-Za-z0-9_-]{16,}$/;

export const URL_EXPECTED = 'an environment variable such as ${MAINNET_RPC_URL}, or a URL without a key in it';

/** Name of the environment variable that a url field names; undefined for a literal URL. */
export function variableOf(url: string): string | undefined {
  return VARIABLE.exec(url)?.[1];
}

/** What is wrong with a url field, in words; undefined if nothing is. Never quotes what may be a key. */
export function urlProblem(url: string): string | undefined {
  if (variableOf(url) !== undefined) return undefined;
  const parsed = parse(url);
  if (parsed === undefined) return `expected ${URL_EXPECTED}`;
  if (!hasKey(parsed)) return undefined;
  return 'holds what looks like a key, which does not belong in a file; put the URL into an environment variable and name it here, such as ${MAINNET_RPC_URL}';
}

/** An endpoint to ask. */
export interface ResolvedUrl {
  /** May hold a key: never to be printed or recorded. */
  readonly url: string;
  /** What stands for it in messages: `$NAME (host)`, or the host. */
  readonly label: string;
}

/**
 * The URL that a url field means.
 *
 * @param env where variables are looked up, as `process.env`
 * @throws UsageError if the variable is not set, or if what it holds is no URL; it quotes neither
 */
export function resolveUrl(url: string, env: Readonly<Record<string, string | undefined>>): ResolvedUrl {
  const name = variableOf(url);
  const text = (name === undefined ? url : (env[name] ?? '')).trim();
  const parsed = parse(text);
  if (parsed !== undefined) return { url: text, label: name === undefined ? parsed.host : `$${name} (${parsed.host})` };
  if (name === undefined) throw new UsageError('The URL is none of HTTP', { remedy: `give ${URL_EXPECTED}` });
  const remedy = `set it to the URL of a JSON-RPC endpoint: export ${name}=https://…`;
  const problem = text === '' ? 'is not set' : 'holds no URL of HTTP';
  throw new UsageError(`The environment variable ${name} ${problem}`, { remedy });
}

/** A URL of a protocol that can be asked; undefined for anything else. */
function parse(url: string): URL | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  return parsed.protocol === 'http:' || parsed.protocol === 'https:' ? parsed : undefined;
}

function hasKey({ username, password, search, pathname }: URL): boolean {
  if (username !== '' || password !== '' || search !== '') return true;
  return pathname.split('/').some((part) => KEY_LIKE.test(part));
}
