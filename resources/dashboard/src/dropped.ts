// SPDX-License-Identifier: MIT
// Files that were dropped on whatever page, on their way to the page of the new task.
let waiting: File[] = [];
const listeners = new Set<() => void>();

export function handOver(files: File[]): void {
  waiting = [...waiting, ...files];
  listeners.forEach((listener) => listener());
}

export function takeDropped(): File[] {
  const files = waiting;
  waiting = [];
  return files;
}

export function onDropped(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
