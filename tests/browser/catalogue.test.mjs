// SPDX-License-Identifier: MIT
// The two catalogues of the page: the same keys, the same placeholders, and nothing that no source names.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sourceFolder } from './folders.mjs';

const read = (language) => JSON.parse(readFileSync(join(sourceFolder, `translations/dashboard_${language}.json`), 'utf8'));
const en = read('en');
const zh = read('zh_CN');
const source = readdirSync(join(sourceFolder, 'resources/dashboard/src'), { recursive: true })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => readFileSync(join(sourceFolder, 'resources/dashboard/src', name), 'utf8'))
  .join('\n');
const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

test('both languages have the same keys', () => {
  assert.deepEqual(Object.keys(zh), Object.keys(en));
});

test('both languages have the same placeholders', () => {
  for (const key of Object.keys(en)) {
    // Words for one thing may spell the number.
    const [a, b] = [placeholders(en[key]), placeholders(zh[key])];
    if (!key.endsWith('_one')) assert.deepEqual(b, a, key);
    assert.notEqual(zh[key].trim(), '', key);
  }
});

test('Chinese sentences use full-width marks', () => {
  for (const [key, text] of Object.entries(zh)) assert.doesNotMatch(text, /[\u4e00-\u9fff][,;:?!]/, key);
});

test('the sources name every key, and no other', () => {
  const groups = [...source.matchAll(/word\('([a-z_]+)'/g)].map((match) => match[1] + '.');
  const beginnings = [...source.matchAll(/t\('([a-z_.]+)' \+/g)].map((match) => match[1]);
  const built = (key) => [...groups, ...beginnings].some((beginning) => key.startsWith(beginning));
  for (const key of Object.keys(en)) {
    const plain = key.replace(/_one$/, '');
    assert.ok(built(key) || source.includes(`'${plain}'`), `no source names ${key}`);
  }
  for (const [, key] of source.matchAll(/\bt\('([a-z_.]+)'[,)]/g)) assert.ok(key in en, `${key} has no words`);
});

// The codes of the program that a person sees as words: a new one needs both languages too.
const codes = (header, name) => {
  const text = readFileSync(join(sourceFolder, 'engine/model', header), 'utf8');
  const table = new RegExp(`enumRows<${name}>\\(\\{([^]*?)\\}\\)`).exec(text)[1];
  return [...table.matchAll(/"([a-z0-9_]+)"/g)].map((match) => match[1]);
};

test('every code has its words', () => {
  const tables = [
    ['event.h', 'EventKind', 'event'],
    ['task.h', 'StopReason', 'stop'],
    ['task.h', 'StopReason', 'stop_short'],
    ['approval.h', 'ApprovalKind', 'kind'],
    ['approval.h', 'ApprovalState', 'approval_state'],
    ['approvalfacts.h', 'GitState', 'git'],
    ['sandbox.h', 'SandboxTier', 'tier'],
    ['verification.h', 'CommandStatus', 'command'],
    ['bordercard.h', 'BorderClass', 'border_class'],
    ['applyconflict.h', 'ConflictReason', 'conflict_reason'],
  ];
  for (const [header, name, group] of tables)
    for (const code of codes(header, name)) assert.ok(`${group}.${code}` in en, `${group}.${code} (${name})`);
  // The plain verification of an iteration needs no words.
  for (const code of codes('runpurpose.h', 'RunPurpose').filter((one) => one !== 'verify')) assert.ok(`purpose.${code}` in en, `purpose.${code}`);
  // A person and a time are told by the state of the task.
  for (const code of codes('waitreason.h', 'WaitKind').filter((one) => one !== 'approval' && one !== 'sleeping'))
    for (const group of ['waits', 'waits_short']) assert.ok(`${group}.${code}` in en, `${group}.${code}`);
  // The other faces explain the same reasons.
  const cli = readFileSync(join(sourceFolder, 'engine/wire/ruletext.cpp'), 'utf8');
  const named = (text) => [...text.matchAll(/\{u"([a-z_]+)"_s,\s*QT_TRANSLATE_NOOP/g)].map((match) => match[1]);
  const begin = cli.indexOf('QString ruleText');
  const end = cli.indexOf('QString rememberRefusal');
  assert.ok(begin > 0 && end > begin);
  const reasons = named(cli.slice(begin, end));
  assert.ok(reasons.length > 40, `${reasons.length} reasons found`);
  assert.deepEqual(reasons.filter((code) => !(`reason.${code}` in en)), []);
  const remembering = named(cli.slice(end));
  assert.ok(remembering.length > 5, `${remembering.length} answers about remembering found`);
  assert.deepEqual(remembering.filter((code) => !(`remember.${code}` in en)), []);
});

test('the page says the reasons of the border with the sentences of the other faces', () => {
  const table = readFileSync(join(sourceFolder, 'engine/wire/borderreasons.cpp'), 'utf8');
  const rows = [...table.matchAll(/\{"([a-z_.]+)",\s*QT_TRANSLATE_NOOP\(\s*"border",((?:\s*"[^"]*")+)\)\}/g)];
  const sentences = rows.map(([, key, pieces]) => [`border_why.${key}`, [...pieces.matchAll(/"([^"]*)"/g)].map((one) => one[1]).join('')]);
  assert.equal(sentences.length, table.match(/QT_TRANSLATE_NOOP/g).length);
  const here = Object.entries(en).filter(([key]) => key.startsWith('border_why.'));
  assert.deepEqual(Object.fromEntries(here), Object.fromEntries(sentences.map(([key, text]) => [key, text.replace('%1', '{detail}')])));
});

test('the page says why a command ran with the words of the other faces', () => {
  const table = readFileSync(join(sourceFolder, 'engine/wire/purposetext.cpp'), 'utf8');
  const there = [...table.matchAll(/QT_TRANSLATE_NOOP\(\s*"purpose", "([^"]*)"\)/g)].map((match) => match[1]);
  const here = Object.entries(en).filter(([key]) => key.startsWith('purpose.')).map(([, text]) => text);
  assert.ok(here.length > 20);
  assert.deepEqual(here.sort(), there.sort());
});

test('the page says who obeys a name with the words of the other faces', () => {
  const table = readFileSync(join(sourceFolder, 'engine/permission/protectednames.cpp'), 'utf8');
  const there = [...table.matchAll(/QT_TRANSLATE_NOOP\("obeyed", "([^"]*)"\)/g)].map((match) => match[1]);
  const here = Object.entries(en).filter(([key]) => key.startsWith('obeyed.'));
  assert.deepEqual(Object.fromEntries(here), Object.fromEntries(there.map((text) => ['obeyed.' + text, text])));
});
