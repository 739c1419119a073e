#!/usr/bin/env node
import { load } from './compiled.mjs';

const { main } = await load('main');
const code = await main(process.argv);
// Not only `exitCode`: a timer that a policy file left running must not keep the process.
process.exit(code);
