import { homedir } from 'node:os';
import { join } from 'node:path';

/** Environment variable that names another folder for what is kept between runs. */
const CACHE_VARIABLE = 'BREAKWATER_CACHE';

/** Folder for what is kept between runs: `$BREAKWATER_CACHE`, else `breakwater` in the user's cache folder. */
export function cacheFolder(): string {
  const { [CACHE_VARIABLE]: named = '', XDG_CACHE_HOME: caches = '' } = process.env;
  return named !== '' ? named : join(caches !== '' ? caches : join(homedir(), '.cache'), 'breakwater');
}
