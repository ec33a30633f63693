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
  const phone = ['overview', 'tasks', 'task', 'changes', 'verification', 'approvals', 'approval', 'queue', 'new', 'stats', 'settings', 'docs'];
  for (const language of ['en', 'zh'])
    for (const theme of ['light', 'dark'])
      for (const width of [1280, 360]) {
        const page = await openPage(browser, server, { viewport: { width, height: width === 360 ? 740 : 800 }, hasTouch: width === 360 });
        await page.addInitScript(([l, t]) => { localStorage.setItem('language', l); localStorage.setItem('theme', t); }, [language, theme]);
        await signIn(page, server);
        for (const [name, path] of Object.entries(shots)) {
          const file = `${name}-${theme}-${language}${width === 360 ? '-phone' : ''}`;
          if ((width === 360 && !phone.includes(name)) || !file.includes(only)) continue;
          await page.goto(server.url + path);
          await page.waitForSelector('main');
          await page.waitForFunction(() => !document.querySelector('.loading'), null, { timeout: 5000 }).catch(() => console.error('still loading: ' + file));
          await page.waitForTimeout(name === 'live' || name.startsWith('approval') ? 1200 : 300);
          const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          if (sideways > 0) console.error(`${file}: ${sideways} px too wide`);
          await page.screenshot({ path: join(out, file + '.png'), fullPage: true });
        }
        for (const complaint of page.complaints) console.error(`${theme} ${language} ${width}: ${complaint}`);
        await page.context().close();
      }
  console.log(`${Object.keys(shots).length} pages of ${Object.keys(names).length} tasks: ${out}`);
} finally {
  await browser.close();
  await server.close();
}
