import { UsageError } from '../../core/errors.ts';
import { nearestNames } from '../../core/nearestNames.ts';
import type { CalibrationTable, PlannedCase, PlannedFigure, PlannedOrdering } from '../../metric/calibrationRecord.ts';
import { parseDocumented } from '../../metric/documented.ts';
import { parseMeasure } from '../../metric/measure.ts';
import type { ThresholdCatalogue } from '../../metric/threshold.ts';
import type { Path } from '../document.ts';
import type { Finding } from '../problems.ts';
import type { CaseFile, SuiteFile, TableFile } from './suiteSchema.ts';

/** What can be measured in each run, by its name; undefined for one whose scenario is not valid. */
export type RunCatalogues = ReadonlyMap<string, ThresholdCatalogue | undefined>;

/**
 * The suite's cases with every figure read: measures against their runs' metrics, documented figures in the measures'
 * units, orderings against the figures there are.
 */
export function planCases(
  suite: SuiteFile,
  catalogues: RunCatalogues,
): { readonly cases: readonly PlannedCase[]; readonly findings: readonly Finding[] } {
  const planner = new Planner(catalogues);
  const cases = Object.entries(suite.cases).map(([name, file]) => planner.plan(name, file));
  return { cases, findings: planner.findings };
}

/** Where the parts of a figure stand in the suite's file. */
interface Places {
  readonly run: Path;
  readonly measure: Path;
  readonly documented: Path;
}

type FigureFile = Omit<PlannedFigure, 'documented' | 'unit'> & { readonly documented: string };

class Planner {
  readonly findings: Finding[] = [];
  readonly #catalogues: RunCatalogues;

  constructor(catalogues: RunCatalogues) {
    this.#catalogues = catalogues;
  }

  plan(name: string, file: CaseFile): PlannedCase {
    const path = ['cases', name];
    const { title, about, assumed } = file;
    const table = file.table === undefined ? null : this.#table(file.table, [...path, 'table']);
    const figures = Object.entries(file.figures).flatMap(([figure, written]) => {
      const at = [...path, 'figures', figure];
      const places = { run: [...at, 'run'], measure: [...at, 'measure'], documented: [...at, 'documented'] };
      return this.#figure({ name: figure, ...written }, places);
    });
    const names = Object.keys(file.figures);
    file.orderings.forEach((ordering, index) => {
      ordering.figures.forEach((figure, at) => {
        if (names.includes(figure)) return;
        this.#find([...path, 'orderings', index, 'figures', at], unknown('figure', figure, names));
      });
    });
    return {
      ...{ name, title, about, assumed },
      figures: [...figures, ...(table?.figures ?? [])],
      table: table?.layout ?? null,
      orderings: [...file.orderings, ...(table?.orderings ?? [])],
    };
  }

  #table(file: TableFile, path: Path) {
    const { what, measure, source, chosen, word, rows, columns } = file;
    for (const key of ['documented', 'runs'] as const) this.#checkShape(file, key, path);
    const names = [...rows.names, ...columns.names];
    chosen.forEach((name, index) => {
      if (!names.includes(name)) this.#find([...path, 'chosen', index], unknown('row or column', name, names));
    });
    const figures = rows.names.flatMap((row, r) =>
      columns.names.flatMap((column, c) => {
        const [documented, run] = [file.documented[r]?.[c], file.runs[r]?.[c]];
        if (documented === undefined || run === undefined) return [];
        const places = {
          run: [...path, 'runs', r, c],
          measure: [...path, 'measure'],
          documented: [...path, 'documented', r, c],
        };
        const name = cellName(row, column);
        const role = chosen.includes(row) || chosen.includes(column) ? 'chosen' : file.role;
        return this.#figure({ name, what: `${what}: ${name}`, documented, source, run, measure, role, word }, places);
      }),
    );
    const layout: CalibrationTable = {
      ...{ what, rows, columns },
      figures: rows.names.map((row) => columns.names.map((column) => cellName(row, column))),
    };
    return { figures, layout, orderings: tableOrderings(file, layout) };
  }

  /** As many rows and columns as there are names for them. */
  #checkShape({ rows, columns, ...file }: TableFile, key: 'documented' | 'runs', path: Path): void {
    const expected = `${rows.names.length} rows (rows.names) of ${columns.names.length} (columns.names)`;
    if (file[key].length !== rows.names.length) {
      this.#find([...path, key], `expected ${expected}; found ${file[key].length} rows`);
    }
    file[key].forEach((cells, row) => {
      if (cells.length === columns.names.length) return;
      this.#find([...path, key, row], `expected ${expected}; found ${cells.length} in this row`);
    });
  }

  #figure(file: FigureFile, places: Places): PlannedFigure[] {
    if (!this.#catalogues.has(file.run)) {
      this.#find(places.run, unknown('run', file.run, [...this.#catalogues.keys()]));
      return [];
    }
    const catalogue = this.#catalogues.get(file.run);
    // What can be measured there is not known: the scenario's own problems come first.
    if (catalogue === undefined) return [];
    const measure = this.#try(places.measure, () => parseMeasure(file.measure, catalogue));
    if (measure === undefined) return [];
    const documented = this.#try(places.documented, () => parseDocumented(file.documented, measure.unit));
    return documented === undefined ? [] : [{ ...file, documented, unit: measure.unit }];
  }

  #try<Result>(path: Path, read: () => Result): Result | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.#find(path, error.shortMessage);
      return undefined;
    }
  }

  #find(path: Path, message: string): void {
    this.findings.push({ path, message, aboutKey: false });
  }
}

function cellName(row: string, column: string): string {
  return `${row}, ${column}`;
}

function tableOrderings({ orderings: { down, across }, rows, columns }: TableFile, { figures }: CalibrationTable) {
  const along: PlannedOrdering[] = [];
  if (down !== undefined) {
    columns.names.forEach((name, c) => {
      const column = figures.map((row) => row[c] as string);
      along.push({ what: `${columns.title} ${name}, by ${rows.title}`, must: down, figures: column });
    });
  }
  if (across !== undefined) {
    rows.names.forEach((name, r) => {
      along.push({ what: `${rows.title} ${name}, by ${columns.title}`, must: across, figures: figures[r] as string[] });
    });
  }
  return along;
}

function unknown(what: string, name: string, names: readonly string[]): string {
  const near = nearestNames(name, names);
  return near.length > 0
    ? `there is no ${what} ${name}; did you mean ${near.join(' or ')}?`
    : `there is no ${what} ${name}; expected one of ${names.join(', ')}`;
}
