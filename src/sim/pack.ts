import type { AddressBook } from '../protocol/book/addressBook.ts';

/** What a pack holds besides the captured state. */
export interface PackExtra {
  readonly book: AddressBook;
  readonly scenario: { readonly name: string; readonly hash: string };
  /** Versions that it was made with. */
  readonly madeBy: Readonly<Record<string, string>>;
}
