// SPDX-License-Identifier: MIT
// Pictures of every page in both languages and themes, at 1280 px and on a phone of 360 px.
// Usage: node tests/browser/screenshots.mjs FOLDER [part of a name]
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openBrowser, openPage, Server, signIn, whatIsMissing } from './harness.mjs';
import { names, playAll, playRunning, scripts, spreadOverDays } from './scenes.mjs';

const out = process.argv[2];
const only = process.argv[3] ?? '';
const missing = await whatIsMissing();
if (!out || missing) {
  console.error(missing || 'usage: node tests/browser/screenshots.mjs FOLDER [part of a name]');
  process.exit(2);
}
await mkdir(out, { recursive: true });

const server = await Server.start(scripts, { flags: process.env.VIBECODER_RELOAD ? ['--reload'] : [] });
const browser = await openBrowser();
try {
  const first = await openPage(browser, server);
  await signIn(first, server);
  const ids = await playAll(server, first);
  await server.end();
  spreadOverDays(server);
  await server.begin();
  await first.reload();
  await playRunning(server, first, ids);
  const open = (await server.call(first, 'GET', '/api/approvals')).approvals;
  const question = (name) => open.find((one) => one.task_id === ids[name]).id;
  const task = (key, tab = '') => `/tasks/${ids[key]}${tab && '?tab=' + tab}`;
  const shots = {
    overview: '/',
    tasks: '/tasks',
    'tasks-none': '/tasks?q=nothing-has-this-name',
    task: task('passed'),
    'task-failed': task('failed'),
    'task-running': task('running'),
    'task-waiting': task('risky'),
    'task-hostile': task('hostile'),
    'task-cancelled': task('cancelled'),
    'task-absent': '/tasks/000000000000',
    live: task('running', 'live'),
    changes: task('passed', 'changes'),
    verification: task('passed', 'verification'),
    log: task('passed', 'log'),
    artifacts: task('passed', 'artifacts'),
    definition: task('passed', 'definition'),
    cost: task('passed', 'cost'),
    approvals: '/approvals',
    approval: '/approvals/' + question('risky'),
    'approval-medium': '/approvals/' + question('medium'),
    'approval-hostile': '/approvals/' + question('hostile'),
    queue: '/queue',
    new: '/new',
    stats: '/stats',
    settings: '/settings',
    docs: '/docs',
  };
  // Pages in the middle of an act: what is done after the page is there.
  const acts = {
    'rollback': [task('passed'), (page) => page.locator('.heading .buttons button').nth(1).click().then(() => page.waitForSelector('.change-list'))],
    'matrix-detail': [task('passed', 'verification'), (page) => page.locator('td.cell.bad button').last().click()],
    'deny-explain': ['/approvals/' + question('risky'), (page) => page.locator('.explain').click()],
    'approvals-all': ['/approvals?state=all', () => {}],
    'new-wrong': ['/new', async (page) => {
      if (await page.locator('.yaml textarea').count() === 0) await page.locator('.heading .segments button').last().click();
      await page.locator('.yaml textarea').fill(`name: Speed up nightly export\ndescription: Faster.\nworking_directory: ${server.folder}/cli\nmax_iteration: 8\nrequirements:\n  - Export of 1 M rows ends in 60 s\nverification_commands: make bench\n`);
      await page.waitForSelector('.problems li');
    }],
    'new-right': ['/new', async (page) => {
      if (await page.locator('.yaml textarea').count() === 0) await page.locator('.heading .segments button').last().click();
      await page.locator('.yaml textarea').fill(`name: Speed up nightly export\ndescription: Faster.\nworking_directory: ${server.folder}/cli\nnetwork: true\nverification_commands:\n  - make bench\n  - pytest -q\nsetup:\n  - npm ci\n`);
      await page.waitForSelector('.accept .action');
    }],
    'new-files': ['/tasks', async (page) => {
      const good = `name: Migrate date handling\ndescription: d\nrequirements:\n  - one\nverification_commands:\n  - pytest -q\nsetup:\n  - python3 -m venv .venv\nworking_directory: ${server.folder}/cli\n`;
      const data = await page.evaluateHandle((files) => {
        const transfer = new DataTransfer();
        for (const [name, content] of files) transfer.items.add(new File([content], name));
        return transfer;
      }, [['zoneinfo.yaml', good], ['nightly-export.yaml', 'name: Speed up\nworking_directory: ~/x\nmax_iteration: 8\nverification_commands: make bench\n'], ['copy.yaml', good], ['large.yaml', '#'.repeat(300000)]]);
      await page.dispatchEvent('main', 'drop', { dataTransfer: data });
      await page.waitForSelector('.task-file .problems');
    }],
    'webhook-add': ['/settings', (page) => page.locator('section.card header button').last().click().then(() => page.locator('dialog .segments button').nth(1).click())],
    'webhooks': ['/settings', async (page) => {
      const hook = (more) => ({ id: 'hook00000001', url: 'https://example.org/hooks/vibecoder', events: ['task_state_changed', 'approval_requested'], allow_private: false, waiting: 0, dead: 0, delivered: 12, delivered_at: '2026-01-01T10:00:00.000Z', last_error: '', ...more });
      await page.route('**/api/webhooks', (route) => route.fulfill({ json: { webhooks: [hook({}), hook({ id: 'hook00000002', url: 'http://10.0.0.7:9000/in', events: [], allow_private: true, dead: 2, last_error: 'answered 500' })] } }));
      await page.route('**/api/hooks', (route) => route.fulfill({ json: { hooks: [{ name: 'issues', path: '/api/hooks/issues', template: 'name: "{{issue.title}}"\nverification_commands:\n  - pytest -q\n', calls: 7, called_at: '2026-01-01T10:00:00.000Z' }] } }));
      await page.route('**/failures', (route) => route.fulfill({ json: { failures: [1, 2].map((n) => ({ id: 'hook00000002-' + n, task_id: ids.passed, type: 'task_created', attempts: 8, failed_at: '2026-01-01T10:00:00.000Z', last_status: 500, last_error: 'answered 500' })) } }));
      await page.reload();
      await page.locator('.webhooks [aria-expanded]').click();
      await page.waitForSelector('.failures tbody tr');
      await page.locator('.webhook summary').click();
    }],
    'cancel': [task('running'), (page) => page.locator('.heading .buttons button').first().click()],
    'delete': [task('passed'), (page) => page.locator('.heading .buttons button').last().click()],
    'no-answer': ['/stats', async (page) => {
      await page.route('**/api/stats*', () => {});
      await page.reload();
      await page.waitForSelector('.loading');
    }],
    'server-away': ['/queue', async (page) => {
      await page.unrouteAll();
      await page.routeWebSocket(/\/ws/, (socket) => socket.close());
      await page.reload();
      await page.waitForSelector('.banner', { timeout: 15000 });
      await page.route('**/api/**', (route) => route.abort());
      await page.locator('nav a[href="/stats"]').click();
      await page.waitForSelector('.note.danger');
      await page.unrouteAll();
    }],
    'docs-call': ['/docs', (page) => page.locator('#createTask summary').click()],
    'keys': ['/tasks?q=nothing', (page) => page.keyboard.press('?')],
    'absent': ['/nowhere', () => {}],
  };
  for (const language of ['en', 'zh'])
    for (const theme of ['light', 'dark'])
      for (const width of [1280, 360]) {
        const page = await openPage(browser, server, { viewport: { width, height: width === 360 ? 740 : 800 }, hasTouch: width === 360 });
        await page.addInitScript(([l, t]) => { localStorage.setItem('language', l); localStorage.setItem('theme', t); }, [language, theme]);
        await page.goto(server.url);
        await page.waitForSelector('main.narrow');
        await page.screenshot({ path: join(out, `signed-out-${theme}-${language}${width === 360 ? '-phone' : ''}.png`) });
        await signIn(page, server);
        const last = (name) => Number(name === 'server-away');
        for (const [name, [path, act]] of [...Object.entries(shots).map(([name, path]) => [name, [path, () => {}]]), ...Object.entries(acts)].sort((a, b) => last(a[0]) - last(b[0]))) {
          const file = `${name}-${theme}-${language}${width === 360 ? '-phone' : ''}`;
          if (!file.includes(only)) continue;
          await page.goto(server.url + path);
          await page.waitForSelector('main');
          await page.waitForFunction(() => !document.querySelector('.loading') && document.querySelector('.top nav a'), null, { timeout: 5000 }).catch(() => console.error('still loading: ' + file));
          await act(page);
          await page.waitForTimeout(name === 'live' || name.startsWith('approval') ? 1200 : 300);
          const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          if (sideways > 0) console.error(`${file}: ${sideways} px too wide`);
          // A sheet lies over the window, not over the whole page.
          await page.screenshot({ path: join(out, file + '.png'), fullPage: (await page.locator('dialog').count()) === 0 });
        }
        for (const complaint of page.complaints) console.error(`${theme} ${language} ${width}: ${complaint}`);
        await page.context().close();
      }
  console.log(`${Object.keys(shots).length + Object.keys(acts).length} pages of ${Object.keys(names).length} tasks: ${out}`);
} finally {
  await browser.close();
  await server.close();
}
