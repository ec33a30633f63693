// SPDX-License-Identifier: MIT
// A real server on a store of its own, a scripted model, and a browser that is signed in by the link.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startModel } from './scriptedmodel.mjs';

const here = dirname(fileURLToPath(import.meta.url));

export const programPath = process.env.VIBECODER_PROGRAM ?? join(here, '../../build/dev/app/cli/vibecoder');

export function chromiumPath() {
  const wanted = process.env.VIBECODER_CHROMIUM;
  return [wanted, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
}

/** What is missing to run in a browser, as a sentence; empty when nothing is. */
export async function whatIsMissing() {
  if (!existsSync(programPath)) return `the program ${programPath} is not built`;
  if (!chromiumPath()) return 'no chromium (Debian: apt-get install chromium)';
  try {
    await import('playwright-core');
  } catch {
    return 'playwright-core is not installed (npm ci in tests/browser)';
  }
  return '';
}

export async function until(what, test, limitMs = 20000) {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await test();
    if (value) return value;
    if (Date.now() > end) throw new Error('did not come in time: ' + what);
    await new Promise((done) => setTimeout(done, 60));
  }
}

export class Server {
  constructor(folder, model) {
    this.folder = folder;
    this.model = model;
    this.port = 0;
  }

  static async start(scripts, options = {}) {
    const folder = await mkdtemp(join(tmpdir(), 'vibecoder-browser-'));
    await mkdir(join(folder, 'home'));
    const server = new Server(folder, await startModel(scripts));
    server.options = options;
    await server.begin();
    return server;
  }

  environment() {
    return {
      // Debian's own tools: python3 with pytest.
      PATH: '/usr/bin:/bin',
      HOME: join(this.folder, 'home'),
      LANG: 'C.UTF-8',
      ANTHROPIC_API_KEY: 'test-key-0123456789',
      ANTHROPIC_BASE_URL: this.model.url,
      VIBECODER_DATABASE_URL: `sqlite:///${join(this.folder, 'store.db')}`,
      // A container has no name spaces to give; what asks then is what these tests want to see asked.
      VIBECODER_SANDBOX: 'none',
      VIBECODER_WORKERS: '4',
      ...this.options.environment,
    };
  }

  async begin() {
    const child = spawn(programPath, ['server', 'start', '--port', String(this.port), '--json', ...(this.options.flags ?? [])], {
      env: this.environment(),
      cwd: this.folder,
      stdio: ['ignore', 'pipe', process.env.VIBECODER_SHOW_LOG ? 'inherit' : 'ignore'],
    });
    this.child = child;
    let out = '';
    child.stdout.on('data', (data) => (out += data));
    await until('the link of the server', () => out.includes('\n') || child.exitCode !== null);
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const { url, link } = JSON.parse(out.split('\n')[0]);
    this.url = url.replace(/\/$/, '');
    this.link = link;
    this.port = Number(new URL(url).port);
  }

  async end(signal = 'SIGTERM') {
    if (this.child.exitCode !== null) return;
    const gone = new Promise((done) => this.child.once('exit', done));
    this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 8000);
    await gone;
    clearTimeout(timer);
  }

  async close() {
    await this.end();
    this.model.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Runs a verb of the command line on the same store; the text it printed. */
  async run(...args) {
    const child = spawn(programPath, args, { env: this.environment(), cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (data) => (out += data));
    child.stderr.on('data', (data) => (err += data));
    const code = await new Promise((done) => child.once('close', done));
    return { code, out, err };
  }

  async write(relative, text, mode) {
    const file = join(this.folder, relative);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, mode ? { mode } : undefined);
    return file;
  }

  /** The API with the session of a page: what the page may do, and no more. */
  async call(page, method, path, body, type = 'application/json') {
    return page.evaluate(
      async ([verb, target, text, kind]) => {
        const key = { 'X-Session-Key': JSON.parse(localStorage.getItem('vibecoder.session-keys'))[0] };
        const { csrf } = await (await fetch('/api/session', { headers: key })).json();
        const headers = { ...key, 'X-CSRF-Token': csrf };
        if (text !== null) headers['Content-Type'] = kind;
        const answer = await fetch(target, { method: verb, headers, body: text ?? undefined });
        const json = answer.status === 204 ? null : await answer.json();
        if (!answer.ok) throw new Error(`${verb} ${target}: ${answer.status} ${JSON.stringify(json)}`);
        return json;
      },
      [method, path, body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body), type],
    );
  }

  /** Creates a task with its commands accepted, as the form does. */
  async createTask(page, spec) {
    const text = JSON.stringify({ description: 'Make the checks pass.', max_iterations: 6, ...spec });
    const dry = await this.call(page, 'POST', '/api/tasks?dry_run=true', text);
    return this.call(page, 'POST', '/api/tasks?accept=' + dry.verification_digest, text);
  }

  async waitForState(page, id, ...states) {
    return until(`${id} in ${states}`, async () => {
      const task = await this.call(page, 'GET', '/api/tasks/' + id);
      return states.includes(task.status) && task;
    }, 40000);
  }
}

export async function openBrowser() {
  const { chromium } = await import('playwright-core');
  // A container that runs as root gives chromium no sandbox of its own; the pages are our own.
  return chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--force-color-profile=srgb'],
  });
}

/** A page whose complaints are collected: script errors, refused by policy, and every request that leaves the server. */
export async function openPage(browser, server, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', timezoneId: 'UTC', ...options });
  const page = await context.newPage();
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push('error: ' + error.message));
  page.on('console', (message) => {
    // An answer of 4xx or a lost server is told in the page; the browser's own line about it is no complaint.
    if (message.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(message.text()))
      page.complaints.push('console: ' + message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('blob:') && !request.url().startsWith('data:'))
      page.complaints.push('foreign request: ' + request.url());
  });
  return page;
}

export async function signIn(page, server) {
  const { out } = await server.run('server', 'link');
  await page.goto(out.trim().split('\n').at(-1));
  // While the page still asks, it has a heading that nobody sees; who goes on then has no session yet.
  await page.waitForSelector('main h1:not(.unseen)');
}

