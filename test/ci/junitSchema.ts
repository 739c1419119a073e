import type { XmlElement } from './xml.ts';

interface Rule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly children: readonly string[];
}

/**
 * What Jenkins' xUnit plugin takes (its junit-10.xsd), for the elements that we write. `file` and `line` of a test case are
 * not in it: GitLab reads the one, annotating actions read both.
 */
const RULES: Readonly<Record<string, Rule>> = {
  testsuites: { required: [], optional: ['name', 'time', 'tests', 'failures', 'errors'], children: ['testsuite'] },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    optional: ['time', 'skipped', 'file', 'hostname', 'id', 'package', 'timestamp', 'url'],
    children: ['properties', 'testcase', 'system-out', 'system-err'],
  },
  properties: { required: [], optional: [], children: ['property'] },
  property: { required: ['name', 'value'], optional: [], children: [] },
  testcase: {
    required: ['name'],
    optional: ['time', 'classname', 'file', 'line'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  failure: { required: [], optional: ['type', 'message'], children: [] },
  error: { required: [], optional: ['type', 'message'], children: [] },
  'system-out': { required: [], optional: [], children: [] },
};

/** What is wrong with a JUnit file: attributes, children, and counts that are not those of the cases. */
export function junitProblems(element: XmlElement): string[] {
  const rule = RULES[element.name];
  if (rule === undefined) return [`<${element.name}> is not known`];
  const { name, attributes, children } = element;
  const known = [...rule.required, ...rule.optional];
  return [
    ...rule.required.filter((key) => !(key in attributes)).map((key) => `<${name}> lacks ${key}`),
    ...Object.keys(attributes)
      .filter((key) => !known.includes(key))
      .map((key) => `<${name}> has ${key}`),
    ...children.filter((child) => !rule.children.includes(child.name)).map((child) => `<${child.name}> in <${name}>`),
    ...('time' in attributes && !/^\d+\.\d{3}$/.test(attributes['time'] ?? '') ? [`time of <${name}>`] : []),
    ...(name.startsWith('testsuite') ? countProblems(element) : []),
    ...children.flatMap(junitProblems),
  ];
}

function countProblems(element: XmlElement): string[] {
  const cases = casesOf(element);
  const having = (tag: string) => cases.filter(({ children }) => children.some(({ name }) => name === tag)).length;
  const counts = { tests: cases.length, failures: having('failure'), errors: having('error') };
  return Object.entries(counts)
    .filter(([key, count]) => element.attributes[key] !== String(count))
    .map(([key, count]) => `${key} of <${element.name}> is not ${count}`);
}

/** All test cases below an element. */
export function casesOf(element: XmlElement): XmlElement[] {
  return element.name === 'testcase' ? [element] : element.children.flatMap(casesOf);
}
