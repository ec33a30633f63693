// SPDX-License-Identifier: MIT
// The rows of tests × iterations. Runners name the tests that failed: a test stands here once it failed in some iteration;
// in the others it counts as passed when its command counted tests. Where no tests are named, the command is the row. Pure.
import type { Failure, Iteration } from './types';

export type Cell = 'good' | 'bad' | 'flaky' | 'none';

export interface MatrixRow {
  key: string;
  group: string; // the file of a test, or empty for the commands
  name: string;
  command: boolean;
  setup?: boolean;
  cells: Cell[];
  failures: (Failure | null)[];
}

function testName(id: string): { group: string; name: string } {
  const cut = id.indexOf('::');
  return cut > 0 ? { group: id.slice(0, cut), name: id.slice(cut + 2) } : { group: '', name: id };
}

export function matrixRows(rounds: Iteration[]): MatrixRow[] {
  // A setup command may have the text of a verification command, and is none.
  const rows: MatrixRow[] = [true, false].flatMap((setup) => {
    const of = (round: Iteration) => round.verification.filter((one) => !!one.setup === setup);
    return [...new Set(rounds.flatMap((round) => of(round).map((one) => one.command)))].map((command) => ({
      key: (setup ? 's ' : 'c ') + command, group: '', name: command, command: true, setup, failures: rounds.map(() => null),
      cells: rounds.map((round) => {
        const one = of(round).find((v) => v.command === command);
        return !one ? ('none' as const) : one.status === 'pass' ? ('good' as const) : ('bad' as const);
      }),
    }));
  });
  const tests = new Map<string, string>();
  for (const round of rounds)
    for (const one of round.verification) for (const failure of one.failures ?? []) if (failure.id) tests.set(failure.id, one.command);
  for (const [id, command] of tests) {
    const { group, name } = testName(id);
    const failures = rounds.map((round) => round.verification.flatMap((v) => v.failures ?? []).find((f) => f.id === id) ?? null);
    rows.push({
      key: 't ' + id, group, name, command: false, failures,
      cells: rounds.map((round, i) => {
        if (round.tests_flaky?.includes(id)) return 'flaky';
        if (failures[i]) return 'bad';
        const one = round.verification.find((v) => v.command === command);
        return one && (one.status === 'pass' || one.counts?.passed != null) ? 'good' : 'none';
      }),
    });
  }
  return rows;
}
