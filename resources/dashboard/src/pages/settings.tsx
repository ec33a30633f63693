// SPDX-License-Identifier: MIT
// Look and language of this browser; what is in force on the machine. Endpoint, key, policy and sandbox are changed on the
// machine itself, never from here.
import { Languages, LogOut, Monitor, Moon, Sun, Trash2 } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { send } from '../api';
import { when } from '../format';
import { useQuery } from '../hooks';
import { has, languageChoice, setLanguage, t, word } from '../i18n';
import { ActButton, Empty, Failed, Loading, Segments } from '../parts/basics';
import { Safe, Told } from '../parts/safe';
import { Templates } from '../parts/templates';
import { Webhooks } from '../parts/webhooks';
import { setTheme, theme } from '../theme';

interface Setting {
  key: string;
  value: string;
  origin: string;
  origin_name: string;
}

interface Status {
  version: string;
  sandbox?: string;
  seq: number;
}

interface Rule {
  id: string;
  origin: string;
  decision: string;
  words: string[][];
  expires_at?: string | null;
  uses?: number;
}

const groups: [string, RegExp][] = [
  ['model', /^(api_key|auth_token|base_url|claude_|max_tokens|model_)/],
  ['limits', /^(max_|timeout_|workers|approval_)/],
  ['safety', /^(sandbox|rules|policy|webhook)/],
  ['server', /^(host|port|tls_)/],
  ['storage', /^(database_|checkpoint_|log_|restore_)/],
];
const groupOf = (key: string) => groups.find(([, test]) => test.test(key))?.[0] ?? 'other';

function Looks() {
  const [, redraw] = useState(0);
  const icon = { size: 14, 'aria-hidden': 'true' as const };
  return (
    <section class="card">
      <header>
        <h2>{t('this_browser')}</h2>
      </header>
      <dl class="facts">
        <div>
          <dt>{t('language')}</dt>
          <dd>
            <Segments label={t('language')} value={languageChoice()} choose={(value) => { setLanguage(value); redraw((n) => n + 1); }}
              choices={[{ value: 'system', text: t('system'), icon: <Languages {...icon} /> }, { value: 'en', text: 'English' }, { value: 'zh', text: '中文' }]} />
          </dd>
        </div>
        <div>
          <dt>{t('theme')}</dt>
          <dd>
            <Segments label={t('theme')} value={theme()} choose={(value) => { setTheme(value); redraw((n) => n + 1); }}
              choices={[
                { value: 'system', text: t('system'), icon: <Monitor {...icon} /> },
                { value: 'light', text: t('light'), icon: <Sun {...icon} /> },
                { value: 'dark', text: t('dark'), icon: <Moon {...icon} /> },
              ]} />
          </dd>
        </div>
        <div>
          <dt>{t('session')}</dt>
          <dd>
            <ActButton class="small" act={async () => { await send('DELETE', '/api/session'); location.reload(); }}>
              <LogOut {...icon} />
              {t('sign_out')}
            </ActButton>
          </dd>
        </div>
      </dl>
    </section>
  );
}

function Rules() {
  const { data, reload } = useQuery<{ rules: Rule[] }>('/api/rules', () => false);
  if (!data) return null;
  return (
    <section class="card">
      <header>
        <h2>{t('rules')}</h2>
        <span class="muted">{data.rules.length}</span>
      </header>
      {data.rules.length === 0 ? (
        <Empty text={t('no_rules')} />
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label={t('rules')}>
          <table class="list plain">
            <tbody>
              {data.rules.map((rule) => (
                <tr key={rule.id}>
                  <td>{word('decision', rule.decision)}</td>
                  <td class="wide-cell">
                    <code>
                      <Safe text={rule.words.map((words) => words.join(' ')).join(' | ')} />
                    </code>
                  </td>
                  <td class="muted">{word('rule_origin', rule.origin)}</td>
                  <td class="muted">{rule.uses == null ? '' : t('rule_uses', { n: rule.uses })}</td>
                  <td class="muted">{rule.expires_at ? t('until', { time: when(rule.expires_at) }) : ''}</td>
                  <td class="right">
                    <ActButton class="square small" label={t('delete_rule')} title={t('delete_rule')} act={async () => { await send('DELETE', '/api/rules/' + encodeURIComponent(rule.id)); reload(); }}>
                      <Trash2 size={14} aria-hidden="true" />
                    </ActButton>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

export function Settings() {
  const { data, error, reload } = useQuery<{ settings: Setting[] }>('/api/settings', () => false);
  const status = useQuery<Status>('/api/status', () => false);
  return (
    <main>
      <h1>{t('nav_settings')}</h1>
      <Looks />
      {error && <Failed error={error} retry={reload} />}
      {!data && !error && <Loading />}
      {data && (
        <section class="card">
          <header>
            <h2>{t('this_machine')}</h2>
            <span class="muted"><Told text={t('settings_read_only')} /></span>
          </header>
          <div class="scroll" tabIndex={0} role="region" aria-label={t('this_machine')}>
            <table class="list plain settings">
              <thead>
                <tr>
                  <th scope="col">{t('setting')}</th>
                  <th scope="col">{t('value')}</th>
                  <th scope="col">{t('from')}</th>
                </tr>
              </thead>
              {[...groups.map(([name]) => name), 'other'].map((name) => {
                const rows = data.settings.filter((one) => groupOf(one.key) === name);
                return rows.length === 0 ? null : (
                  <tbody key={name}>
                    <tr class="group">
                      <th colSpan={3} scope="colgroup">
                        {t('group_' + name)}
                      </th>
                    </tr>
                    {rows.map((one) => (
                      <tr key={one.key}>
                        <th scope="row">
                          {has('setting.' + one.key) ? t('setting.' + one.key) : ''} <code class="muted">{one.key}</code>
                        </th>
                        <td class="wide-cell">{one.value ? <code><Safe text={one.value} /></code> : <span class="muted">–</span>}</td>
                        <td class="muted">
                          {word('origin', one.origin)} <Safe text={one.origin_name} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                );
              })}
            </table>
          </div>
        </section>
      )}
      <Rules />
      <Webhooks />
      <Templates />
      {status.data && (
        <p class="muted">
          VibeCoder {status.data.version} {status.data.sandbox ? `· ${t('sandbox')}${t('colon')}${word('sandbox', status.data.sandbox)}` : ''} · {t('events_n', { n: status.data.seq })}
        </p>
      )}
    </main>
  );
}
