// SPDX-License-Identifier: MIT
// The order of questions: open ones first, then as the person wishes. Pure.
import type { Approval } from './types';

export type Order = '' | 'risk' | 'newest';
export const orders: Order[] = ['', 'risk', 'newest'];
const risks = ['critical', 'high', 'medium', 'low', 'info'];
const time = (iso: string | null) => (iso ? Date.parse(iso) : Infinity);

/** Open ones first; among them the one that is denied first, the riskiest or the newest. */
export function inOrder(items: Approval[], order: Order): Approval[] {
  const open = (one: Approval) => Number(one.state !== 'pending');
  const newest = (a: Approval, b: Approval) => Date.parse(b.created_at) - Date.parse(a.created_at);
  return [...items].sort((a, b) => {
    if (open(a) !== open(b)) return open(a) - open(b);
    if (order === 'risk') return risks.indexOf(a.severity) - risks.indexOf(b.severity) || newest(a, b);
    if (order === 'newest' || a.state !== 'pending') return newest(a, b);
    return time(a.expires_at) - time(b.expires_at);
  });
}
