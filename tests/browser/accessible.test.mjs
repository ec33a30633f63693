// SPDX-License-Identifier: MIT
// Every page in both themes and both languages: axe finds nothing serious, no text is clipped, no text lacks a word.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { openBrowser, openPage, Server, signIn } from './harness.mjs';
import { playAll, playRunning, scripts } from './scenes.mjs';

let server;
let browser;
let axe;
const ids = {};
let question;

before(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  server = await Server.start(scripts, { flags: process.env.VIBECODER_RELOAD ? ['--reload'] : [] });
  browser = await openBrowser();
  const page = await openPage(browser, server);
  await signIn(page, server);
  Object.assign(ids, await playAll(server, page));
  await playRunning(server, page, ids);
  question = (await server.call(page, 'GET', '/api/approvals')).approvals.find((one) => one.task_id === ids.risky).id;
  await page.context().close();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

const pages = () => ({
  overview: '/',
  tasks: '/tasks',
  nothing: '/tasks?q=nothing-has-this-name',
  task: '/tasks/' + ids.passed,
  failed: '/tasks/' + ids.failed,
  running: '/tasks/' + ids.running,
  waiting: '/tasks/' + ids.risky,
  live: `/tasks/${ids.passed}?tab=live`,
  changes: `/tasks/${ids.passed}?tab=changes`,
  verification: `/tasks/${ids.passed}?tab=verification`,
  log: `/tasks/${ids.passed}?tab=log`,
  artifacts: `/tasks/${ids.passed}?tab=artifacts`,
  definition: `/tasks/${ids.passed}?tab=definition`,
  cost: `/tasks/${ids.passed}?tab=cost`,
  approvals: '/approvals/' + question,
  queue: '/queue',
  new: '/new',
  stats: '/stats',
  settings: '/settings',
  docs: '/docs',
  absent: '/nowhere',
});

for (const theme of ['light', 'dark'])
  for (const [language, width] of [['en', 1280], ['zh', 360]])
    test(`${theme}, ${language}, ${width} px`, async () => {
      const page = await openPage(browser, server, { viewport: { width, height: 800 } });
      await page.addInitScript(([l, t]) => {
        localStorage.setItem('language', l);
        localStorage.setItem('theme', t);
      }, [language, theme]);
      await signIn(page, server);
      const found = [];
      for (const [name, path] of Object.entries(pages())) {
        await page.goto(server.url + path);
        await page.waitForSelector('main h1, main .note');
        await page.waitForFunction(() => !document.querySelector('.loading'), null, { timeout: 10000 });
        if (name === 'approvals') await page.waitForSelector('.allow:not(:disabled)');
        if (name === 'docs') await page.locator('#createTask summary').click();
        // The page's policy lets no script in but its own; the inspector may evaluate.
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
        for (const violation of violations)
          if (['serious', 'critical'].includes(violation.impact))
            found.push(`${name}: ${violation.id}: ${violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 140) + ' ' + (node.any[0]?.message ?? '')).join(' | ')}`);
        const untold = await page.evaluate(() => [...document.querySelectorAll('main *:not(code, code *, th *)')].flatMap((el) => (el.childElementCount === 0 ? [el.textContent] : [])).filter((text) => /^(nav|tab|look|stop|reason|group|step|event|kind|setting)[._][a-z_]+$/.test(text)));
        for (const text of untold) found.push(`${name}: a key without words: ${text}`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (over > 0) found.push(`${name}: ${over} px too wide`);
      }
      assert.deepEqual(found, []);
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    });
