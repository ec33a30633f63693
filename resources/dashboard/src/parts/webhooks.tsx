// SPDX-License-Identifier: MIT
// Addresses that hear of events: added, tried, removed; what was given up, and sending it again. The secret is shown once.
import { Plus, Trash2 } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { ApiError, send } from '../api';
import { duration, when } from '../format';
import { useQuery } from '../hooks';
import { t, word } from '../i18n';
import { Link } from '../router';
import type { Webhook, WebhookDelivery, WebhookTest } from '../types';
import { ActButton, CopyButton, Empty, Failed, Loading, Note, Segments } from './basics';
import { Dialog } from './dialog';
import { Safe } from './safe';

// In the order of a task's life; `usual` ones are what the server takes without a wish.
const eventKinds = [
  'task_created', 'task_claimed', 'task_state_changed', 'task_updated', 'task_retried', 'task_deleted', 'iteration_started', 'iteration_finished',
  'model_call_started', 'model_call_finished', 'model_call_retried', 'action_proposed', 'action_finished', 'command_started', 'command_finished',
  'verification_started', 'verification_finished', 'approval_requested', 'approval_decided', 'checkpoint_taken', 'checkpoint_restored',
  'result_applied', 'result_undone', 'queue_paused', 'queue_resumed', 'warning',
];

type Choice = 'usual' | 'all' | 'some';

function AddDialog({ close, done }: { close: () => void; done: (made: Webhook & { secret: string }) => void }) {
  const [url, setUrl] = useState('');
  const [choice, setChoice] = useState<Choice>('usual');
  const [picked, setPicked] = useState<string[]>([]);
  const [isPrivate, setPrivate] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const incomplete = url.trim() === '' || (choice === 'some' && picked.length === 0);
  const add = async () => {
    setBusy(true);
    setError(null);
    try {
      const events = choice === 'usual' ? {} : { events: choice === 'all' ? [] : picked };
      done(await send('POST', '/api/webhooks', { url: url.trim(), allow_private: isPrivate, ...events }));
    } catch (reason) {
      setError(reason as ApiError);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title={t('webhook_add')} close={close} wide>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          if (!incomplete && !busy) void add();
        }}
      >
        <label>
          {t('webhook_url')}
          <input class="code" type="url" value={url} placeholder="https://" onInput={(e) => setUrl(e.currentTarget.value)} />
        </label>
        <div>
          <p class="field-label">{t('webhook_events')}</p>
          <Segments label={t('webhook_events')} value={choice} choose={setChoice}
            choices={[{ value: 'usual', text: t('webhook_usual') }, { value: 'some', text: t('webhook_some') }, { value: 'all', text: t('all_events') }]} />
        </div>
        {choice === 'some' && (
          <div class="event-choice" role="group" aria-label={t('webhook_events')}>
            {eventKinds.map((kind) => (
              <label key={kind} class="check">
                <input type="checkbox" checked={picked.includes(kind)} onChange={(e) => setPicked(e.currentTarget.checked ? [...picked, kind] : picked.filter((one) => one !== kind))} />
                {word('event', kind)}
              </label>
            ))}
          </div>
        )}
        <label class="check">
          <input type="checkbox" checked={isPrivate} onChange={(e) => setPrivate(e.currentTarget.checked)} />
          {t('webhook_private')}
        </label>
        {error && <Failed error={error} />}
        <div class="buttons end">
          <button class="button" type="button" onClick={close}>
            {t('discard')}
          </button>
          <button class="button primary" type="submit" disabled={incomplete || busy} title={incomplete ? t('webhook_incomplete') : undefined}>
            {t('webhook_add')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Failures({ hook, resent }: { hook: Webhook; resent: () => void }) {
  const { data, error, reload } = useQuery<{ failures: WebhookDelivery[] }>(`/api/webhooks/${hook.id}/failures`, () => false);
  const resend = (body?: object) => async () => {
    await send('POST', `/api/webhooks/${hook.id}/resend`, body);
    reload();
    resent();
  };
  if (error && !data) return <Failed error={error} retry={reload} />;
  if (!data) return <Loading />;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t('webhook_dead')}>
      <table class="list plain failures">
        <thead>
          <tr>
            <th scope="col">{t('time')}</th>
            <th scope="col">{t('event')}</th>
            <th scope="col">{t('task')}</th>
            <th scope="col" class="right">{t('webhook_tries')}</th>
            <th scope="col">{t('webhook_why')}</th>
            <th scope="col" class="right">
              <ActButton class="small" act={resend()}>{t('webhook_resend_all')}</ActButton>
            </th>
          </tr>
        </thead>
        <tbody>
          {data.failures.map((one) => (
            <tr key={one.id}>
              <td class="muted digits">{when(one.failed_at)}</td>
              <td>{word('event', one.type)}</td>
              <td>{one.task_id ? <Link to={'/tasks/' + one.task_id}><code>{one.task_id}</code></Link> : '–'}</td>
              <td class="right">{one.attempts}</td>
              <td class="wide-cell"><Safe text={one.last_error || String(one.last_status || '–')} /></td>
              <td class="right">
                <ActButton class="small" act={resend({ deliveries: [one.id] })}>{t('webhook_resend')}</ActButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ hook, reload }: { hook: Webhook; reload: () => void }) {
  const [tried, setTried] = useState<WebhookTest | null>(null);
  const [removing, setRemoving] = useState(false);
  const [open, setOpen] = useState(false);
  return (
    <li>
      <div class="webhook">
        <div>
          <code>
            <Safe text={hook.url} />
          </code>
          <small class="muted">
            {hook.events.length > 0 ? hook.events.map((kind) => word('event', kind)).join(t('comma')) : t('all_events')} · {t('webhook_counts', { delivered: hook.delivered, waiting: hook.waiting, dead: hook.dead })}
            {hook.delivered_at ? ' · ' + when(hook.delivered_at) : ''}
            {hook.allow_private ? ' · ' + t('webhook_private_short') : ''}
          </small>
          {hook.last_error && (
            <small class="bad">
              <Safe text={hook.last_error} />
            </small>
          )}
          {tried && (
            <small class={tried.delivered ? 'good' : 'bad'} role="status">
              {tried.delivered ? t('webhook_answered', { status: tried.status }) : t('webhook_failed', { why: tried.error || String(tried.status) })} · {duration(tried.duration_ms)}
            </small>
          )}
        </div>
        <div class="buttons">
          {hook.dead > 0 && (
            <button class="button small" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t('webhook_dead_n', { n: hook.dead })}
            </button>
          )}
          <ActButton class="small" act={async () => { setTried(await send<WebhookTest>('POST', `/api/webhooks/${hook.id}/test`)); reload(); }}>
            {t('webhook_test')}
          </ActButton>
          <button class="button square small" aria-label={t('webhook_remove')} title={t('webhook_remove')} onClick={() => setRemoving(true)}>
            <Trash2 size={14} aria-hidden="true" />
          </button>
        </div>
      </div>
      {open && hook.dead > 0 && <Failures hook={hook} resent={reload} />}
      {removing && (
        <Dialog title={t('webhook_remove')} close={() => setRemoving(false)}>
          <p>
            <code><Safe text={hook.url} /></code>
          </p>
          <p>{t('webhook_remove_means')}</p>
          <div class="buttons end">
            <button class="button" onClick={() => setRemoving(false)}>
              {t('keep')}
            </button>
            <ActButton class="danger" act={async () => { await send('DELETE', '/api/webhooks/' + hook.id); setRemoving(false); reload(); }}>
              {t('webhook_remove')}
            </ActButton>
          </div>
        </Dialog>
      )}
    </li>
  );
}

export function Webhooks() {
  // What was delivered since stands in no event of its own: each end of a task may have sent one.
  const { data, error, reload } = useQuery<{ webhooks: Webhook[] }>('/api/webhooks', (event) => event.kind === 'task_state_changed');
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<{ url: string; secret: string } | null>(null);
  return (
    <section class="card">
      <header>
        <h2>{t('webhooks')}</h2>
        <button class="button small" onClick={() => setAdding(true)}>
          <Plus size={14} aria-hidden="true" />
          {t('webhook_add')}
        </button>
      </header>
      {made && (
        <Note kind="success">
          <div>
            <p>{t('webhook_secret')}</p>
            <code class="secret">{made.secret}</code>
          </div>
          <CopyButton text={made.secret} label={t('copy_secret')} />
        </Note>
      )}
      {error && !data && <Failed error={error} retry={reload} />}
      {data && data.webhooks.length === 0 && <Empty text={t('no_webhooks')} />}
      {data && data.webhooks.length > 0 && (
        <ul class="webhooks">
          {data.webhooks.map((hook) => (
            <Row key={hook.id} hook={hook} reload={reload} />
          ))}
        </ul>
      )}
      {adding && <AddDialog close={() => setAdding(false)} done={(hook) => { setAdding(false); setMade(hook); reload(); }} />}
    </section>
  );
}
