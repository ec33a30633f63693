// SPDX-License-Identifier: MIT
// What a person does in the page, against a running server: each step waits for what the page shows.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { openBrowser, openPage, Server, signIn, until } from './harness.mjs';
import { hostile, makeProjects, markup, names, scripts } from './scenes.mjs';
import { bash, edit, finish, say } from './scriptedmodel.mjs';

let server;
let browser;
let page;

const slow = 'The word is misspelt. '.repeat(30);
const taskNames = { yaml: 'Mend the exit code', denied: 'Clean the shared folder', waits: 'Wait in the queue', away: 'Go on after a restart', polled: 'Seen by asking' };
const plan = {
  ...scripts,
  [taskNames.yaml]: [
    say(slow, [edit('exit.sh', 'exit 1', 'exit 2')], { piece_ms: 40 }),
    say('A note of the machine.', [bash('cat /etc/hostname > machine.txt')]),
    say('That was it.', [finish('It works.')]),
  ],
  [taskNames.denied]: [say('Remove the stale folder.', [bash('rm -rf ../shared')]), say('Then I mend the code alone.', [edit('exit.sh', 'exit 1', 'exit 2'), finish('Left it alone.')])],
  [taskNames.waits]: [say('Quick.', [edit('exit.sh', 'exit 1', 'exit 2'), finish()])],
  [taskNames.polled]: [say('The code must be 2.', [edit('exit.sh', 'exit 1', 'exit 2'), finish()])],
  [taskNames.away]: [say('The code must be 2.', [edit('exit.sh', 'exit 1', 'exit 2'), finish()])],
};

const yaml = (name, folder) => `name: ${name}\ndescription: Make the check pass.\nverification_commands:\n  - sh check.sh\nworking_directory: ${join(server.folder, folder)}\nmax_iterations: 4\n`;
const pill = (text) => page.locator('h1 .state', { hasText: text });
const show = (path) => page.goto(server.url + path);

before(async () => {
  server = await Server.start(plan);
  browser = await openBrowser();
  page = await openPage(browser, server);
  page.setDefaultTimeout(15000);
  await makeProjects(server);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

afterEach(() => {
  assert.deepEqual(page.complaints, []);
});

test('the link signs in once, and its ticket leaves the address', async () => {
  await page.goto(server.link);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.equal(new URL(page.url()).hash, '');
  assert.equal(await page.evaluate(() => document.cookie), '', 'no script can read the session');
  const other = await openPage(browser, server);
  await other.goto(server.link);
  await other.getByText('This browser has no session').waitFor();
  await other.context().close();
});

test('a reload, another tab and an address from a bookmark stay signed in', async () => {
  await page.reload();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  const tab = await page.context().newPage();
  await tab.goto(server.url + '/queue');
  await tab.getByRole('heading', { name: 'Queue', exact: true }).waitFor();
  // Signed in once more in one of them, both go on.
  const { out } = await server.run('server', 'link');
  await tab.goto(out.trim());
  await tab.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await tab.close();
  // The key of another store that used this port before is kept beside it and does no harm.
  await page.evaluate(() => {
    const name = 'vibecoder.session-keys';
    localStorage.setItem(name, JSON.stringify(['of-another-store', ...JSON.parse(localStorage.getItem(name))]));
  });
  await page.reload();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.evaluate(() => {
    const name = 'vibecoder.session-keys';
    localStorage.setItem(name, JSON.stringify(JSON.parse(localStorage.getItem(name)).slice(1)));
  });
  await page.reload();
});

test('the page of another port gets the cookie and can do nothing with it', async () => {
  const seen = [];
  const foreign = createServer((request, response) => {
    seen.push(request.headers.cookie ?? '');
    response.setHeader('content-type', 'text/html');
    response.end('<title>a server of the project</title>');
  });
  await new Promise((done) => foreign.listen(0, '127.0.0.1', done));
  const tab = await page.context().newPage();
  await tab.goto(`http://127.0.0.1:${foreign.address().port}/`);
  assert.equal(await tab.evaluate(() => localStorage.length), 0, 'what the page keeps belongs to its port');
  await tab.close();
  foreign.close();
  const cookie = seen.find((line) => line.includes('vc_session_'));
  assert.ok(cookie, 'browsers send a cookie to every port');
  for (const path of ['/api/session', '/api/queue', '/api/approvals', '/api/tasks'])
    assert.equal((await fetch(server.url + path, { headers: { cookie } })).status, 401, path);
  assert.equal((await fetch(server.url + '/api/queue/pause', { method: 'POST', headers: { cookie } })).status, 401);
});

test('a task file with a mistake is refused at its line, and in order it is created', async () => {
  await show('/new');
  const text = yaml(taskNames.yaml, 'cli');
  await page.getByLabel('YAML').last().fill(text.replace('max_iterations: 4', 'max_iteration: 4'));
  const problem = page.getByRole('list', { name: 'Problems' }).getByRole('listitem').first();
  await problem.waitFor();
  assert.match(await problem.innerText(), /^6:1\b/);
  const create = page.getByRole('button', { name: 'Accept and create' });
  assert.equal(await create.isDisabled(), true);
  await problem.getByRole('button').click();
  assert.equal(await page.evaluate(() => getSelection().toString()), 'max_iteration: 4');
  // A file that is dropped takes its place.
  const data = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], 'mend.yaml', { type: 'text/yaml' }));
    return transfer;
  }, text);
  await page.dispatchEvent('main', 'drop', { dataTransfer: data });
  await page.getByText('mend.yaml').waitFor();
  // The form says the same, and the commands stand there before anything runs.
  await until('the form follows the file', async () => (await page.getByLabel('Name', { exact: true }).inputValue()) === taskNames.yaml);
  assert.match(await page.locator('.accept .action').innerText(), /sh check\.sh/);
  await create.click();
  await page.waitForURL(/\/tasks\/[a-z0-9]{12}$/);
});

test('it is watched live: the words of the model, then the question at its place', async () => {
  await page.locator('.saying .said').waitFor();
  const first = await page.locator('.saying .said').innerText();
  await until('more words come', async () => (await page.locator('.saying .said').innerText().catch(() => first)).length > first.length);
  const card = page.locator('.steps .approval');
  await card.waitFor();
  await pill('Needs approval').waitFor();
  assert.match(await card.locator('.action').innerText(), /cat \/etc\/hostname > machine\.txt/);
  assert.equal(await card.locator('mark').innerText(), '/etc/hostname');
  assert.match(await card.innerText(), /reads outside the working directory/);
});

test('allowing is bound to what was shown, and the task passes', async () => {
  const sent = page.waitForRequest((request) => request.url().endsWith('/approve'));
  const allow = page.locator('.steps .approval .allow');
  await allow.click();
  const body = (await sent).postDataJSON();
  assert.match(body.content_hash, /^[0-9a-f]{64}$/);
  await pill('Passed').waitFor();
  await page.getByText('All verification commands passed').waitFor().catch(() => page.getByText('all verification commands passed').waitFor());
  assert.match(await page.locator('.rounds').innerText(), /Iteration 1/);
});

test('the difference opens, in one column and in two, and against an iteration', async () => {
  await page.getByRole('link', { name: 'Changes' }).first().click();
  await page.locator('table.diff').first().waitFor();
  const file = page.locator('.file', { hasText: 'exit.sh' });
  assert.equal(await file.locator('td.code.add mark').innerText(), '2');
  await page.getByRole('button', { name: 'Unified' }).click();
  await file.locator('tr.add').waitFor();
  assert.equal(await file.locator('tr.del .code').innerText(), 'exit 1');
  await page.getByLabel('Compare').selectOption({ label: 'Iteration 1' });
  await page.waitForURL(/from=1/);
  await page.getByText('No files were changed.').waitFor();
});

test('a permalink opens its iteration', async () => {
  const id = /tasks\/(\w+)/.exec(page.url())[1];
  await show(`/tasks/${id}#it-0`);
  await page.locator('#it-0 h2', { hasText: 'Baseline' }).waitFor();
});

test('a rollback shows what would change before it acts', async () => {
  await page.getByRole('button', { name: 'Roll back…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('exit.sh').waitFor();
  assert.match(await readFile(join(server.folder, 'cli/exit.sh'), 'utf8'), /exit 2/);
  await dialog.getByRole('button', { name: 'Roll back', exact: true }).click();
  await dialog.getByText(/files are back/).waitFor();
  assert.match(await readFile(join(server.folder, 'cli/exit.sh'), 'utf8'), /exit 1/);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
});

test('denying tells the model why', async () => {
  const { id } = await server.createTask(page, { name: taskNames.denied, working_directory: join(server.folder, 'packages'), verification_commands: ['sh check.sh'] });
  await server.waitForState(page, id, 'waiting_approval');
  await page.locator('.badge').getByText('1', { exact: true }).waitFor();
  await page.getByRole('link', { name: /Approvals/ }).click();
  const card = page.locator('.approval');
  await card.waitFor();
  assert.match(await card.innerText(), /Critical risk/);
  // Not before 800 ms, and Enter does nothing here.
  const allow = card.locator('.allow');
  await until('allowing becomes possible', () => allow.isEnabled());
  await allow.focus();
  await page.keyboard.press('Enter');
  await card.getByRole('button', { name: /Deny and explain/ }).click();
  await card.getByRole('textbox').fill('Never outside of the project.');
  await card.getByRole('button', { name: 'Deny with this message' }).click();
  await page.getByText('Nothing waits for you.').waitFor();
  const task = await server.waitForState(page, id, 'completed', 'failed');
  assert.equal(task.status, 'completed');
  const { approvals } = await server.call(page, 'GET', '/api/approvals?state=denied');
  assert.equal(approvals[0].message, 'Never outside of the project.');
  assert.equal(await readFile(join(server.folder, 'shared/fixtures/one.json'), 'utf8'), '{}\n');
});

test('what was decided elsewhere is greyed and says by whom', async () => {
  const { id } = await server.createTask(page, { name: names.risky, working_directory: join(server.folder, 'login'), verification_commands: ['sh check.sh'], max_iterations: 1 });
  await server.waitForState(page, id, 'waiting_approval');
  const { approvals } = await server.call(page, 'GET', '/api/approvals');
  await show('/approvals/' + approvals[0].id);
  await page.locator('.approval .deny').waitFor();
  const denied = await server.run('deny', approvals[0].id);
  assert.equal(denied.code, 0, denied.err);
  await page.locator('.approval.decided').waitFor();
  assert.match(await page.locator('.verdict').innerText(), /Denied by cli/);
  assert.equal(await page.locator('.approval .allow').count(), 0);
  await server.call(page, 'POST', `/api/tasks/${id}/cancel`).catch(() => {});
});

test('hostile text stays text and shows what cannot be seen', async () => {
  const { id } = await server.createTask(page, { name: names.hostile, working_directory: join(server.folder, 'greeter'), verification_commands: ['sh check.sh'] });
  await server.waitForState(page, id, 'waiting_approval');
  for (const path of ['/', '/tasks', '/queue', '/tasks/' + id, `/tasks/${id}?tab=live`, `/tasks/${id}?tab=log`, `/tasks/${id}?tab=definition`, '/approvals']) {
    await show(path);
    await page.getByText(markup.slice(0, 20)).first().waitFor();
    assert.equal(await page.locator('main img, main script, main b').count(), 0, path);
  }
  assert.ok(hostile.includes('\u202e'));
  assert.equal(await page.locator('.approval .hidden-sign').first().innerText(), '\\u{202e}');
  assert.doesNotMatch(await page.locator('body').innerText(), /[\u202a-\u202e\u2066-\u2069]/);
  assert.doesNotMatch(await page.title(), /^[12]$/);
  await server.call(page, 'POST', `/api/tasks/${id}/cancel`);
});

test('a paused queue begins nothing until it is resumed', async () => {
  await show('/queue');
  await page.getByRole('button', { name: 'Pause queue' }).click();
  await page.getByText('The queue is paused').waitFor();
  const { id } = await server.createTask(page, { name: taskNames.waits, working_directory: join(server.folder, 'dates'), verification_commands: ['sh check.sh'] });
  await page.locator('.waiting li', { hasText: taskNames.waits }).waitFor();
  assert.equal((await server.call(page, 'GET', '/api/tasks/' + id)).status, 'pending');
  await page.getByRole('button', { name: 'Raise the priority of ' + taskNames.waits }).click();
  await page.locator('.waiting li', { hasText: 'priority 1' }).waitFor();
  await page.getByRole('button', { name: 'Resume queue' }).click();
  await server.waitForState(page, id, 'completed');
  await page.locator('.waiting').waitFor({ state: 'detached' });
});

test('a restart of the server is survived: a banner, then live again without a gap', async () => {
  await show('/tasks');
  await page.locator('.live.live').waitFor();
  await server.end();
  await page.locator('.banner', { hasText: 'Live updates are paused' }).waitFor();
  // What needs the server says that it is away, and comes by itself when it is back.
  await page.getByRole('link', { name: 'Statistics' }).click();
  await page.getByText('The server cannot be reached.').waitFor();
  await server.begin();
  await page.getByText('Tasks ended per day').waitFor({ timeout: 40000 });
  await page.getByRole('link', { name: 'Tasks', exact: true }).click();
  await page.locator('.live.live').waitFor({ timeout: 40000 });
  await page.locator('.banner').waitFor({ state: 'detached' });
  const { id } = await server.createTask(page, { name: taskNames.away, working_directory: join(server.folder, 'builder'), verification_commands: ['sh check.sh'] });
  const row = page.locator('tr', { hasText: taskNames.away });
  await row.locator('.state', { hasText: 'Passed' }).waitFor();
  await server.waitForState(page, id, 'completed');
});

test('without live updates the page asks every 5 seconds', async () => {
  const cut = await openPage(browser, server);
  cut.setDefaultTimeout(20000);
  await cut.routeWebSocket(/\/ws/, (socket) => socket.close());
  await signIn(cut, server);
  await cut.goto(server.url + '/tasks');
  await cut.locator('.banner').waitFor();
  await server.createTask(cut, { name: taskNames.polled, working_directory: join(server.folder, 'polled'), verification_commands: ['sh check.sh'] });
  await cut.locator('tr', { hasText: taskNames.polled }).locator('.state', { hasText: 'Passed' }).waitFor();
  assert.deepEqual(cut.complaints, []);
  await cut.context().close();
});

test('filters and order stand in the address', async () => {
  await page.getByRole('button', { name: /^Passed/ }).click();
  await page.waitForURL(/status=completed/);
  await until('only passed ones', async () => (await page.locator('tbody .state').allInnerTexts()).every((text) => text.trim() === 'Passed'));
  await page.getByLabel('Search by name').fill('restart');
  await page.waitForURL(/q=restart/);
  await until('one row', async () => (await page.locator('tbody tr').count()) === 1);
  await page.reload();
  await until('the same after a reload', async () => (await page.locator('tbody tr').count()) === 1);
  assert.equal(await page.getByLabel('Search by name').inputValue(), 'restart');
});

test('language and theme are switched and kept', async () => {
  await page.getByRole('button', { name: /Switch to Chinese/ }).click();
  await page.getByRole('heading', { name: '任务' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN');
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await page.getByRole('button', { name: '切换到深色主题' }).click();
  assert.notEqual(await background(), light);
  await page.reload();
  await page.getByRole('heading', { name: '任务' }).waitFor();
  assert.notEqual(await background(), light);
  await page.goto(server.url + '/settings');
  await page.getByRole('group', { name: '语言' }).getByRole('button', { name: 'English' }).click();
  await page.getByRole('group', { name: 'Theme' }).getByRole('button', { name: 'Light' }).click();
  assert.equal(await background(), light);
});

test('the keyboard reaches every page', async () => {
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  await page.getByRole('heading', { name: 'Queue', exact: true }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('n');
  await page.getByRole('heading', { name: 'New task' }).waitFor();
});

test('the API page calls the server', async () => {
  await show('/docs');
  const call = page.locator('#readTask');
  await call.locator('summary').click();
  assert.equal(await call.getByRole('button', { name: 'Try it' }).isDisabled(), true);
  await call.getByLabel(/^id/).fill('000000000000');
  await call.getByRole('button', { name: 'Try it' }).click();
  await call.locator('.answer', { hasText: '404' }).waitFor();
});

test('a phone of 360 px shows everything and holds to allow', async () => {
  const { id } = await server.createTask(page, { name: names.medium, working_directory: join(server.folder, 'templates'), verification_commands: ['sh check.sh'], max_iterations: 1 });
  await server.waitForState(page, id, 'waiting_approval');
  const phone = await openPage(browser, server, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await signIn(phone, server);
  const { approvals } = await server.call(phone, 'GET', '/api/approvals');
  await phone.goto(`${server.url}/approvals/${approvals[0].id}`);
  const allow = phone.locator('.approval .allow', { hasText: 'Hold to allow once' });
  await until('allowing becomes possible', () => allow.isEnabled());
  await allow.click();
  assert.equal((await server.call(phone, 'GET', '/api/approvals/' + approvals[0].id)).state, 'pending', 'a tap allows nothing');
  await allow.dispatchEvent('pointerdown');
  await until('it is decided', async () => (await server.call(phone, 'GET', '/api/approvals/' + approvals[0].id)).state === 'approved');
  for (const path of ['/', '/tasks', '/tasks/' + id, `/tasks/${id}?tab=changes`, '/approvals', '/queue', '/new', '/stats', '/settings', '/docs']) {
    await phone.goto(server.url + path);
    await phone.waitForSelector('main h1');
    const over = await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${path} is ${over} px too wide`);
  }
  assert.deepEqual(phone.complaints, []);
  await phone.context().close();
});

test('the first load stays below 150 KiB compressed', async () => {
  const fresh = await openPage(browser, server);
  const lengths = [];
  fresh.on('response', (response) => {
    if (/\.(js|css|svg)$|\/$/.test(new URL(response.url()).pathname)) lengths.push(response.headerValue('content-length'));
  });
  await signIn(fresh, server);
  const sent = (await Promise.all(lengths)).reduce((sum, length) => sum + Number(length), 0);
  assert.ok(sent > 20 * 1024 && sent <= 150 * 1024, `${sent} bytes`);
  console.log(`first load: ${Math.round(sent / 1024)} KiB`);
  await fresh.context().close();
});

test('a session that the server no longer knows ends with a way back', async () => {
  await show('/settings');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('This browser has no session').waitFor();
});
