import { describe, expect, it } from 'vitest';
import { Withdrawals } from './withdrawals.ts';

/** 100 at first; at 60 s 10 leave, at 120 s 30 come, at 180 s 20 leave. */
function history(): Withdrawals {
  const book = new Withdrawals();
  book.note(0, 100n, 0n);
  book.note(12, 100n, 0n);
  book.note(60, 90n, 10n);
  book.note(120, 120n, 10n);
  book.note(180, 100n, 30n);
  return book;
}

describe('Withdrawals', () => {
  it('counts what left since a time over what was there at it', () => {
    const book = history();
    expect([59, 60, 119].map((time) => book.shareSince(time))).toEqual([0.3, 20 / 90, 20 / 90]);
    expect([120, 179].map((time) => book.shareSince(time))).toEqual([20 / 120, 20 / 120]);
    expect(book.shareSince(180)).toBe(0);
  });

  it('begins with the opening', () => {
    expect(history().shareSince(-1000)).toBe(0.3);
  });

  it('is 0 where nobody had deposited', () => {
    const book = new Withdrawals();
    expect(book.shareSince(0)).toBe(0);
    book.note(0, 0n, 0n);
    book.note(12, 50n, 0n);
    book.note(24, 0n, 50n);
    expect([book.shareSince(0), book.shareSince(12)]).toEqual([0, 1]);
  });
});
