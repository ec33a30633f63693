// SPDX-License-Identifier: MIT
// Tasks of every look, for the screenshots and for the check of all pages: passed after three iterations, failed, waiting
// for a person, running, queued, cancelled, and one whose every word is hostile.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { until } from './harness.mjs';
import { bash, create, edit, finish, say, view } from './scriptedmodel.mjs';

export const markup = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
// Turned around by a reader that obeys it: a name of a task may not hold it, a model's words may.
export const hostile = markup + '\u202egnp.exe\u2066';

const invoice = `from decimal import Decimal

from billing.money import round2


class Invoice:
    """Lines plus tax, one currency."""

    def __init__(self, lines):
        self.lines = lines

    def total(self):
        lines = [round2(line) for line in self.lines]
        return sum(lines, Decimal(0))

    def split(self, parts):
        share = round2(self.total() / parts)
        return [share] * parts
`;

const tests = `from decimal import Decimal

from billing.invoice import Invoice


def test_total_of_one_line():
    assert Invoice([Decimal("12.50")]).total() == Decimal("12.50")


def test_total_rounds_once():
    assert Invoice([Decimal("0.005")] * 4).total() == Decimal("0.02")


def test_split_keeps_cents():
    assert sum(Invoice([Decimal("100")]).split(3)) == Decimal("100")
`;

export const names = {
  passed: 'Fix rounding in invoice totals',
  risky: 'Share fixtures between packages',
  medium: 'Note the build machine',
  running: 'Add JWT login and register endpoints',
  failed: 'Make CLI exit codes match the manual',
  queued: 'Migrate date handling to zoneinfo',
  cancelled: 'Rewrite templates in Jinja 3',
  hostile: 'Greet ' + markup,
};

const wrote = 'def round2(value):\n    return value.quantize(Decimal("0.01"), ROUND_HALF_EVEN)\n';
const long = (
  'The handlers share one dependency: the current user. I put it into its own module, so that the routes stay thin and the ' +
  'tests can replace it. A token carries the id and the time it ends; the secret comes from the settings and never has a ' +
  'default. Next come the two endpoints and their answers for wrong passwords.\n'
).repeat(12);

export const scripts = {
  [names.passed]: [
    say('I read the module and its tests first.', [view('billing/invoice.py'), view('billing/money.py'), view('tests/test_invoice.py')]),
    say('Both failures come from rounding each line before the sum.', [
      edit('billing/invoice.py', '        lines = [round2(line) for line in self.lines]\n        return sum(lines, Decimal(0))', '        exact = sum(self.lines, Decimal(0))\n        return round2(exact)'),
      finish('Rounds the total once.'),
    ]),
    say('The split loses a cent: the first payer must carry what is left.', [
      edit('billing/invoice.py', '        share = round2(self.total() / parts)\n        return [share] * parts', '        if parts < 1:\n            raise ValueError("parts must be at least 1")\n        share = round2(self.total() / parts)\n        rest = self.total() - share * parts\n        # the first payer carries the odd cents\n        return [share + rest] + [share] * (parts - 1)'),
      create('billing/currency.py', '"""Currencies and their minor units."""\n\nMINOR = {"EUR": 2, "JPY": 0}\n'),
      finish('Splits without losing a cent.'),
    ]),
  ],
  [names.risky]: [say('Remove the stale shared fixtures so that pytest collects the local copies.', [bash('rm -rf ../shared')])],
  [names.medium]: [say('I note in a file which machine this was done on.', [bash('cat /etc/hostname > machine.txt')]), say('That was it.', [finish()])],
  [names.running]: [say(long.repeat(15), [], { piece_ms: 110 })],
  [names.failed]: [say('The manual says 2 for wrong usage.', [edit('exit.sh', 'exit 1', 'exit 3'), finish()]), say('Another try.', [edit('exit.sh', 'exit 3', 'exit 4'), finish()])],
  [names.queued]: [say('Done.', [finish()])],
  [names.cancelled]: [say(long, [], { piece_ms: 200 })],
  [names.hostile]: [say(hostile, [bash('echo "\u202e' + '<b>bold</b>" > /etc/motd')])],
};

export async function makeProjects(server) {
  await server.write('billing-api/billing/__init__.py', '');
  await server.write('billing-api/billing/invoice.py', invoice);
  await server.write('billing-api/billing/money.py', 'from decimal import ROUND_HALF_EVEN, Decimal\n\n\n' + wrote);
  await server.write('billing-api/tests/test_invoice.py', tests);
  for (const name of ['packages', 'builder', 'login', 'cli', 'dates', 'templates', 'greeter', 'polled']) {
    await server.write(name + '/exit.sh', '#!/bin/sh\nexit 1\n', 0o755);
    await server.write(name + '/check.sh', '#!/bin/sh\n./exit.sh; test $? -eq 2\n', 0o755);
  }
  await server.write('shared/fixtures/one.json', '{}\n');
}

/** Tasks of every look that stays as it is; the ids by name. */
export async function playAll(server, page) {
  await makeProjects(server);
  const task = async (key, folder, more = {}) =>
    (await server.createTask(page, { name: names[key], working_directory: join(server.folder, folder), verification_commands: ['sh check.sh'], ...more })).id;
  const ids = {};
  ids.passed = await task('passed', 'billing-api', {
    verification_commands: ['python3 -m pytest -q -p no:cacheprovider', 'python3 -m compileall -q billing'],
    requirements: ['totals are rounded once', 'a split keeps every cent'],
    max_cost_usd: 3,
  });
  ids.failed = await task('failed', 'cli', { max_iterations: 2, max_cost_usd: 3 });
  await server.waitForState(page, ids.passed, 'completed');
  await server.waitForState(page, ids.failed, 'failed');
  ids.risky = await task('risky', 'packages', { max_cost_usd: 2, priority: 7 });
  ids.medium = await task('medium', 'builder');
  ids.hostile = await task('hostile', 'greeter');
  for (const key of ['risky', 'medium', 'hostile']) await server.waitForState(page, ids[key], 'waiting_approval');
  ids.cancelled = await task('cancelled', 'templates');
  await server.waitForState(page, ids.cancelled, 'running');
  await server.call(page, 'POST', `/api/tasks/${ids.cancelled}/cancel`);
  await server.waitForState(page, ids.cancelled, 'cancelled');
  return ids;
}

/** One task that runs and one that waits behind a paused queue; the two are not kept over a restart. */
export async function playRunning(server, page, ids) {
  const spec = (key, folder, more) => ({ name: names[key], working_directory: join(server.folder, folder), verification_commands: ['sh check.sh'], ...more });
  ids.running = (await server.createTask(page, spec('running', 'login', { max_cost_usd: 5, priority: 5 }))).id;
  await until('the words of the model', async () => (await server.call(page, 'GET', '/api/tasks/' + ids.running)).activity === 'model');
  await server.call(page, 'POST', '/api/queue/pause');
  ids.queued = (await server.createTask(page, spec('queued', 'dates', { max_cost_usd: 3, priority: 3 }))).id;
}

/** Copies of the ended tasks on the days before, so that the charts have something to show. The server must not run. */
export function spreadOverDays(server) {
  const code = `
import sqlite3, sys, datetime, random
random.seed(4)
db = sqlite3.connect(sys.argv[1])
columns = [row[1] for row in db.execute("PRAGMA table_info(tasks)")]
ended = db.execute("SELECT * FROM tasks WHERE state IN ('completed','failed')").fetchall()
top = db.execute("SELECT MAX(seq) FROM tasks").fetchone()[0]
for day in range(1, 21):
    for n in range(random.randint(2, 7)):
        row = dict(zip(columns, ended[0 if random.random() < 0.78 else 1]))
        top += 1
        row['seq'] = -top
        row['id'] = '%032x' % random.getrandbits(128)
        row['idempotency_key'] = None if 'idempotency_key' in row else None
        at = datetime.datetime.utcnow() - datetime.timedelta(days=day, minutes=random.randint(0, 300))
        for name in row:
            if name.endswith('_at') and row[name]:
                row[name] = at.strftime('%Y-%m-%dT%H:%M:%S.000Z') if isinstance(row[name], str) else int(at.timestamp() * 1000)
        keys = [c for c in columns if c in row]
        try:
            db.execute("INSERT INTO tasks (%s) VALUES (%s)" % (','.join(keys), ','.join('?' * len(keys))), [row[k] for k in keys])
        except sqlite3.Error as error:
            print(error)
            sys.exit(1)
db.commit()
`;
  execFileSync('/usr/bin/python3', ['-c', code, join(server.folder, 'store.db')], { stdio: 'inherit' });
}
