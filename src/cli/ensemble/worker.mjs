// A process that runs trials of an ensemble. Sources run as they are, as in breakwater.mjs.
import { register as registerRequire } from 'tsx/cjs/api';
import { register as registerImport } from 'tsx/esm/api';

registerImport();
registerRequire();
const { serveTrials } = await import('./serveTrials.ts');
serveTrials();
