/** A column with what an analyst has to know of it. */
export interface QueryColumn {
  readonly name: string;
  readonly type: 'VARCHAR' | 'DOUBLE' | 'INTEGER';
  /** Empty for text. */
  readonly unit: string;
  readonly title: string;
}

export type QueryValue = string | number | null;

/** Rows of a view that come from a record, not from a Parquet file. */
export interface QueryTable {
  readonly view: string;
  readonly columns: readonly QueryColumn[];
  readonly rows: readonly (readonly QueryValue[])[];
}

export function textOf(name: string, title: string): QueryColumn {
  return { name, type: 'VARCHAR', unit: '', title };
}

export function realOf(name: string, unit: string, title: string): QueryColumn {
  return { name, type: 'DOUBLE', unit, title };
}

export function wholeOf(name: string, title: string): QueryColumn {
  return { name, type: 'INTEGER', unit: 'count', title };
}

/** A number that counts nothing: which trial or point. */
export function indexOf(name: string, title: string): QueryColumn {
  return { name, type: 'INTEGER', unit: '', title };
}
