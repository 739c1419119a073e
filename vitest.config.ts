import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks',
    // The command line that tests start is what the sources say, compiled.
    globalSetup: 'test/compile.ts',
    // By itself it leaves one core to the watcher: of two, half.
    maxWorkers: availableParallelism(),
    testTimeout: 120_000,
    hookTimeout: 120_000,
    retry: 0,
  },
});
