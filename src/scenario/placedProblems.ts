import type { ScenarioDocument } from './document.ts';
import type { Finding, Problem } from './problems.ts';

/** What keeps a file from being YAML, each with its place. */
export function syntaxProblems(file: string, document: ScenarioDocument): Problem[] {
  return document.syntaxProblems.map(({ line, column, message }) => ({
    place: `${file}:${line}:${column}`,
    path: '',
    message,
  }));
}

/** What is wrong with a file, each with its place, in the order of the file. */
export function placedProblems(findings: readonly Finding[], file: string, document: ScenarioDocument): Problem[] {
  return findings
    .map(({ path, message, aboutKey }) => {
      const at = aboutKey ? document.positionOfKey(path) : document.positionOf(path);
      return { at, problem: { place: `${file}:${at.line}:${at.column}`, path: path.join('.'), message } };
    })
    .sort((a, b) => (a.at.line === b.at.line ? a.at.column - b.at.column : a.at.line - b.at.line))
    .map(({ problem }) => problem);
}
