// SPDX-License-Identifier: MIT
// The deciding parts of the page without a browser: patches, steps, task files, signs that cannot be seen.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { sourceFolder } from './folders.mjs';

const page = join(sourceFolder, 'resources/dashboard');
const { buildSync } = createRequire(join(page, 'package.json'))('esbuild');
const out = mkdtempSync(join(tmpdir(), 'vibecoder-pure-'));
after(() => rmSync(out, { recursive: true, force: true }));

const kept = new Map(); // by the page in its browser
const load = (name) => loadText(`export * from './${name}';`, name.replace('/', '-'));

async function loadText(contents, name = 'several') {
  // What the modules ask of a browser when they are loaded.
  globalThis.localStorage ??= { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) };
  globalThis.document ??= { documentElement: {} };
  if (!globalThis.navigator?.language) Object.defineProperty(globalThis, 'navigator', { value: { language: 'en' }, configurable: true });
  const outfile = join(out, name + '.mjs');
  buildSync({ stdin: { contents, resolveDir: join(page, 'src'), loader: 'ts' }, bundle: true, format: 'esm', outfile, jsx: 'automatic', jsxImportSource: 'preact' });
  return import(pathToFileURL(outfile).href);
}

const { readPatch, sideBySide, fileTree } = await load('diff.ts');
const { stepsByIteration, isOfCleanCopy } = await load('steps.ts');
const { yamlOf, formOf, emptyForm, isolations } = await load('taskform.ts');
const { tokens, tokensOfPieces, languageOf } = await load('syntax.ts');
const { inOrder } = await load('approvalorder.ts');
const { resultLine, verdictLines, keepsState, rowsOf, canEdit, editBegin, editResult, holdsMarks } = await load('result.ts');
const { borderLine, whyOf, setLanguage } = await loadText("export { borderLine, whyOf } from './result'; export { setLanguage } from './i18n';");
const { splitHidden, visible, duration, money, count } = await load('format.ts');

test('a patch becomes files with numbered rows', () => {
  const [file] = readPatch('diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n@@ -3,3 +3,4 @@ def f():\n one\n-two\n+zwei\n+drei\n three\n');
  assert.deepEqual([file.path, file.change, file.added, file.removed], ['x.py', 'modified', 2, 1]);
  assert.deepEqual(file.rows.map((row) => [row.kind, row.before, row.after]), [['hunk', null, null], ['context', 3, 3], ['del', 4, null], ['add', null, 4], ['add', null, 5], ['context', 5, 6]]);
});

test('lines of a hunk that look like heads belong to the hunk', () => {
  const files = readPatch('diff --git a/q.sql b/q.sql\n--- a/q.sql\n+++ b/q.sql\n@@ -1,3 +1,3 @@\n--- old comment\n+++ new comment\n diff --git a/z b/z\n-@@ -1 +1 @@\n+Binary files differ\n');
  assert.equal(files.length, 1);
  assert.deepEqual(files[0].rows.slice(1).map((row) => row.kind), ['del', 'add', 'context', 'del', 'add']);
});

test('new, deleted, renamed, binary and quoted names', () => {
  const files = readPatch(
    'diff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n' +
      'diff --git a/d b/d\ndeleted file mode 100644\n--- a/d\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n' +
      'diff --git a/old b/new\nsimilarity index 100%\nrename from old\nrename to new\n' +
      'diff --git a/p.png b/p.png\nBinary files a/p.png and b/p.png differ\n' +
      'diff --git "a/\\303\\244.txt" "b/\\303\\244.txt"\n--- "a/\\303\\244.txt"\n+++ "b/\\303\\244.txt"\n@@ -1 +1 @@\n-a\n+b\n',
  );
  assert.deepEqual(files.map((file) => [file.path, file.change, file.binary]), [['n', 'added', false], ['d', 'deleted', false], ['new', 'renamed', false], ['p.png', 'modified', true], ['ä.txt', 'modified', false]]);
  assert.equal(files[2].from, 'old');
  assert.equal(files[0].rows.at(-1).kind, 'note');
});

test('changed words are marked, lines with nothing in common are not', () => {
  const words = (patch) => readPatch('--- a/f\n+++ b/f\n@@ -1 +1 @@\n' + patch)[0].rows.slice(1).map((row) => row.pieces.filter((piece) => piece.changed).map((piece) => piece.text));
  assert.deepEqual(words('-total = round2(sum)\n+total = quantize(sum)\n'), [['round2'], ['quantize']]);
  assert.deepEqual(words('-return value\n+import os, sys\n'), [[], []]);
});

test('side by side, replaced lines meet and the rest stands alone', () => {
  const rows = readPatch('--- a/f\n+++ b/f\n@@ -1,3 +1,2 @@\n-a\n-b\n+c\n d\n')[0].rows;
  assert.deepEqual(sideBySide(rows).slice(1).map((pair) => [pair.left?.pieces[0].text ?? null, pair.right?.pieces[0].text ?? null]), [['a', 'c'], ['b', null], ['d', 'd']]);
});

test('files stand below their folders', () => {
  const lines = fileTree(readPatch(['src/b.ts', 'a.md', 'src/a.ts'].map((path) => `--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-a\n+b\n`).join('')));
  assert.deepEqual(lines.map((line) => line.folder || line.file.path), ['a.md', 'src', 'src/a.ts', 'src/b.ts']);
});

test('events become steps: reads folded, edits, commands and questions joined with their ends', () => {
  let seq = 0;
  const event = (kind, body) => ({ seq: ++seq, at: `2026-01-01T00:00:${String(seq).padStart(2, '0')}.000Z`, task_id: 't', attempt: 1, kind, body });
  const steps = stepsByIteration([
    event('iteration_started', { number: 0 }),
    event('iteration_started', { number: 1 }),
    event('model_call_started', {}),
    event('model_call_finished', { text: 'I look.' }),
    event('action_proposed', { tool: 'view', what: 'a' }),
    event('action_finished', { ok: true, what: 'a', summary: '' }),
    event('action_proposed', { tool: 'search', what: 'b' }),
    event('action_finished', { ok: true, what: 'b', summary: '' }),
    event('action_proposed', { tool: 'str_replace', what: 'a' }),
    event('approval_requested', { approval_id: 'q', path: '/etc/a', severity: 'high' }),
    event('approval_decided', { approval_id: 'q', state: 'denied', by: 'cli:me', message: 'no' }),
    event('action_finished', { ok: false, what: 'a', summary: 'denied' }),
    event('command_started', { command: 'ls' }),
    event('command_finished', { command: 'ls', exit_code: 2, duration_ms: 5 }),
    event('model_call_started', {}),
  ]);
  assert.deepEqual(steps.get(0), []);
  const kinds = steps.get(1);
  assert.deepEqual(kinds.map((step) => step.kind), ['said', 'read', 'approval', 'edit', 'command', 'asking']);
  assert.equal(kinds[1].whats.length, 2);
  assert.deepEqual([kinds[2].state, kinds[2].by, kinds[2].message], ['denied', 'cli:me', 'no']);
  assert.deepEqual([kinds[4].running, kinds[4].exit], [false, 2]);
});

test('a verification says where it ran, and setup commands are none', () => {
  let seq = 0;
  const ended = (command, status, more = {}) => {
    const body = { index: 0, command, ...more };
    return ['verification_started', 'verification_finished'].map((kind, i) => ({ seq: ++seq, at: '2026-01-01T00:00:00.000Z', task_id: 't', attempt: 1, kind, body: i ? { ...body, status, exit_code: status === 'pass' ? 0 : 1, duration_ms: 5 } : body }));
  };
  const round = (...events) => stepsByIteration([{ seq: ++seq, at: '', task_id: 't', attempt: 1, kind: 'iteration_started', body: { number: 1 } }, ...events.flat()]).get(1);
  const steps = round(ended('make deps', 'pass', { setup: true }), ended('make', 'pass'), ended('make deps', 'pass', { clean: true, setup: true }), ended('make', 'fail', { clean: true }));
  assert.deepEqual(steps.map((step) => [step.clean, step.setup, step.status]), [[false, true, 'pass'], [false, false, 'pass'], [true, true, 'pass'], [true, false, 'fail']]);
  assert.ok(isOfCleanCopy(steps, [{ status: 'fail' }]), 'what failed there is kept of the iteration');
  assert.ok(!isOfCleanCopy(steps, [{ status: 'pass' }]), 'what passed there is not');
  assert.ok(!isOfCleanCopy(round(ended('make', 'fail')), [{ status: 'fail' }]));
  assert.ok(!isOfCleanCopy([], []));
});

test('a run says why it was made', async () => {
  const { purposeWords } = await load('i18n.ts');
  assert.equal(purposeWords('clean_again'), 'on a clean copy, once more, because it failed there');
  for (const none of ['verify', 'of_a_later_version', '', undefined]) assert.equal(purposeWords(none), '');
  const body = { index: 0, command: 'make', clean: true, purpose: 'clean_without' };
  const steps = stepsByIteration([{ seq: 1, at: '', task_id: 't', attempt: 1, kind: 'verification_started', body }]).get(0);
  assert.equal(steps[0].purpose, 'clean_without');
});

test('a setup command that failed on a clean copy is no verification command', async () => {
  const { matrixRows } = await load('matrixrows.ts');
  const round = (number, ...verification) => ({ number, verification, tests_flaky: [] });
  const rows = matrixRows([round(0, { command: 'make', status: 'pass' }), round(1, { command: 'make', status: 'fail', setup: true })]);
  assert.deepEqual(rows.map((row) => [row.setup, row.name, row.cells]), [[true, 'make', ['none', 'bad']], [false, 'make', ['good', 'none']]]);
});

test('a task that passed says where', () => {
  const lines = (place, ms = 0, notes = [], status = 'completed') => verdictLines({ status, verdict: { place, note: '', notes, clean_room_ms: ms } });
  const noted = (code, detail = '') => lines('clean_room', 0, [{ code, detail }])[1];
  assert.deepEqual(lines('clean_room', 4100), [{ key: 'verdict_clean', values: { time: '4 s' } }]);
  assert.deepEqual(lines('clean_room'), [{ key: 'verdict_clean_already', values: {} }]);
  assert.deepEqual(lines('view', 0, [{ code: 'no_room', detail: 'no disk' }]), [{ key: 'verdict_view', values: {} }, { key: 'verdict_other', values: { detail: 'no disk' } }]);
  assert.deepEqual(noted('kept', 'build, a: b'), { key: 'verdict_kept', values: { detail: 'build, a: b' } });
  assert.deepEqual(noted('answered_fails', 'make'), { key: 'verdict_answered_fails_named', values: { detail: 'make' } });
  assert.deepEqual(noted('answered_fails', ''), { key: 'verdict_answered_fails', values: {} });
  assert.deepEqual(noted('same_files', 'a'), { key: 'verdict_same_files', values: { detail: 'a' } });
  assert.deepEqual(noted('own_tests'), { key: 'verdict_own_tests', values: {} });
  assert.deepEqual(noted('own_tests', 'check.sh'), { key: 'verdict_own_tests_named', values: { detail: 'check.sh' } });
  assert.deepEqual(lines('folder', 0, [{ code: 'no_room', detail: 'no disk' }]), lines('view', 0, [{ code: 'no_room', detail: 'no disk' }]));
  assert.deepEqual(lines('none'), []);
  assert.deepEqual(lines('clean_room', 4100, [], 'failed'), [], 'of an iteration before the last one');
});

test('setup commands come back into the form and go into the file', () => {
  const spec = { name: 'n', description: 'd', requirements: [], verification_commands: ['make'], setup: ['npm ci', 'make deps'], working_directory: '/w', max_iterations: 3, timeout_per_iteration: 60, priority: 0 };
  assert.deepEqual(formOf(spec).setup, ['npm ci', 'make deps']);
  assert.match(yamlOf(formOf(spec)), /verification_commands:\n  - make\nsetup:\n  - npm ci\n  - make deps\nworking_directory/);
  assert.deepEqual(formOf({ ...spec, setup: [] }).setup, [''], 'a line to write into');
  assert.doesNotMatch(yamlOf({ ...emptyForm, setup: [' '] }), /setup/);
});

test('kept paths come back into the form and go into the file', () => {
  const spec = { name: 'n', description: 'd', requirements: [], verification_commands: ['make'], keep: ['dist/', 'build/out'], working_directory: '/w', max_iterations: 3, timeout_per_iteration: 60, priority: 0 };
  assert.deepEqual(formOf(spec).keep, ['dist/', 'build/out']);
  assert.match(yamlOf(formOf(spec)), /verification_commands:\n  - make\nkeep:\n  - "?dist\/"?\n  - "?build\/out"?\nworking_directory/);
  assert.deepEqual(formOf({ ...spec, keep: [] }).keep, [''], 'a line to write into');
  assert.doesNotMatch(yamlOf({ ...emptyForm, keep: [' '] }), /keep/);
});

test('the form writes YAML that says exactly what was typed', () => {
  const text = yamlOf({ ...emptyForm, name: 'yes', folder: '/srv/a b', description: 'two\nlines', requirements: ['- not: a list', ''], commands: ['pytest -q # all', '測試'], cost: '3' });
  assert.match(text, /^name: "yes"$/m);
  assert.match(text, /^description: \|-\n  two\n  lines$/m);
  assert.match(text, /^  - "- not: a list"$/m);
  assert.match(text, /^  - "pytest -q # all"$/m);
  assert.match(text, /^  - 測試$/m);
  assert.match(text, /^working_directory: \/srv\/a b$/m);
  assert.doesNotMatch(text, /priority|network|model/);
});

test('a task file comes back into the form', () => {
  const form = formOf({ name: 'n', description: 'd', requirements: [], verification_commands: ['make'], working_directory: '/w', max_iterations: 3, timeout_per_iteration: 60, priority: 2, max_cost_usd: null, network: true });
  assert.deepEqual([form.requirements, form.commands, form.iterations, form.cost, form.network], [[''], ['make'], '3', '', true]);
  assert.equal(formOf({ name: 'n', description: 'd', requirements: [], verification_commands: [], working_directory: '/w', max_iterations: 3, timeout_per_iteration: 60, priority: 0, deliver: 'patch' }).deliver, 'patch');
  // What no field shows stays in the file.
  const whole = yamlOf(formOf({ name: 'n', description: 'd', requirements: [], verification_commands: ['make'], working_directory: '/w', max_iterations: 3, timeout_per_iteration: 60, priority: 0, deliver: 'patch', guard: 'deny', labels: ['one', 'two'] }));
  assert.ok(whole.endsWith('deliver: patch\nguard: deny\nlabels:\n  - one\n  - two\n'), whole);
});

test('a patch is delivered only of what may work in a view', () => {
  const said = (isolation) => /^deliver: patch$/m.test(yamlOf({ ...emptyForm, name: 'n', isolation, deliver: 'patch' }));
  assert.deepEqual(isolations.map((one) => [one, said(one)]), [['auto', true], ['view', true], ['in_place', false], ['worktree', false]]);
  assert.doesNotMatch(yamlOf({ ...emptyForm, name: 'n' }), /deliver/);
});

test('code is coloured by its language, and every sign of it stays', () => {
  const kinds = (line, path) => tokens(line, languageOf(path)).filter((token) => token.kind).map((token) => `${token.kind}:${token.text}`);
  assert.deepEqual(kinds('def total(self): return sum("a#b", 3)  # once', 'x.py'), ['keyword:def', 'function:total', 'keyword:self', 'keyword:return', 'function:sum', 'string:"a#b"', 'number:3', 'comment:# once']);
  assert.deepEqual(kinds("let a = 'x' // y", 'x.ts'), ['keyword:let', "string:'x'", 'comment:// y']);
  assert.deepEqual(kinds('if (x) return 1', 'notes.txt'), []);
  const pieces = ['  return "a', 'b" + f', '(1) 中\u{1f600}'];
  assert.deepEqual(tokensOfPieces(pieces, languageOf('x.py')).map((list) => list.map((token) => token.text).join('')), pieces);
  for (const line of ['"', "it's", '`', '\\', '/*', '"""', '#', '\u202e"x']) assert.equal(tokens(line, languageOf('x.py')).map((token) => token.text).join(''), line);
});

test('signs that cannot be seen become marked escapes, and no others', () => {
  assert.deepEqual(splitHidden('a\u202eb'), [{ text: 'a', hidden: false }, { text: '\\u{202e}', hidden: true }, { text: 'b', hidden: false }]);
  assert.deepEqual(splitHidden('plain\n\ttext 中文 ✓'), [{ text: 'plain\n\ttext 中文 ✓', hidden: false }]);
  assert.equal(visible('\u0000\u001b[31m\u200b\ufeff\u{e0041}'), '\\u{0000}\\u{001b}[31m\\u{200b}\\u{feff}\\u{e0041}');
  assert.deepEqual(splitHidden('\\u{202e}'), [{ text: '\\u{202e}', hidden: false }], 'a spelt escape is not marked');
});

test('questions: open ones first, then by the end of their time, the risk or the age', () => {
  const one = (id, state, severity, created, expires) => ({ id, state, severity, created_at: `2026-01-01T00:0${created}:00Z`, expires_at: expires === null ? null : `2026-01-01T01:0${expires}:00Z` });
  const list = [one('done', 'denied', 'critical', 9, 9), one('late', 'pending', 'high', 5, 5), one('soon', 'pending', 'low', 6, 1), one('never', 'pending', 'critical', 2, null)];
  const ids = (order) => inOrder(list, order).map((item) => item.id);
  assert.deepEqual(ids(''), ['soon', 'late', 'never', 'done']);
  assert.deepEqual(ids('risk'), ['never', 'late', 'soon', 'done']);
  assert.deepEqual(ids('newest'), ['soon', 'late', 'never', 'done']);
});

test('a failure is told in the language of the page, with the words of the server below', async () => {
  const { wordsOf } = await load('failure.ts');
  assert.deepEqual(wordsOf({ status: 404, code: 'not_found', message: 'There is no task x.', hint: 'Look.' }), { head: 'There is no task x.', detail: 'Look.' });
  const foreign = wordsOf({ status: 409, code: 'conflict', message: '任务已经结束。', hint: '' });
  assert.match(foreign.head, /no longer possible/);
  assert.equal(foreign.detail, '任务已经结束。');
  assert.match(wordsOf({ status: 418, code: 'never_heard_of', message: '错误', hint: '请重试' }).head, /did not work/);
  assert.equal(wordsOf({ status: 418, code: 'never_heard_of', message: '错误', hint: '请重试' }).detail, '错误 – 请重试');
});

test('figures', () => {
  assert.deepEqual([duration(5), duration(250), duration(84000), duration(7.2e6)], ['5 ms', '0.3 s', '1m 24s', '2h 00m']);
  assert.deepEqual([money(0), money(0.0058), money(3)], ['$0.00', '$0.0058', '$3.00']);
  assert.deepEqual([count(999), count(12400), count(2.5e6)], ['999', '12.4k', '2.5M']);
});

test('a task in a view says where its changes are and what one can do', () => {
  const task = (more, place = { isolation: 'view', note: '' }, result = { state: 'not_applied', files: 5 }) => ({ status: 'failed', place, result, ...more });
  const asked = (kind, reason = '', commands = ['a', 'b']) => [{ kind, reason, commands }];
  const line = (...args) => {
    const one = resultLine(...args);
    return one && [one.key, one.values.n ?? null, one.acts];
  };
  assert.deepEqual(line(task({ status: 'running' }), []), ['place_view', null, []]);
  assert.deepEqual(line(task({ status: 'running', activity: 'verify' }), []), ['place_view', null, []]);
  assert.deepEqual(line(task({ status: 'running', activity: 'clean' }), []), ['place_clean', null, []]);
  assert.deepEqual(line(task({ status: 'waiting_approval', activity: 'clean' }), []), ['place_view', null, []]);
  assert.deepEqual(line(task({ status: 'waiting_approval' }), asked('command')), ['place_view', null, []]);
  assert.deepEqual(line(task({ status: 'waiting_approval' }), asked('border')), ['result_asks', 2, ['answer']]);
  assert.deepEqual(line(task({ status: 'waiting_approval' }), asked('apply_conflict')), ['result_conflict', 2, ['answer']]);
  assert.deepEqual(line(task({ status: 'waiting_approval' }), asked('apply_conflict', 'folder_keeps_changing')), ['result_keeps_changing', 2, ['answer']]);
  assert.deepEqual(line(task({}), []), ['result_not_applied', 5, ['apply']]);
  assert.deepEqual(line(task({}, undefined, { state: 'not_applied', files: 0 }), []), ['result_nothing', null, []]);
  assert.deepEqual(line(task({ status: 'completed' }, undefined, { state: 'applied', files: 3 }), []), ['result_applied', 3, ['undo']]);
  assert.deepEqual(line(task({ status: 'completed' }, undefined, { state: 'undone', files: 0 }), []), ['result_undone', 0, ['apply']]);
  assert.deepEqual(line(task({ status: 'completed' }, undefined, { state: 'delivered', files: 3 }), []), ['result_delivered', 3, ['apply']]);
  assert.deepEqual(line(task({}, { isolation: 'worktree', note: '' }), []), ['place_worktree', null, []]);
  assert.equal(line(task({}, { isolation: 'in_place', note: '' }), []), null);
  assert.deepEqual(resultLine(task({}, { isolation: 'in_place', note: 'no overlay' }), []).values, { why: 'no overlay' });
  const kept = (state, files = 2, isolation = 'view') => keepsState(task({}, { isolation, note: '' }, { state, files }));
  assert.deepEqual(['not_applied', 'asked', 'delivered', 'applied', 'undone'].map((state) => kept(state)), [true, true, true, false, false]);
  assert.deepEqual([kept('not_applied', 0), kept('not_applied', 2, 'in_place')], [false, false]);
});

test('of many rows the first are shown and the others counted', () => {
  const rows = [...Array(25)].map((_, i) => ({ kind: 'asked', digest: String(i) })).concat({ kind: 'denied' }, { kind: 'unasked' });
  const few = rowsOf(rows, false);
  assert.deepEqual([few.asked.length, few.hidden, few.denied.length, few.unasked.length, few.leftOut.length], [20, 5, 1, 1, 0]);
  assert.equal(rowsOf(rows, true).hidden, 0);
});

test('why a row is asked about is said in the language of the reader', () => {
  const reasons = [{ key: 'changed_test', detail: '' }, { key: 'link_outside', detail: '/opt/{detail}$&' }, { key: 'of.a.later.version', detail: 'x' }];
  const row = { code: 'changed_test', why: 'changed test', also: ['link out of the folder, to /opt/{detail}$&', 'something new'], reasons };
  setLanguage('zh');
  assert.equal(whyOf(row), '指向文件夹之外的链接，目标是 /opt/{detail}$&；something new');
  assert.equal(whyOf({ ...row, reasons: [] }), 'link out of the folder, to /opt/{detail}$&；something new', 'a card of an older version');
  assert.equal(whyOf({ ...row, code: 'secret', why: 'holds credentials', also: [], reasons: [{ key: 'secret.content', detail: '' }] }), '含有凭据');
  const obeyed = { code: 'protected_name', why: 'obeyed by dev containers', also: [], reasons: [{ key: 'protected_name.by', detail: 'dev containers' }] };
  assert.equal(whyOf(obeyed), '会听从它的是：开发容器');
  assert.equal(borderLine('a: changed test: b.py: changed test'), 'a: changed test: b.py：改动的测试');
  assert.equal(borderLine('.mcp.json: obeyed by Claude Code and others: servers of tools'), '.mcp.json：会听从它的是：Claude Code 等程序（工具服务器）');
  assert.equal(borderLine('x: link to {detail}$&, which a program obeys'), 'x：指向 {detail}$& 的链接，有程序会听从该目标');
  assert.equal(borderLine('x: a sentence of a later version'), 'x: a sentence of a later version');
  setLanguage('en');
  assert.equal(whyOf(row), row.also.join('; '));
  assert.equal(borderLine('a.py: changed test'), 'a.py: changed test');
});

test('a text is edited only where a field shows it and keeps it as it is', () => {
  const side = (text) => ({ mode: 33188, size: 1, text, hides_secret: false });
  const file = (mine, theirs, merged = '') => ({ path: 'a', reason: 'both_changed', base: side(''), mine: side(mine), theirs: side(theirs), merged });
  assert.ok(canEdit(file('a\n', 'b\n')));
  assert.ok(!canEdit(file('a\n', null)), 'not text');
  assert.ok(!canEdit(file('a\n', 'b\u202e\n')), 'what cannot be seen');
  assert.ok(!canEdit(file('a\r\n', 'b\n')), 'two kinds of ends of lines');
  assert.ok(!canEdit(file('a\r\nb\n', 'b\r\n')), 'two kinds in one');
  const windows = file('a\r\n', 'b\r\n');
  assert.ok(canEdit(windows));
  assert.equal(editBegin(windows), 'a\n');
  assert.equal(editResult(windows, 'c\n'), 'c\r\n');
  assert.ok(holdsMarks('x\n<<<<<<< yours\n') && holdsMarks('>>>>>>> this attempt\n'));
  assert.ok(!holdsMarks('Title\n=======\n') && !holdsMarks('a <<<<<<< b'));
});
