// A process that runs trials of an ensemble.
import { load } from '../compiled.mjs';

const { serveTrials } = await load('ensemble/serveTrials');
serveTrials();
