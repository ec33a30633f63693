// SPDX-License-Identifier: MIT
// Builds the page: one script, one style sheet, names that change with their content, each packed beside itself.
// Usage: node build.mjs [output folder [resource list]]
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, 'dist');
const list = process.argv[3];
const written = [];

// The roles of tokens.json as custom properties: one palette for the window and the page.
async function paletteCss() {
  const tokens = JSON.parse(await readFile(join(here, '../tokens.json'), 'utf8'));
  const name = (role) => '--' + role.replace(/[A-Z]/g, (c) => '-' + c.toLowerCase());
  const lines = (theme) =>
    [
      ...Object.entries(tokens.colour).map(([role, value]) => `  ${name(role)}: ${value[theme]};`),
      ...Object.entries(tokens.syntax).map(([role, value]) => `  --syntax-${role}: ${value[theme]};`),
    ].join('\n');
  return (
    `:root {\n  color-scheme: light;\n${lines('light')}\n}\n` +
    `@media (prefers-color-scheme: dark) {\n:root:not([data-theme=light]) {\n  color-scheme: dark;\n${lines('dark')}\n}\n}\n` +
    `:root[data-theme=dark] {\n  color-scheme: dark;\n${lines('dark')}\n}\n`
  );
}

async function write(name, bytes) {
  const file = join(out, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
  written.push(name);
  if (bytes.length <= 512) return;
  await writeFile(file + '.gz', gzipSync(bytes, { level: 9 }));
  written.push(name + '.gz');
}

const hashed = (name, bytes, end) =>
  `assets/${name}-${createHash('sha256').update(bytes).digest('hex').slice(0, 10)}.${end}`;

await rm(out, { recursive: true, force: true });
const script = await build({
  entryPoints: [join(here, 'src/main.tsx')],
  bundle: true,
  minify: true,
  write: false,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
});
const style = await build({
  stdin: { contents: (await paletteCss()) + (await readFile(join(here, 'src/style.css'), 'utf8')), loader: 'css' },
  minify: true,
  write: false,
});
const scriptBytes = Buffer.from(script.outputFiles[0].contents);
const styleBytes = Buffer.from(style.outputFiles[0].contents);
const scriptName = hashed('app', scriptBytes, 'js');
const styleName = hashed('app', styleBytes, 'css');
const page = (await readFile(join(here, 'index.html'), 'utf8'))
  .replace('%SCRIPT%', '/' + scriptName)
  .replace('%STYLE%', '/' + styleName);
await write(scriptName, scriptBytes);
await write(styleName, styleBytes);
await write('index.html', Buffer.from(page));
for (const icon of ['icon.svg', 'icon-needs.svg']) await write(icon, await readFile(join(here, icon)));
if (list) {
  // What Qt's resource compiler reads.
  const files = written.map((name) => `<file alias="${name}">${join(out, name)}</file>`).join('\n');
  await writeFile(list, `<RCC><qresource prefix="/dashboard">\n${files}\n</qresource></RCC>\n`);
}
const sent = [scriptBytes, styleBytes, Buffer.from(page)].reduce((sum, b) => sum + gzipSync(b, { level: 9 }).length, 0);
console.log(`dashboard: ${Math.round(sent / 1024)} KiB compressed`);
if (sent > 150 * 1024) {
  console.error('the first load is larger than 150 KiB');
  process.exit(1);
}
