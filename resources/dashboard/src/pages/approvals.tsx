// SPDX-License-Identifier: MIT
// Open questions on the left, the chosen one as a card; what was decided in a list of its own.
import { ChevronLeft } from 'lucide-preact';
import { useEffect, useRef } from 'preact/hooks';
import { ago, duration } from '../format';
import { useNow, useQuery } from '../hooks';
import { inOrder, orders } from '../approvalorder';
import { t, word } from '../i18n';
import { actionOf, ApprovalCard, RiskIcon, riskLook } from '../parts/approvalcard';
import { Empty, Failed, Loading } from '../parts/basics';
import { Safe } from '../parts/safe';
import { go, Link } from '../router';
import type { Approval, StoreEvent } from '../types';

const concerns = (event: StoreEvent) => event.kind.startsWith('approval') || event.kind === 'task_state_changed';

function Item({ approval, current, now, tail }: { approval: Approval; current: boolean; now: number; tail: string }) {
  const left = approval.expires_at ? Date.parse(approval.expires_at) - now : null;
  return (
    <Link to={`/approvals/${approval.id}${tail}`} class={`question ${riskLook(approval.severity)} ${approval.state === 'pending' ? '' : 'decided'}`} current={current}>
      <RiskIcon severity={approval.severity} size={16} />
      <span>
        <code>
          <Safe text={actionOf(approval)} />
        </code>
        <small class="muted">{approval.state === 'pending' ? word('reason', approval.reason) : t('decided_by', { what: word('approval_state', approval.state), who: approval.decided_by || '–' })}</small>
      </span>
      <small class="muted digits">{approval.state === 'pending' ? (left !== null ? duration(Math.max(0, left)) : '') : ago(approval.decided_at, now)}</small>
    </Link>
  );
}

export function Approvals({ id, query }: { id?: string; query: URLSearchParams }) {
  const now = useNow();
  const history = query.get('state') === 'all';
  const order = orders.find((one) => one === query.get('sort')) ?? '';
  const tailOf = (all: boolean, sort: string) => {
    const parts = new URLSearchParams({ ...(all ? { state: 'all' } : {}), ...(sort ? { sort } : {}) });
    return parts.size ? '?' + parts : '';
  };
  const tail = tailOf(history, order);
  const list = useQuery<{ approvals: Approval[] }>('/api/approvals' + (history ? '?state=all' : ''), concerns);
  const shown = inOrder(list.data?.approvals ?? [], order);
  const chosen = id ?? shown[0]?.id;
  const one = useQuery<Approval>(chosen ? `/api/approvals/${chosen}?facts=true` : null, (e) => e.kind === 'approval_decided' || e.kind === 'task_state_changed');
  const decided = useRef('');
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if ((event.target as HTMLElement).matches('input, textarea, select') || event.ctrlKey || event.altKey || event.metaKey) return;
      const by = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0;
      const next = shown[shown.findIndex((item) => item.id === chosen) + by];
      if (by !== 0 && next) go(`/approvals/${next.id}${tail}`, true);
    };
    window.addEventListener('keydown', keys);
    return () => window.removeEventListener('keydown', keys);
  });
  // What this person has just decided makes way for the next question; what somebody else decided stays, greyed.
  const done = () => {
    decided.current = chosen ?? '';
    one.reload();
    list.reload();
  };
  useEffect(() => {
    if (one.data && one.data.state !== 'pending' && one.data.id === decided.current && !history) {
      decided.current = '';
      const next = shown.find((item) => item.id !== one.data!.id);
      go((next ? '/approvals/' + next.id : '/approvals') + tail, true);
    }
  }, [one.data]);
  if (list.error && !list.data) return <main><h1>{t('nav_approvals')}</h1><Failed error={list.error} retry={list.reload} /></main>;
  if (!list.data) return <main><Loading /></main>;
  return (
    <main>
      <div class="heading">
        <h1>{t('nav_approvals')}</h1>
        <div class="chips" role="group" aria-label={t('filter')}>
          <button class="chip" aria-pressed={!history} onClick={() => go('/approvals' + tailOf(false, order))}>
            {t('open_ones')} {!history && <small>{shown.length}</small>}
          </button>
          <button class="chip" aria-pressed={history} onClick={() => go('/approvals' + tailOf(true, order))}>
            {t('all_ones')}
          </button>
          <select aria-label={t('order')} value={order} onChange={(e) => go(location.pathname + tailOf(history, e.currentTarget.value), true)}>
            {orders.map((one) => (
              <option key={one} value={one}>
                {t('order_' + (one || 'ends'))}
              </option>
            ))}
          </select>
        </div>
      </div>
      {shown.length === 0 && !id && <Empty text={t('no_approvals')} />}
      {(shown.length > 0 || id) && (
        <div class={`questions-place ${id ? 'one' : ''}`}>
          <nav class="questions" aria-label={t('nav_approvals')}>
            {shown.map((approval) => (
              <Item key={approval.id} approval={approval} current={approval.id === chosen} now={now} tail={tail} />
            ))}
            {shown.length === 0 && <p class="muted inset">{t('no_approvals')}</p>}
          </nav>
          <div class="question-card">
            <p class="back-line">
              <Link to={'/approvals' + tail}>
                <ChevronLeft size={16} aria-hidden="true" /> {t('nav_approvals')}
              </Link>
            </p>
            {one.error && <Failed error={one.error} retry={one.reload} />}
            {!one.data && !one.error && <Loading />}
            {one.data && <ApprovalCard key={one.data.id} approval={one.data} done={done} focus={!!id} />}
          </div>
        </div>
      )}
    </main>
  );
}
