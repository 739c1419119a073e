#!/usr/bin/env node
// Sources run as they are: tsx strips the types, of our files and of a user's policy files alike.
import { register as registerRequire } from 'tsx/cjs/api';
import { register as registerImport } from 'tsx/esm/api';

registerImport();
// A policy file outside of a package with "type": "module" is loaded by require().
registerRequire();
const { main } = await import('./main.ts');
const code = await main(process.argv);
// Not only `exitCode`: a timer that a policy file left running must not keep the process.
process.exit(code);
