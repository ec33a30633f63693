// SPDX-License-Identifier: MIT
// A task that works in a view, with a real run: the card of the border, what is applied, and taking it back.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { openBrowser, openPage, Server, signIn, until } from './harness.mjs';
import { bash, finish, say } from './scriptedmodel.mjs';

const asks = 'Make the sum right and touch a workflow';
const fails = 'Fail and leave a file';
const meets = 'Meet a person in the same line';
// Of another length: python takes a file of the same second and length for what it has compiled already.
const fix = "sed -i 's/a - b/b + a  # the sum/' calc.py";
const scripts = {
  [asks]: [
    say('I fix the sum.', [bash(`${fix} && mkdir -p .github/workflows && printf 'on: push\\n# <img src=x onerror="document.title=1">\\n' > .github/workflows/ci.yml && sed -i 's/assertEqual.*/assertTrue(True)/' tests/test_calc.py`)]),
    say('Done.', [finish()]),
  ],
  [fails]: [say('I try.', [bash('echo note > note.txt')]), say('Done.', [finish()])],
  [meets]: [say('I fix the sum.', [bash(fix)]), say('It takes a while until I have said this. '.repeat(12), [finish()], { piece_ms: 120 })],
};
const broken = 'def add(a, b):\n    return a - b\n';
const right = broken.replace('a - b', 'b + a  # the sum');

let server;
let browser;
let page;

const folder = (name) => join(server.folder, name);
const project = async (name) => {
  await server.write(name + '/calc.py', broken);
  await server.write(name + '/tests/__init__.py', '');
  await server.write(name + '/tests/test_calc.py', 'import unittest\nfrom calc import add\nx = 0\n\nclass T(unittest.TestCase):\n    def test_add(self):\n        self.assertEqual(add(1, 2), 3)\n');
};
const task = async (name, where, more = {}) =>
  (await server.createTask(page, { ...more, name, working_directory: folder(where), isolation: 'view', max_iterations: 2, verification_commands: ['python3 -m unittest discover -s tests -t .'] })).id;
/** The task in one of the states, or nothing where this machine has no view: the test is skipped and says why. */
const reach = async (t, id, ...states) => {
  const reached = await server.waitForState(page, id, ...states, 'failed');
  if (reached.place.isolation === 'view') return reached;
  t.skip('no view of a folder here: ' + (reached.place.note || reached.stop_detail));
  return null;
};
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const accessible = async () => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const serious = violations.filter((one) => ['serious', 'critical'].includes(one.impact));
  assert.deepEqual(serious.map((one) => one.id + ' ' + one.nodes[0].html), []);
};
const show = (path) => page.goto(server.url + path);
const note = () => page.locator('.result-note');

before(async () => {
  server = await Server.start(scripts, { flags: process.env.VIBECODER_RELOAD ? ['--reload'] : [], environment: { VIBECODER_SANDBOX: 'auto' } });
  browser = await openBrowser();
  page = await openPage(browser, server);
  page.setDefaultTimeout(30000);
  await signIn(page, server);
  for (const name of ['asks', 'fails', 'meets']) await project(name);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

afterEach(() => {
  assert.deepEqual(page.complaints, []);
});

test('what must be asked is asked row by row, and nothing is in the folder before', async (t) => {
  const id = await task(asks, 'asks', { setup: ['echo ready'] });
  if (!(await reach(t, id, 'waiting_approval'))) return;
  await show('/tasks/' + id);
  await note().getByText('Passed. 2 changes need your answer').waitFor();
  assert.equal(readFileSync(folder('asks/calc.py'), 'utf8'), broken);
  await note().getByRole('button', { name: 'Review' }).click();
  const card = page.locator('article.approval');
  await card.locator('.border-row', { hasText: 'ci.yml' }).waitFor();
  assert.equal(await card.locator('.border-row.asked').count(), 2);
  assert.match(await card.locator('.border-row.asked').first().innerText(), /changed test/i, 'the worst stands first');
  assert.match(await card.innerText(), /<img src=x/, 'what a file holds is text');
  await card.locator('summary', { hasText: 'no answer' }).click();
  await card.locator('.border-row.unasked', { hasText: 'calc.py' }).waitFor();
  await card.locator('.allow:not(:disabled)').waitFor();
  await accessible();
  // The tests are those of the verification that is asked about.
  const { tests } = await server.call(page, 'GET', '/api/tasks/' + id);
  assert.deepEqual(tests, { passed: 1, failed: 0 });
  await show(`/tasks/${id}?tab=verification`);
  await page.locator('.matrix td.cell').nth(1).waitFor();
  assert.deepEqual(await page.locator('.matrix tbody tr').first().locator('td.cell').evaluateAll((cells) => cells.map((cell) => cell.className)), ['cell bad', 'cell good']);
  await show('/tasks/' + id);
  await card.locator('.allow:not(:disabled)').waitFor();
  // Esc decides nothing.
  await card.getByRole('button', { name: 'Leave them out' }).focus();
  await page.keyboard.press('Escape');
  assert.equal((await server.call(page, 'GET', '/api/tasks/' + id)).status, 'waiting_approval');
  await card.locator('.border-row', { hasText: 'ci.yml' }).getByRole('button', { name: 'Use', exact: true }).click();
  await card.getByRole('button', { name: 'Leave the others out' }).click();
  await server.waitForState(page, id, 'completed');
  assert.equal(readFileSync(folder('asks/calc.py'), 'utf8'), right);
  assert.ok(existsSync(folder('asks/.github/workflows/ci.yml')));
  assert.doesNotMatch(readFileSync(folder('asks/tests/test_calc.py'), 'utf8'), /assertTrue/);

  // What passed in the view was checked again without what else lay there, and the page tells the two apart.
  await show('/tasks/' + id);
  await page.locator('.note.success .passed-where', { hasText: 'Checked on a clean copy in' }).waitFor();
  await page.locator('.clean-check li', { hasText: 'Set up (on a clean copy)' }).waitFor();
  await page.locator('.clean-check li', { hasText: 'Verify (on a clean copy)' }).waitFor();
  assert.equal(await page.locator('.verification:not(.clean-check) .command').count(), 1);
  await accessible();
  await page.goto(server.url + `/tasks/${id}#it-0`);
  await page.locator('.steps li', { hasText: 'Set up (before the first verification) echo ready' }).waitFor();
  await show(`/tasks/${id}?tab=definition`);
  await page.locator('.definition div', { hasText: 'setup' }).getByText('echo ready').waitFor();
  await show(`/tasks/${id}?tab=log`);
  await page.getByRole('cell', { name: 'verification finished (on a clean copy)' }).first().waitFor();

  await show(`/tasks/${id}?tab=changes`);
  await page.locator('.caption', { hasText: 'applied' }).waitFor();
  await page.locator('.changes .tree').getByText('calc.py').first().waitFor();
  await note().getByText('files applied to your folder.').waitFor();
  await note().getByRole('button', { name: 'Undo' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText('calc.py').waitFor();
  await sheet.getByRole('button', { name: 'Undo' }).click();
  await sheet.getByText('Taken back').waitFor();
  await sheet.getByRole('button', { name: 'Close' }).last().click();
  await note().getByText('Taken back').waitFor();
  assert.equal(readFileSync(folder('asks/calc.py'), 'utf8'), broken);
  assert.ok(!existsSync(folder('asks/.github')));
});

test('what failed is not applied, and can be all the same', async (t) => {
  const id = await task(fails, 'fails');
  if (!(await reach(t, id))) return;
  await show('/tasks/' + id);
  await note().getByText('Nothing was applied. 1 file differs.').waitFor();
  assert.ok(!existsSync(folder('fails/note.txt')));
  await show(`/tasks/${id}?tab=changes`);
  await page.getByText('in this attempt, not in your folder yet').waitFor();
  await note().getByRole('button', { name: 'Apply anyway' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText('note.txt').waitFor();
  await sheet.getByRole('button', { name: 'Apply', exact: true }).click();
  await sheet.getByText('1 file applied to your folder.').waitFor();
  assert.equal(readFileSync(folder('fails/note.txt'), 'utf8'), 'note\n');
});

test('of a file that both changed the person decides, with the three contents', async (t) => {
  const id = await task(meets, 'meets');
  // The attempt knows what it began with once it has written; then the person writes the same line.
  await until('the words after the edit', async () => {
    const { events } = await server.call(page, 'GET', `/api/tasks/${id}/events?kind=command_finished&limit=50`);
    // Where no view can be had it has ended, and reach() says so.
    return events.length > 0 || (await server.call(page, 'GET', '/api/tasks/' + id)).status === 'failed';
  });
  writeFileSync(folder('meets/calc.py'), broken.replace('a - b', 'b - a'));
  if (!(await reach(t, id, 'waiting_approval'))) return;
  await show('/tasks/' + id);
  await note().getByText('You changed 1 of these files meanwhile').waitFor();
  await note().getByRole('button', { name: 'Resolve' }).click();
  const card = page.locator('article.approval');
  await card.getByText('return b - a').first().waitFor();
  await card.getByText('return b + a  # the sum').first().waitFor();
  await card.getByRole('button', { name: 'Edit the merged text' }).click();
  await card.getByText('Marks of the conflict').waitFor();
  assert.ok(await card.getByRole('button', { name: 'Apply as chosen' }).isDisabled());
  await accessible();
  await card.locator('textarea').fill('def add(a, b):\n    return a + b + 0\n');
  await card.getByRole('button', { name: 'Apply as chosen' }).click();
  await server.waitForState(page, id, 'completed');
  assert.equal(readFileSync(folder('meets/calc.py'), 'utf8'), 'def add(a, b):\n    return a + b + 0\n');
});
