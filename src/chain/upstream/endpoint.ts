import { UsageError } from '../../core/errors.ts';

/** Where an upstream is reached, with what its URL holds taken apart. */
export interface Endpoint {
  /** Without credentials: `fetch` refuses a URL with them, and its message would quote them. */
  readonly href: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The text with `***` in place of every part of the URL that may be or hold a key. */
  readonly redact: (text: string) => string;
}

/** Shorter parts are words such as `v2` or `rpc`, and would black out half of a message. */
const SHORTEST_SECRET = 4;

/**
 * @param label what stands for the URL in the message
 * @throws UsageError if the URL is none of HTTP
 */
export function parseEndpoint(text: string, label: string): Endpoint {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError("The upstream's URL is not one of HTTP", {
      facts: { upstream: label },
      remedy: 'give a URL that begins with https:// or http://',
    });
  }
  const credentials =
    url.username === '' && url.password === ''
      ? undefined
      : Buffer.from(`${decode(url.username)}:${decode(url.password)}`).toString('base64');
  const secrets = secretsOf(url, credentials);
  url.username = '';
  url.password = '';
  return {
    href: url.href,
    headers: credentials === undefined ? {} : { authorization: `Basic ${credentials}` },
    redact: (said) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), said),
  };
}

/** Longest first, so that no part is left over of what holds it. */
function secretsOf(url: URL, credentials = ''): string[] {
  const { href, username, password, pathname, search, searchParams } = url;
  const raw = [href, username, password, pathname, ...pathname.split('/'), search, ...searchParams.values()];
  const all = [...raw, ...raw.map(decode), credentials].filter((part) => part.length >= SHORTEST_SECRET);
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
