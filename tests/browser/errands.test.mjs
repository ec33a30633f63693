// SPDX-License-Identifier: MIT
// What a person does beside watching one task: several files at once, webhooks, orders of lists, other languages than the
// server's, a second link, tasks that are tried again or deleted.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { sourceFolder } from './folders.mjs';
import { openBrowser, openPage, Server, signIn, until } from './harness.mjs';
import { makeProjects, names, scripts } from './scenes.mjs';
import { edit, finish, say } from './scriptedmodel.mjs';

let server;
let browser;
let page;
let receiver;

const failing = 'Fail and be tried again';
const first = 'The first of two files';
const second = 'The second of two files';
const plan = {
  ...scripts,
  [failing]: [say('Not yet.', [edit('exit.sh', 'exit 1', 'exit 3'), finish()]), say('Now.', [edit('exit.sh', 'exit 3', 'exit 2'), finish()])],
  [first]: [say('Quick.', [edit('exit.sh', 'exit 1', 'exit 2'), finish()])],
  [second]: [say('Quick.', [edit('exit.sh', 'exit 1', 'exit 2'), finish()])],
};
const yaml = (name, folder) => `name: ${name}\ndescription: Make the check pass.\nverification_commands:\n  - sh check.sh\nworking_directory: ${join(server.folder, folder)}\n`;
const show = (path) => page.goto(server.url + path);
const rows = () => page.locator('table.tasks tbody tr');

before(async () => {
  server = await Server.start(plan, { flags: process.env.VIBECODER_RELOAD ? ['--reload'] : [] });
  browser = await openBrowser();
  page = await openPage(browser, server);
  page.setDefaultTimeout(15000);
  await makeProjects(server);
  receiver = createServer((request, response) => {
    response.statusCode = request.url === '/well' ? 204 : 500;
    response.end();
  }).listen(0, '127.0.0.1');
});

after(async () => {
  receiver?.close();
  await browser?.close();
  await server?.close();
});

afterEach(() => {
  assert.deepEqual(page.complaints, []);
});

test('a link that is opened where the page already is signs in', async () => {
  await show('/');
  await page.getByText('This browser has no session').waitFor();
  await signIn(page, server);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.equal(new URL(page.url()).hash, '');
});

test('the form says what becomes of a result, where there is a choice', async () => {
  await show('/new');
  const text = page.getByLabel('YAML').last();
  const says = (what, expected) => until(what, async () => /^deliver: patch$/m.test(await text.inputValue()) === expected);
  const form = page.getByRole('form');
  await form.getByLabel('Name', { exact: true }).fill('Deliver it');
  const when = form.getByLabel('When it passes');
  assert.equal(await when.inputValue(), 'apply');
  await when.selectOption({ label: 'Keep as a patch' });
  await says('the file asks for a patch', true);
  await form.getByText('wait as a patch until you apply them').waitFor();
  const where = form.getByLabel('Where it works');
  await where.selectOption({ label: 'In a worktree' });
  assert.equal(await when.isDisabled(), true);
  await says('a worktree delivers nothing', false);
  await where.selectOption({ label: 'In a view' });
  assert.equal(await when.isDisabled(), false);
  await says('the choice is remembered', true);
  // And from the file into the form.
  await text.fill(yaml('Deliver it', 'cli'));
  await until('the form follows the file', async () => (await when.inputValue()) === 'apply');
  await text.fill(yaml('Deliver it', 'cli') + 'deliver: patch\n');
  await until('the form follows the file', async () => (await when.inputValue()) === 'patch');
});

test('of several dropped files each says what is right or wrong, and the valid ones are created together', async () => {
  await show('/stats');
  await page.locator('header.top nav a').first().waitFor();
  const good = yaml(first, 'cli');
  const wrong = yaml(second, 'dates').replace('description', 'descripton');
  const data = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const [name, content] of files) transfer.items.add(new File([content], name));
    return transfer;
  }, [['first.yaml', good], ['second.yaml', wrong], ['again.yaml', good], ['large.yaml', '#'.repeat(300000)]]);
  await page.dispatchEvent('main', 'drop', { dataTransfer: data });
  await page.getByRole('heading', { name: 'Create tasks from 4 files' }).waitFor();
  const card = (name) => page.getByRole('region', { name });
  await card('first.yaml').getByText('Valid').waitFor();
  assert.match(await card('first.yaml').locator('.action').innerText(), /sh check\.sh/, 'what would run is shown before it is accepted');
  await card('again.yaml').getByText('the same as first.yaml').waitFor();
  await card('large.yaml').getByText('larger than 256 KB').waitFor();
  await page.getByText('2 files have errors and are left out').waitFor();
  await page.getByRole('button', { name: 'Accept and create one task' }).waitFor();
  const problem = card('second.yaml').getByRole('listitem').first();
  assert.match(await problem.innerText(), /^2:1\b/);
  await card('second.yaml').getByRole('textbox', { name: 'YAML' }).fill(yaml(second, 'dates'));
  await card('second.yaml').getByText('Valid').waitFor();
  await page.getByRole('button', { name: 'Accept and create 2 tasks' }).click();
  await card('first.yaml').getByText('Created').waitFor();
  await card('second.yaml').getByText('Created').waitFor();
  const { tasks } = await server.call(page, 'GET', '/api/tasks');
  assert.deepEqual(tasks.map((task) => task.name).sort(), [first, second]);
  for (const task of tasks) await server.waitForState(page, task.id, 'completed');
});

test('every column that can be chosen orders the tasks, and the address keeps it', async () => {
  await show('/tasks');
  await rows().first().waitFor();
  for (const name of await page.locator('button.sort').allInnerTexts()) {
    await page.locator('button.sort', { hasText: name }).click();
    await page.waitForURL(/sort=-/);
    await until('rows in the order of ' + name, async () => (await rows().count()) === 2);
    assert.equal(await page.locator('.note.danger').count(), 0, name);
  }
  const address = page.url();
  await page.reload();
  await page.locator('th[aria-sort=descending]').waitFor();
  assert.equal(page.url(), address);
  // What is searched stands in the address, too, and ends with it.
  const search = page.getByLabel('Search by name');
  await search.fill('second');
  await page.waitForURL(/q=second/);
  await until('one row', async () => (await rows().count()) === 1);
  await rows().first().getByRole('link').click();
  await page.waitForURL(/tasks\/\w{12}$/);
  await page.goBack();
  await until('the same row', async () => (await rows().count()) === 1 && (await search.inputValue()) === 'second');
  await page.locator('header.top nav').getByRole('link', { name: 'Tasks' }).click();
  await until('all rows and an empty field', async () => (await rows().count()) === 2 && (await search.inputValue()) === '');
});

test('without a wish who needs a person comes first, with the limit that holds without one of its own', async () => {
  const { id } = await server.createTask(page, { name: names.risky, working_directory: join(server.folder, 'packages'), verification_commands: ['sh check.sh'], max_iterations: 1 });
  await server.waitForState(page, id, 'waiting_approval');
  await server.createTask(page, { name: first, working_directory: join(server.folder, 'login'), verification_commands: ['sh check.sh'] });
  await show('/tasks');
  await until('the question stands first', async () => (await rows().count()) === 4 && /Needs approval/.test(await rows().first().innerText()));
  await rows().first().locator('.c-cost').getByText('$3.00').waitFor();
  await rows().first().getByRole('link').click();
  await page.locator('.rounds [aria-current] svg.needs').waitFor();
  await show('/approvals?sort=risk');
  await page.locator('.question').first().waitFor();
  await page.getByLabel('Order').selectOption('newest');
  await page.waitForURL(/sort=newest/);
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await page.waitForURL(/state=all&sort=newest/);
  await server.call(page, 'POST', `/api/tasks/${id}/cancel`);
  // What was cut off neither turns nor waits any longer.
  await show('/tasks/' + id);
  await page.locator('h1 .state', { hasText: 'Cancelled' }).waitFor();
  assert.equal(await page.locator('main svg.running, .rounds svg.needs').count(), 0);
});

test('a failed task is tried again from the page, serves as a template, and is deleted', async () => {
  const { id } = await server.createTask(page, { name: failing, working_directory: join(server.folder, 'builder'), verification_commands: ['sh check.sh'], max_iterations: 1 });
  await server.waitForState(page, id, 'failed');
  await show('/tasks/' + id);
  await page.getByText('The verification still fails after the last iteration').waitFor().catch(() => page.getByText(/still fails after the last iteration/).first().waitFor());
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.getByText('attempt 2').waitFor();
  await server.waitForState(page, id, 'completed', 'failed');
  await show(`/tasks/${id}?tab=definition`);
  await page.getByRole('link', { name: 'Use as a template' }).click();
  await until('the form is filled', async () => (await page.getByLabel('Name', { exact: true }).inputValue()) === failing);
  await show('/tasks/' + id);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: /Delete/ }).click();
  await page.waitForURL(/\/tasks$/);
  await until('it is gone', async () => (await page.locator('tr', { hasText: failing }).count()) === 0);
  await show('/tasks/' + id);
  await page.locator('.note.danger', { hasText: 'There is no task ' + id }).waitFor();
});

test('a webhook is refused with a reason, added, tried and removed', async () => {
  await show('/settings');
  await page.getByRole('button', { name: 'Add a webhook' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Address', { exact: true }).fill(`http://127.0.0.1:${receiver.address().port}/well`);
  await dialog.getByRole('button', { name: 'Add a webhook' }).click();
  await dialog.locator('.note.danger').waitFor();
  await dialog.getByRole('button', { name: 'Chosen ones' }).click();
  assert.equal(await dialog.getByRole('button', { name: 'Add a webhook' }).isDisabled(), true, 'nothing is chosen yet');
  await dialog.getByLabel('state changed').check();
  await dialog.getByLabel(/private network/).check();
  await dialog.getByRole('button', { name: 'Add a webhook' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.match(await page.locator('.secret').innerText(), /^vcs_/);
  const row = page.locator('.webhooks > li');
  await row.getByRole('button', { name: 'Send a test' }).click();
  await row.getByText(/answered 204/).waitFor();
  const [hook] = (await server.call(page, 'GET', '/api/webhooks')).webhooks;
  assert.deepEqual(hook.events, ['task_state_changed']);
  await page.reload();
  await row.waitFor();
  assert.equal(await page.locator('.secret').count(), 0, 'the secret is shown once');
  await row.getByRole('button', { name: 'Remove the webhook' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the webhook' }).click();
  await page.getByText('No webhooks.').waitFor();
});

test('a template that others make tasks from is shown and removed', async () => {
  const template = yaml('"{{issue.title}}"', 'cli');
  const asked = await server.call(page, 'PUT', '/api/hooks/issues', { template }).catch((error) => error.message);
  const accept = /[0-9a-f]{64}/.exec(asked)[0];
  await server.call(page, 'PUT', '/api/hooks/issues', { template, accept });
  await show('/settings');
  await page.getByText('/api/hooks/issues').click();
  assert.match(await page.locator('.webhook pre').innerText(), /\{\{issue\.title\}\}/);
  await page.getByRole('button', { name: 'Remove the template' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the template' }).click();
  await page.getByText('No templates.').waitFor();
});

test('what was given up is listed and sent again', async () => {
  const hook = { id: 'hook00000001', url: 'https://example.org/hook', events: [], allow_private: false, waiting: 0, dead: 1, delivered: 3, delivered_at: null, last_error: 'answered 500' };
  const dead = { id: 'hook00000001-7', task_id: '000000000000', type: 'task_created', attempts: 8, failed_at: '2026-01-01T00:00:00.000Z', last_status: 500, last_error: 'answered 500' };
  const sent = [];
  await page.route('**/api/webhooks', (route) => route.fulfill({ json: { webhooks: [hook] } }));
  await page.route('**/api/webhooks/*/failures', (route) => route.fulfill({ json: { failures: [dead] } }));
  await page.route('**/api/webhooks/*/resend', (route) => {
    sent.push(route.request().postDataJSON());
    return route.fulfill({ json: { resent: 1 } });
  });
  await show('/settings');
  await page.getByRole('button', { name: '1 given up' }).click();
  const table = page.getByRole('region', { name: 'Deliveries that were given up' });
  await table.getByText('answered 500').waitFor();
  await table.getByRole('button', { name: 'Send again' }).click();
  await until('it is sent again', () => sent.length === 1);
  await table.getByRole('button', { name: 'Send all again' }).click();
  await until('all are sent again', () => sent.length === 2);
  assert.deepEqual(sent, [{ deliveries: [dead.id] }, null]);
  await page.unrouteAll();
});

test('a page in Chinese is told in Chinese what an English server finds', async () => {
  const chinese = await openPage(browser, server);
  chinese.setDefaultTimeout(15000);
  await chinese.addInitScript(() => localStorage.setItem('language', 'zh'));
  await signIn(chinese, server);
  await chinese.goto(server.url + '/new');
  await chinese.getByLabel('YAML').last().fill('name: x\nmax_iteration: 3\n');
  const problem = chinese.locator('.problems li').first();
  await problem.waitFor();
  assert.match(await problem.innerText(), /不是任务文件的字段/);
  // What only the engine knows stays in its words, below a sentence of the page.
  await chinese.route('**/api/tasks/*', (route) => route.fulfill({ status: 404, json: { error: { code: 'not_found', message: 'There is no such task.', hint: 'Look at the list.', field: '' } } }));
  await chinese.goto(server.url + '/tasks/000000000000');
  const note = chinese.locator('.note.danger');
  await note.waitFor();
  assert.match(await note.locator('strong').innerText(), /不存在/);
  assert.match(await note.locator('p').innerText(), /There is no such task\. – Look at the list\./);
  assert.deepEqual(chinese.complaints, []);
  await chinese.context().close();
});

test('the API page says every call and parameter in Chinese, and no more than there is', async () => {
  const zh = JSON.parse(await readFile(join(sourceFolder, 'translations/dashboard_api_zh_CN.json'), 'utf8'));
  const { paths } = await server.call(page, 'GET', '/api/openapi.json');
  const operations = Object.values(paths).flatMap((verbs) => Object.values(verbs));
  assert.deepEqual(Object.keys(zh.calls).sort(), operations.map((one) => one.operationId).sort());
  assert.deepEqual(Object.keys(zh.parameters).sort(), [...new Set(operations.flatMap((one) => one.parameters ?? []).map((one) => one.description))].sort());
  await show('/docs');
  await page.getByRole('button', { name: /Switch to Chinese/ }).click();
  await page.locator('#createTask', { hasText: '将任务放入队列' }).waitFor();
  await page.locator('#createTask summary').click();
  await page.locator('#createTask').getByLabel(/^dry_run/).selectOption('true');
  await page.locator('#createTask .buttons button').first().click();
  await page.locator('#createTask .answer', { hasText: /^\s*(200|422)/ }).waitFor();
  await page.getByRole('button', { name: /English/ }).click();
});

test('letters of twice the size fit: nothing stands beside the page', async () => {
  // 200 % in a window of 1280 px and 400 % are what a window of 640 and of 320 px shows.
  const { id } = await server.createTask(page, { name: first, working_directory: join(server.folder, 'greeter'), verification_commands: ['sh check.sh'] });
  await server.waitForState(page, id, 'completed');
  for (const width of [640, 320]) {
    await page.setViewportSize({ width, height: 480 });
    for (const path of ['/', '/tasks', '/tasks/' + id, `/tasks/${id}?tab=changes`, `/tasks/${id}?tab=log`, '/approvals?state=all', '/queue', '/new', '/stats', '/settings', '/docs']) {
      await show(path);
      await page.locator('header.top nav a').first().waitFor();
      await page.waitForFunction(() => !document.querySelector('.loading'));
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${path} is ${over} px too wide at ${width}`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
});
