import { resolve } from 'node:path';
import type { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement, DuckDBResult } from '@duckdb/node-api';
import { UsageError } from '../../core/errors.ts';
import type { DuckDb } from './duckdb.ts';
import type { QueryFolder } from './queryFolder.ts';
import type { QueryTable } from './queryTable.ts';
import { type Branch, fileBranches, globOf, identifier, literal } from './views.ts';

export interface DatabaseOptions {
  /** Bytes that a query may take before it goes to disk. */
  readonly memory: number;
  readonly threads: number;
  /** For what does not fit; an empty folder of its own. */
  readonly temporary: string;
  /** The only file that may be written; undefined: none. */
  readonly target: string | undefined;
}

/** A column of a view as the database has it. */
export interface ViewColumn {
  readonly view: string;
  readonly name: string;
  readonly type: string;
}

/** Schema of the tables that views are made of. */
const RECORD = 'record';
const BYTES_OF_A_MEGABYTE = 1e6;

/** A database in memory with views over folders, which a query can read and nothing else. */
export class QueryDatabase {
  readonly #duckdb: DuckDb;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(duckdb: DuckDb, instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#duckdb = duckdb;
    this.#instance = instance;
    this.#connection = connection;
  }

  /** @throws Error in DuckDB's words if a file is damaged */
  static async open(
    duckdb: DuckDb,
    folders: readonly QueryFolder[],
    { memory, threads, temporary, target }: DatabaseOptions,
  ): Promise<QueryDatabase> {
    const instance = await duckdb.DuckDBInstance.create(':memory:', {
      ...{ threads: String(threads), memory_limit: `${Math.floor(memory / BYTES_OF_A_MEGABYTE)}MB` },
      ...{ temp_directory: temporary, autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' },
    });
    const connection = await instance.connect();
    const database = new QueryDatabase(duckdb, instance, connection);
    try {
      await database.#makeViews(folders);
      // What is asked for is compared as it is written, which is a pattern.
      const dirs = folders.flatMap(({ parts }) => parts.flatMap(({ dir }) => [resolve(dir), globOf(dir)]));
      const read = [...new Set(dirs)].map(literal);
      await connection.run(`SET allowed_directories = [${read.join(', ')}]`);
      if (target !== undefined) await connection.run(`SET allowed_paths = [${literal(target)}]`);
      await connection.run('SET enable_external_access = false');
      await connection.run('SET lock_configuration = true');
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Views with their columns, in the order in which they were made. */
  async columns(): Promise<ViewColumn[]> {
    const { rows } = await this.#rows(
      "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'main' ORDER BY table_name, ordinal_position",
    );
    return rows.map(([view, name, type]) => ({ view: String(view), name: String(name), type: String(type) }));
  }

  /**
   * Runs one SELECT; rows are made as they are fetched.
   *
   * @throws UsageError for anything but one SELECT, Error in DuckDB's words for one that can't be run
   */
  async select(sql: string): Promise<DuckDBResult> {
    return (await this.#prepare(sql)).stream();
  }

  /** Writes what a SELECT gives into the target. @throws as `select` */
  async copy(sql: string, target: string, format: 'parquet' | 'csv'): Promise<number> {
    await this.#prepare(sql);
    const options = format === 'parquet' ? 'FORMAT parquet, COMPRESSION zstd' : "FORMAT csv, HEADER, NULLSTR ''";
    // As a text, so that it may end in semicolons and comments.
    const { rows } = await this.#rows(
      `COPY (FROM query(${literal(sql)})) TO ${literal(target)} (${options}, USE_TMP_FILE false)`,
    );
    return Number(rows[0]?.[0] ?? 0);
  }

  /** Ends the query under way. */
  interrupt(): void {
    this.#connection.interrupt();
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async #prepare(sql: string): Promise<DuckDBPreparedStatement> {
    if (sql.replace(/--.*|\/\*[\s\S]*?\*\/|;/g, '').trim() === '') throw notOne('nothing');
    const statements = await this.#connection.extractStatements(sql);
    if (statements.count > 1) throw notOne(`${statements.count} statements`);
    const statement = await statements.prepare(0);
    const { StatementType } = this.#duckdb;
    // EXPLAIN ANALYZE runs what it explains, whatever that is.
    if (statement.statementType !== StatementType.SELECT) {
      throw notOne(`a statement of kind ${StatementType[statement.statementType]}`);
    }
    return statement;
  }

  async #rows(sql: string): Promise<{ rows: unknown[][] }> {
    const reader = await this.#connection.runAndReadAll(sql);
    return { rows: reader.getRows() };
  }

  async #makeViews(folders: readonly QueryFolder[]): Promise<void> {
    await this.#connection.run(`CREATE SCHEMA ${RECORD}`);
    const views = new Map<string, string[]>();
    const add = ({ view, sql }: Branch) => views.set(view, [...(views.get(view) ?? []), sql]);
    let count = 0;
    for (const folder of folders) {
      const first = folders.length === 1 ? '' : `${literal(folder.dir)} AS dir, `;
      for (const table of folder.tables) {
        const name = `${RECORD}.t${count++}`;
        await this.#fill(name, table);
        add({ view: table.view, sql: `SELECT ${first}* FROM ${name}` });
      }
      fileBranches(folder, first).forEach(add);
    }
    for (const [view, branches] of views) {
      await this.#connection.run(`CREATE VIEW ${identifier(view)} AS ${branches.join(' UNION ALL BY NAME ')}`);
    }
  }

  async #fill(name: string, { columns, rows }: QueryTable): Promise<void> {
    const [schema = '', table = ''] = name.split('.');
    const list = columns.map((column) => `${identifier(column.name)} ${column.type}`).join(', ');
    await this.#connection.run(`CREATE TABLE ${name} (${list})`);
    const appender = await this.#connection.createAppender(table, schema);
    for (const row of rows) {
      row.forEach((value, i) => {
        if (value === null) appender.appendNull();
        else if (typeof value === 'string') appender.appendVarchar(value);
        else if (columns[i]?.type === 'INTEGER') appender.appendInteger(value);
        else appender.appendDouble(value);
      });
      appender.endRow();
    }
    appender.closeSync();
  }
}

function notOne(found: string): UsageError {
  return new UsageError('A query is one SELECT: it reads, and changes nothing', {
    facts: { found },
    remedy: 'put steps into one query with WITH; write its rows to a file with --out',
  });
}
