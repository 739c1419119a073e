// Every check of the project, in the order in which a fault is cheapest to find. Ends with the count of the tests.
import { readFileSync } from 'node:fs';
import { $, echo, tmpfile } from 'zx';

$.verbose = true;
$.stdio = 'inherit';

echo('== Lint and format');
await $`npm run --silent lint`;

echo('== Types');
await $`npm run --silent types`;

echo('== Dead code');
await $`npm run --silent dead-code`;

echo('== Solidity, from its sources');
await $`rm -rf contracts/artifacts`;
await $`npm run --silent build:contracts`;

echo('== Black Thursday, as in the README');
await $`npx breakwater run scenarios/black-thursday.yaml`;

echo('== Tests, as in the README');
const results = tmpfile('results.json');
const tests = await $({ nothrow: true })`npm test -- --reporter=default --reporter=json --outputFile=${results}`;
const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(
  readFileSync(results, 'utf8'),
);
// A file that does not even load fails no test.
const failed = numFailedTests === 0 ? numFailedTestSuites : numFailedTests;
const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
echo(`${numPassedTests} passed, ${failed} failed${skipped}`);
process.exitCode = tests.exitCode;
