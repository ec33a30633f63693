// SPDX-License-Identifier: MIT
// The Messages API on loopback, played from scripts: one script per task, chosen by the task's name, and text that comes
// piece by piece, so that live text can be watched. The turn is the number of assistant messages of the request, as in
// app/cli/demo/scriptedmodel.h, whose script format it shares; here a turn may also hold `piece_ms`.
import { createServer } from 'node:http';

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const line = (name, data) => `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`;

async function play(response, turn, number) {
  const usage = { input_tokens: 1200, output_tokens: 1, cache_read_input_tokens: number > 0 ? 5200 : 0, ...turn.usage };
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'request-id': 'req_scripted' });
  response.write(
    line('message_start', {
      message: { id: 'msg_' + number, type: 'message', role: 'assistant', model: 'claude-sonnet-5-5', content: [], usage },
    }),
  );
  let index = 0;
  if (turn.text) {
    response.write(line('content_block_start', { index, content_block: { type: 'text', text: '' } }));
    for (const text of turn.text.match(/[\s\S]{1,12}/gu)) {
      response.write(line('content_block_delta', { index, delta: { type: 'text_delta', text } }));
      if (turn.piece_ms) await sleep(turn.piece_ms);
      // Nobody listens any more: the process must not live on for the rest of the text.
      if (response.destroyed) return;
    }
    response.write(line('content_block_stop', { index: index++ }));
  }
  for (const [i, tool] of (turn.tools ?? []).entries()) {
    const block = { type: 'tool_use', id: `toolu_${number}_${i}`, name: tool.name, input: {} };
    response.write(line('content_block_start', { index, content_block: block }));
    response.write(line('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: JSON.stringify(tool.input) } }));
    response.write(line('content_block_stop', { index: index++ }));
  }
  const stop_reason = turn.tools?.length ? 'tool_use' : 'end_turn';
  response.write(line('message_delta', { delta: { stop_reason }, usage: { output_tokens: turn.output_tokens ?? 340 } }));
  response.end(line('message_stop', {}));
}

/** `scripts`: name of the task -> turns. Past the last turn the last one is played again. */
export async function startModel(scripts) {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.method === 'GET') {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end('{"data":[{"type":"model","id":"claude-sonnet-5-5"}],"has_more":false}');
      return;
    }
    const name = Object.keys(scripts).find((one) => body.includes(JSON.stringify(one).slice(1, -1)));
    const turns = scripts[name] ?? [{ text: 'I do not know this task.' }];
    const number = JSON.parse(body).messages.filter((one) => one.role === 'assistant').length;
    response.on('error', () => {});
    await play(response, turns[Math.min(number, turns.length - 1)], number);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const say = (text, tools, more = {}) => ({ text, tools, ...more });
export const bash = (command) => ({ name: 'bash', input: { command } });
export const edit = (path, old_str, new_str) => ({ name: 'str_replace_based_edit_tool', input: { command: 'str_replace', path, old_str, new_str } });
export const create = (path, file_text) => ({ name: 'str_replace_based_edit_tool', input: { command: 'create', path, file_text } });
export const view = (path) => ({ name: 'str_replace_based_edit_tool', input: { command: 'view', path } });
export const finish = (summary = 'Done.') => ({ name: 'finish', input: { status: 'done', summary } });
