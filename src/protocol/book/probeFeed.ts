import { formatUnits, toFunctionSelector } from 'viem';
import { DAY, HOUR, MINUTE } from '../../core/units.ts';
import { CONTRACT_FIELDS, type FeedKind } from './addressBook.ts';
import type { Finding, Probed } from './probeBook.ts';
import { counted, wordsOf } from './probeInterface.ts';

/** Chainlink's longest heartbeat, and an hour for a late round. */
const HEARTBEAT = DAY;
const GRACE = HOUR;
const MOST_DECIMALS = 36n;
const WAD_DECIMALS = 18;

/** Whether a feed answers as feeds of its kind do, with a price above 0 that is not out of date. */
export async function probeFeed(probed: Probed, kind: FeedKind): Promise<Finding[]> {
  switch (kind) {
    case 'chainlink':
      return [await chainlink(probed)];
    case 'zero':
      return [await zero(probed)];
    case 'price-feed':
      return [await priceFeed(probed)];
  }
}

async function chainlink(probed: Probed): Promise<Finding> {
  const [decimals, ...more] = await ask(probed, 'decimals()');
  const round = await ask(probed, 'latestRoundData()');
  if (decimals === undefined || more.length > 0 || decimals > MOST_DECIMALS || round.length !== 5) {
    return otherKind(probed, 'does not answer decimals() and latestRoundData() as a Chainlink aggregator does');
  }
  const [, answer = 0n, , updatedAt = 0n] = round;
  const signed = BigInt.asIntN(256, answer);
  if (signed <= 0n) return otherBlock(`answers ${signed}: no price`);
  const price = `answers ${formatUnits(signed, Number(decimals))}, ${counted(Number(decimals), 'decimal')}`;
  const age = probed.reader.block.timestamp - Number(updatedAt);
  if (age < 0) return otherBlock(`${price}, dated ${inWords(-age)} after the block`);
  if (age <= HEARTBEAT + GRACE) return { ok: true, text: `${price}, ${inWords(age)} old` };
  return otherBlock(`${price}, ${inWords(age)} old: out of date, for a heartbeat of Chainlink's is 24 h at most`);
}

async function zero(probed: Probed): Promise<Finding> {
  const [price = 0n, isGood, ...more] = await ask(probed, 'latestAnswer()');
  if (isGood === undefined || more.length > 0) {
    return otherKind(probed, 'does not answer latestAnswer() with a price and whether it is good, as feeds of Zero do');
  }
  if (price === 0n || isGood !== 1n) return otherBlock('says that it has no good price');
  return { ok: true, text: `answers ${formatUnits(price, WAD_DECIMALS)}` };
}

async function priceFeed(probed: Probed): Promise<Finding> {
  const [price, ...more] = await ask(probed, 'fetchPrice()');
  if (price === undefined || more.length > 0) {
    return otherKind(probed, "does not answer fetchPrice() with one word as a core's own price feed does");
  }
  if (price === 0n) return otherBlock('fetchPrice() answers 0: no price');
  return { ok: true, text: `fetchPrice() answers ${formatUnits(price, WAD_DECIMALS)}` };
}

/** Words of the answer; none if it reverts. */
async function ask({ reader, address }: Probed, signature: string): Promise<readonly bigint[]> {
  return wordsOf(await reader.call(address, toFunctionSelector(signature))) ?? [];
}

function otherKind({ contract }: Probed, text: string): Finding {
  const field = CONTRACT_FIELDS[contract];
  return { ok: false, text, remedy: `correct ${field}, or the kind beside it (chainlink, zero, price-feed)` };
}

function otherBlock(text: string): Finding {
  return {
    ok: false,
    text,
    remedy: 'choose a block at which the feed was live with --block, or the feed that is used now',
  };
}

/** `0 s`, `59 min`, `3 h 5 min`, `2 days 4 h`: the two largest units. @param seconds 0 or more */
export function inWords(seconds: number): string {
  if (seconds < MINUTE) return `${seconds} s`;
  const units = [
    ['day', DAY],
    ['h', HOUR],
    ['min', MINUTE],
  ] as const;
  let rest = seconds;
  const parts = units.map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return { count, text: unit === 'day' ? counted(count, 'day') : `${count} ${unit}` };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(({ count }) => count > 0)
    .map(({ text }) => text)
    .join(' ');
}
