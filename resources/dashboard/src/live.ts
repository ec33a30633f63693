// SPDX-License-Identifier: MIT
// One live connection for the whole page. It remembers the last number it saw, so that nothing is missed and nothing
// comes twice when it was away; after 5 seconds without it the page says so and asks every 5 seconds instead.
import { send } from './api';
import type { StoreEvent } from './types';

export type LiveState = 'live' | 'connecting' | 'paused';
type Listener = (event: StoreEvent) => void;
type TextListener = (text: string) => void;

const listeners = new Set<Listener>();
const stateListeners = new Set<(state: LiveState) => void>();
const texts = new Map<string, Set<TextListener>>();

let socket: WebSocket | null = null;
let lastSeq = -1;
let wait = 1000;
let state: LiveState = 'connecting';
let pausedTimer = 0;

function setState(next: LiveState): void {
  if (state === next) return;
  state = next;
  stateListeners.forEach((listener) => listener(next));
}

function subscribe(): void {
  if (socket?.readyState !== WebSocket.OPEN) return;
  const topics = ['tasks', 'queue', 'approvals', ...[...texts.keys()].map((id) => 'task:' + id)];
  socket.send(JSON.stringify(lastSeq < 0 ? { subscribe: topics } : { subscribe: topics, after_seq: lastSeq }));
}

function onMessage(raw: string): void {
  const message = JSON.parse(raw);
  switch (message.type) {
    case 'event':
      lastSeq = message.seq;
      listeners.forEach((listener) => listener(message.event));
      break;
    case 'subscribed':
      if (lastSeq < 0) lastSeq = message.seq;
      break;
    case 'live_text':
      texts.get(message.task_id)?.forEach((listener) => listener(message.text));
      break;
    case 'resync':
      subscribe();
      break;
    case 'reload':
      location.reload(); // `server start --reload`: the page on the disk changed
      break;
  }
}

async function open(): Promise<void> {
  window.clearTimeout(pausedTimer);
  pausedTimer = window.setTimeout(() => setState('paused'), 5000);
  try {
    const { ticket } = await send<{ ticket: string }>('POST', '/api/session/ticket');
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    socket = new WebSocket(`${scheme}//${location.host}/ws?ticket=${encodeURIComponent(ticket)}`);
  } catch {
    again();
    return;
  }
  socket.onopen = () => {
    wait = 1000;
    window.clearTimeout(pausedTimer);
    setState('live');
    subscribe();
  };
  socket.onmessage = (message) => onMessage(String(message.data));
  socket.onclose = again;
}

function again(): void {
  socket = null;
  if (state === 'live') {
    setState('connecting');
    window.clearTimeout(pausedTimer);
    pausedTimer = window.setTimeout(() => setState('paused'), 5000);
  }
  window.setTimeout(open, wait);
  wait = Math.min(wait * 2, 30000);
}

export function startLive(): void {
  void open();
}

export function liveState(): LiveState {
  return state;
}

export function onLiveState(listener: (state: LiveState) => void): () => void {
  stateListeners.add(listener);
  return () => stateListeners.delete(listener);
}

export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Live model text of one task, in batches. */
export function onLiveText(taskId: string, listener: TextListener): () => void {
  const known = texts.get(taskId) ?? new Set();
  texts.set(taskId, known.add(listener));
  subscribe();
  return () => {
    known.delete(listener);
    if (known.size === 0 && texts.get(taskId) === known) {
      texts.delete(taskId);
      subscribe();
    }
  };
}
