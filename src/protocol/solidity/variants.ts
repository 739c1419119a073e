import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Artifact, compile, type Sources, sourceFolder } from './compile.ts';

/** Where the interfaces lie that our contracts call others by. */
const INTERFACES = 'interfaces.sol';
/** The called interface whose functions have other names on other chains. */
const RENAMABLE = 'IStabilityPool';
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

const compiled = new Map<string, Artifact>();

/**
 * Compiles one of our contracts so that it calls the Stability Pool's functions by other names, as a fork of Liquity has
 * them. What the contract itself offers keeps its names. Takes about a second; the same names again take nothing.
 *
 * @param contract the contract; its file is named after it.
 * @param rename new names of functions by their names in `IStabilityPool`, parameters aside. All at once: two may trade
 * their names.
 * @throws Error if a name is no function of `IStabilityPool`, or if a new one is no Solidity
 * identifier; and the compiler's formatted messages if it is one but can't be used, such as a keyword.
 */
export function compileVariant(contract: 'BackstopAMM', rename: Readonly<Record<string, string>>): Artifact {
  const key = JSON.stringify([contract, Object.entries(rename).sort(([a], [b]) => (a < b ? -1 : 1))]);
  const known = compiled.get(key);
  if (known !== undefined) return known;

  const sources = sourcesOf(contract);
  checkNames(rename, sources);
  const renamed = Object.fromEntries(
    Object.entries(sources).map(([file, text]) => [file, replaceIdentifiers(text, rename)]),
  );
  const artifact = compile(renamed).find(({ contractName }) => contractName === contract);
  if (artifact === undefined) throw new Error(`There is no contract ${contract} in ${contract}.sol.`);
  compiled.set(key, artifact);
  return artifact;
}

/** The contract's source and all that it imports, directly or not. */
function sourcesOf(contract: string): Sources {
  const sources: Record<string, string> = {};
  const wanted = [`${contract}.sol`];
  for (const file of wanted) {
    if (file in sources) continue;
    const text = readFileSync(join(sourceFolder, file), 'utf8');
    sources[file] = text;
    wanted.push(...[...text.matchAll(/^import .*"\.\/(.+)";$/gm)].map(([, name]) => name ?? ''));
  }
  return sources;
}

function checkNames(rename: Readonly<Record<string, string>>, sources: Sources): void {
  const names = functionsOf(sources[INTERFACES] ?? '');
  for (const [from, to] of Object.entries(rename)) {
    for (const name of [from, to]) {
      if (!IDENTIFIER.test(name)) throw new Error(`${JSON.stringify(name)} is no Solidity identifier.`);
    }
    if (!names.includes(from)) {
      throw new Error(`${from} is no function that is called on the Stability Pool: those are ${names.join(', ')}.`);
    }
  }
}

/** Names of the functions that the renamable interface declares. */
function functionsOf(text: string): string[] {
  const body = new RegExp(`^interface ${RENAMABLE} \\{$([^}]*)^\\}$`, 'm').exec(text)?.[1] ?? '';
  return [...body.matchAll(/^ *function (\S+?)\(/gm)].map(([, name]) => name ?? '');
}

function replaceIdentifiers(text: string, rename: Readonly<Record<string, string>>): string {
  return text.replace(/[A-Za-z_$][\w$]*/g, (name) => (Object.hasOwn(rename, name) ? (rename[name] ?? name) : name));
}
