// SPDX-License-Identifier: MIT
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const sourceFolder = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
