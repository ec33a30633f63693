// SPDX-License-Identifier: MIT
// Runs one file of browser tests, or says why it cannot: exit code 77 tells ctest that it was skipped.
// Usage: node run.mjs FILE
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whatIsMissing } from './harness.mjs';

const missing = await whatIsMissing();
if (missing) {
  console.log('skipped: ' + missing);
  process.exit(77);
}
const file = join(dirname(fileURLToPath(import.meta.url)), process.argv[2]);
process.exit(spawnSync(process.execPath, ['--test', file], { stdio: 'inherit' }).status ?? 1);
