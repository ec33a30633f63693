// SPDX-License-Identifier: MIT
// Pictures of every page in both languages and themes, and of the main ones on a phone of 360 px.
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
      await page.locator('.yaml textarea').fill(`name: Speed up nightly export\ndescription: Faster.\nworking_directory: ${server.folder}/cli\nnetwork: true\nverification_commands:\n  - make bench\n  - pytest -q\n`);
      await page.waitForSelector('.accept .action');
    }],
    'docs-call': ['/docs', (page) => page.locator('#createTask summary').click()],
    'keys': ['/tasks?q=nothing', (page) => page.keyboard.press('?')],
    'absent': ['/nowhere', () => {}],
  };
  const phone = ['overview', 'tasks', 'task', 'changes', 'verification', 'approvals', 'approval', 'queue', 'new', 'stats', 'settings', 'docs', 'rollback', 'new-wrong', 'deny-explain', 'docs-call'];
  for (const language of ['en', 'zh'])
    for (const theme of ['light', 'dark'])
      for (const width of [1280, 360]) {
        const page = await openPage(browser, server, { viewport: { width, height: width === 360 ? 740 : 800 }, hasTouch: width === 360 });
        await page.addInitScript(([l, t]) => { localStorage.setItem('language', l); localStorage.setItem('theme', t); }, [language, theme]);
        await signIn(page, server);
        for (const [name, [path, act]] of [...Object.entries(shots).map(([name, path]) => [name, [path, () => {}]]), ...Object.entries(acts)]) {
          const file = `${name}-${theme}-${language}${width === 360 ? '-phone' : ''}`;
          if ((width === 360 && !phone.includes(name)) || !file.includes(only)) continue;
          await page.goto(server.url + path);
          await page.waitForSelector('main');
          await page.waitForFunction(() => !document.querySelector('.loading'), null, { timeout: 5000 }).catch(() => console.error('still loading: ' + file));
          await act(page);
          await page.waitForTimeout(name === 'live' || name.startsWith('approval') ? 1200 : 300);
          const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          if (sideways > 0) console.error(`${file}: ${sideways} px too wide`);
          await page.screenshot({ path: join(out, file + '.png'), fullPage: true });
        }
        for (const complaint of page.complaints) console.error(`${theme} ${language} ${width}: ${complaint}`);
        await page.context().close();
      }
  console.log(`${Object.keys(shots).length + Object.keys(acts).length} pages of ${Object.keys(names).length} tasks: ${out}`);
} finally {
  await browser.close();
  await server.close();
}
