// SPDX-License-Identifier: MIT
// One live connection for the whole page. It remembers the last number it saw, so that nothing is missed and nothing
// comes twice when it was away; after 5 seconds without it the page says so and asks every 5 seconds instead.
import { send } from './api';
import type { StoreEvent } from './types';

export type LiveState = 'live' | 'connecting' | 'paused';
type Listener = (event: StoreEvent) => void;

const quietMs = 5000;
const longestWaitMs = 30000;
const longestText = 60000;

const listeners = new Set<Listener>();
const stateListeners = new Set<(state: LiveState) => void>();

let socket: WebSocket | null = null;
let lastSeq = -1;
let wait = 1000;
let state: LiveState = 'connecting';
let pausedTimer = 0;
let againTimer = 0;

/** What a model is saying now: of each watched task the text so far, and when the last piece came. */
interface LiveText {
  watchers: number;
  text: string;
  whole: boolean; // its beginning was seen too
  at: number;
  listeners: Set<() => void>;
}
const texts = new Map<string, LiveText>();

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

function onText(id: string, piece: string): void {
  const known = texts.get(id);
  if (!known) return;
  known.text = (known.text + piece).slice(-longestText);
  known.at = Date.now();
  known.listeners.forEach((listener) => listener());
}

function onStoreEvent(event: StoreEvent): void {
  // What was said stands in the event of the finished call from here on.
  if (event.kind === 'model_call_started' || event.kind === 'model_call_finished' || event.kind === 'model_call_retried') {
    const known = texts.get(event.task_id);
    if (known) {
      known.text = '';
      known.whole = true;
      known.listeners.forEach((listener) => listener());
    }
  }
  listeners.forEach((listener) => listener(event));
}

function onMessage(raw: string): void {
  const message = JSON.parse(raw);
  switch (message.type) {
    case 'event':
      // A number that was seen already: a resumed stream and a new subscription may overlap.
      if (message.seq <= lastSeq) return;
      lastSeq = message.seq;
      onStoreEvent(message.event);
      break;
    case 'subscribed':
      // Smaller than ours: another store answers at this address.
      if (lastSeq < 0 || message.seq < lastSeq) lastSeq = message.seq;
      break;
    case 'live_text':
      onText(message.task_id, message.text);
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
  againTimer = 0;
  if (state !== 'paused') {
    window.clearTimeout(pausedTimer);
    pausedTimer = window.setTimeout(() => setState('paused'), quietMs);
  }
  let made: WebSocket;
  try {
    const { ticket } = await send<{ ticket: string }>('POST', '/api/session/ticket');
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    made = new WebSocket(`${scheme}//${location.host}/ws?ticket=${encodeURIComponent(ticket)}`);
  } catch {
    again();
    return;
  }
  socket = made;
  made.onopen = () => {
    wait = 1000;
    window.clearTimeout(pausedTimer);
    setState('live');
    subscribe();
  };
  made.onmessage = (message) => onMessage(String(message.data));
  made.onclose = () => {
    if (socket === made) again();
  };
}

function again(): void {
  socket = null;
  if (againTimer) return;
  if (state === 'live') {
    setState('connecting');
    window.clearTimeout(pausedTimer);
    pausedTimer = window.setTimeout(() => setState('paused'), quietMs);
  }
  againTimer = window.setTimeout(open, wait);
  wait = Math.min(wait * 2, longestWaitMs);
}

export function startLive(): void {
  // The browser says that the network is back: not another half a minute then.
  window.addEventListener('online', () => {
    if (!againTimer) return;
    window.clearTimeout(againTimer);
    void open();
  });
  void open();
}

export function liveState(): LiveState {
  return state;
}

export function onLiveState(listener: (state: LiveState) => void): () => void {
  stateListeners.add(listener);
  return () => {
    stateListeners.delete(listener);
  };
}

export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Asks for the model text of a task, in batches, until the returned function is called. */
export function watchText(id: string): () => void {
  const known = texts.get(id) ?? { watchers: 0, text: '', whole: false, at: Date.now(), listeners: new Set() };
  texts.set(id, known);
  if (known.watchers++ === 0) subscribe();
  return () => {
    if (--known.watchers > 0) return;
    texts.delete(id);
    subscribe();
  };
}

export function textOf(id: string): { text: string; at: number } {
  const known = texts.get(id);
  if (!known) return { text: '', at: Date.now() };
  // Who came late sees that something was said before.
  return { text: known.text && !known.whole ? '… ' + known.text : known.text, at: known.at };
}

export function onTextOf(id: string, listener: () => void): () => void {
  const known = texts.get(id);
  known?.listeners.add(listener);
  return () => {
    known?.listeners.delete(listener);
  };
}
