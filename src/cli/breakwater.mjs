#!/usr/bin/env node
// Sources run as they are: tsx strips the types, of our files and of a user's policy files alike.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./main.ts');
process.exitCode = await main(process.argv);
