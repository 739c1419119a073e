import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { UsageError } from '../../core/errors.ts';
import { deepFreeze } from '../../core/freeze.ts';
import { nearestNames } from '../../core/nearestNames.ts';
import type { AddressBook } from './addressBook.ts';
import { readBookFile } from './bookFile.ts';
import { bookSchema } from './bookSchema.ts';
import { LIQUITY_BOOK } from './liquityBook.ts';

const BUILT_IN: Readonly<Record<string, unknown>> = { liquity: LIQUITY_BOOK };

/** A file that is no address book, with everything that is wrong with it: one line each, `file:line:column field: message`. */
export class BookError extends UsageError {
  override name = 'BookError';

  constructor(file: string, problems: readonly string[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super([`${file} is not a valid address book: ${count}`, ...problems.map((problem) => `  ${problem}`)].join('\n'), {
      remedy: 'docs/address-books.md explains every field',
    });
  }
}

/** Whether a book is named by its file; built-in ones are bare words. */
function isBookFile(nameOrPath: string): boolean {
  return /[./\\]/.test(nameOrPath);
}

/**
 * The address book of that name, or in that YAML or JSON file; validated, frozen, addresses and hashes in lower case.
 *
 * @param baseDir folder that a path is relative to
 * @throws BookError with all problems at once
 * @throws UsageError if there is no such book, or its file can't be read
 */
export function loadBook(nameOrPath: string, baseDir: string): AddressBook {
  if (isBookFile(nameOrPath)) return parseBook(readText(nameOrPath, baseDir), nameOrPath);
  if (Object.hasOwn(BUILT_IN, nameOrPath)) return frozen(bookSchema.parse(BUILT_IN[nameOrPath]));
  const [near] = nearestNames(nameOrPath, Object.keys(BUILT_IN), 1);
  throw new UsageError(`There is no address book ${nameOrPath}`, {
    facts: { 'built in': Object.keys(BUILT_IN).join(', ') },
    remedy:
      near === undefined
        ? `name a file with its folder or ending, such as ./${nameOrPath}.yaml`
        : `did you mean ${near}?`,
  });
}

/**
 * An address book from the text of its file.
 *
 * @param file as messages are to name it
 * @throws BookError with all problems at once
 */
export function parseBook(text: string, file: string): AddressBook {
  const { data, syntaxProblems, placeOf, placeOfKey } = readBookFile(text);
  if (syntaxProblems.length > 0) {
    throw new BookError(
      file,
      syntaxProblems.map(({ place, message }) => `${file}:${place}  ${message}`),
    );
  }
  const parsed = bookSchema.safeParse(data);
  if (parsed.success) return frozen(parsed.data);
  const problems = parsed.error.issues.flatMap(findingsOf).map(({ path, message, aboutKey }) => {
    const place = aboutKey ? placeOfKey(path) : placeOf(path);
    return { place, text: `${file}:${place}  ${path.length === 0 ? '' : `${path.join('.')}: `}${message}` };
  });
  throw new BookError(
    file,
    problems.sort((a, b) => before(a.place, b.place)).map(({ text }) => text),
  );
}

interface Finding {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** The key is wrong, not its value. */
  readonly aboutKey: boolean;
}

function findingsOf(issue: z.core.$ZodIssue): Finding[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') {
    // core/field.ts writes one line for each key, in this order.
    const messages = issue.message.split('\n');
    return issue.keys.map((key, i) => ({
      path: [...path, key],
      message: messages[i] ?? issue.message,
      aboutKey: true,
    }));
  }
  if (issue.code === 'invalid_key') {
    return [{ path, message: issue.issues[0]?.message ?? issue.message, aboutKey: true }];
  }
  return [{ path, message: issue.message, aboutKey: false }];
}

/** Order of two places `line:column`. */
function before(a: string, b: string): number {
  const [lineA = 0, columnA = 0] = a.split(':').map(Number);
  const [lineB = 0, columnB = 0] = b.split(':').map(Number);
  return lineA - lineB || columnA - columnB;
}

function frozen(book: z.output<typeof bookSchema>): AddressBook {
  return deepFreeze(book) as AddressBook;
}

function readText(path: string, baseDir: string): string {
  try {
    return readFileSync(resolve(baseDir, path), 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UsageError(
      `cannot read address book ${path}: ${code === 'ENOENT' ? 'there is no such file' : String(cause)}`,
      {
        cause,
      },
    );
  }
}
