// SPDX-License-Identifier: MIT
// Templates that others make tasks from by signed calls: what they say, how often they were used, and taking one away.
// They are stored on the machine itself, where their commands are accepted.
import { Trash2 } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { send } from '../api';
import { when } from '../format';
import { useQuery } from '../hooks';
import { t } from '../i18n';
import { ActButton, Failed } from './basics';
import { Dialog } from './dialog';
import { Safe, Told } from './safe';

interface Template {
  name: string;
  path: string;
  template: string;
  calls: number;
  called_at: string | null;
}

export function Templates() {
  const { data, error, reload } = useQuery<{ hooks: Template[] }>('/api/hooks', (event) => event.kind === 'task_created');
  const [removing, setRemoving] = useState<Template | null>(null);
  if (error && !data) return <Failed error={error} retry={reload} />;
  if (!data) return null;
  return (
    <section class="card">
      <header>
        <h2>{t('templates')}</h2>
        <span class="muted">{data.hooks.length}</span>
      </header>
      {data.hooks.length === 0 ? (
        <p class="empty">
          <Told text={t('no_templates')} />
        </p>
      ) : (
        <ul class="webhooks">
          {data.hooks.map((one) => (
            <li key={one.name}>
              <div class="webhook">
                <details class="not-covered">
                  <summary>
                    <code>
                      <Safe text={one.path} />
                    </code>
                    <small class="muted">
                      {t('rule_uses', { n: one.calls })}
                      {one.called_at ? ' · ' + when(one.called_at) : ''}
                    </small>
                  </summary>
                  <pre tabIndex={0}>
                    <Safe text={one.template} />
                  </pre>
                </details>
                <button class="button square small" aria-label={t('template_remove')} title={t('template_remove')} onClick={() => setRemoving(one)}>
                  <Trash2 size={14} aria-hidden="true" />
                </button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {removing && (
        <Dialog title={t('template_remove')} close={() => setRemoving(null)}>
          <p>
            <code><Safe text={removing.path} /></code>
          </p>
          <p>{t('template_remove_means')}</p>
          <div class="buttons end">
            <button class="button" onClick={() => setRemoving(null)}>
              {t('keep')}
            </button>
            <ActButton class="danger" act={async () => { await send('DELETE', '/api/hooks/' + encodeURIComponent(removing.name)); setRemoving(null); reload(); }}>
              {t('template_remove')}
            </ActButton>
          </div>
        </Dialog>
      )}
    </section>
  );
}
