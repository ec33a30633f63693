// SPDX-License-Identifier: MIT
// The frame of every page: navigation with the number of open questions, live state, language and theme; keys to go.
import {
  BookOpen, ChartLine, Hand, Languages, Layers, LayoutDashboard, ListTodo, Plus, Radio, Settings, SquareCheckBig, SunMoon,
} from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLiveState, useQuery } from './hooks';
import { language, setLanguage, t } from './i18n';
import { go, Link, usePlace } from './router';
import { nextTheme, theme } from './theme';
import type { Approval } from './types';

const pages = [
  { path: '', icon: LayoutDashboard, text: 'nav_overview', key: 'o' },
  { path: 'tasks', icon: ListTodo, text: 'nav_tasks', key: 't' },
  { path: 'approvals', icon: Hand, text: 'nav_approvals', key: 'a' },
  { path: 'queue', icon: Layers, text: 'nav_queue', key: 'q' },
  { path: 'stats', icon: ChartLine, text: 'nav_stats', key: 'm' },
  { path: 'settings', icon: Settings, text: 'nav_settings', key: 's' },
  { path: 'docs', icon: BookOpen, text: 'nav_docs', key: 'd' },
] as const;

// `g` and then a letter within half a second, outside of fields.
function useKeys(showHelp: () => void): void {
  useEffect(() => {
    let first = 0;
    const listener = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || target.matches('input, textarea, select')) return;
      if (event.key === '?') showHelp();
      else if (event.key === 'g') first = Date.now();
      else if (event.key === 'n') go('/new');
      else if (Date.now() - first < 500) {
        const page = pages.find((one) => one.key === event.key);
        if (page) go('/' + page.path);
      }
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

function KeyHelp({ close }: { close: () => void }) {
  return (
    <div class="overlay" onClick={close}>
      <div class="sheet" role="dialog" aria-modal="true" aria-label={t('keys')} onClick={(e) => e.stopPropagation()}>
        <h2>{t('keys')}</h2>
        <dl class="keys">
          {pages.map((page) => (
            <div key={page.key}>
              <dt>
                <kbd>g</kbd> <kbd>{page.key}</kbd>
              </dt>
              <dd>{t(page.text)}</dd>
            </div>
          ))}
          <div>
            <dt>
              <kbd>n</kbd>
            </dt>
            <dd>{t('new_task')}</dd>
          </div>
        </dl>
        <button class="button" autoFocus onClick={close}>
          {t('close')}
        </button>
      </div>
    </div>
  );
}

function OpenQuestions() {
  const { data } = useQuery<{ approvals: Approval[] }>('/api/approvals', (event) => event.kind.startsWith('approval') || event.kind === 'task_state_changed');
  const open = data?.approvals.length ?? 0;
  useEffect(() => {
    document.title = open > 0 ? `(${open}) VibeCoder` : 'VibeCoder';
  }, [open]);
  return open > 0 ? (
    <span class="badge" aria-label={t('open_questions', { n: open })}>
      {open}
    </span>
  ) : null;
}

function Live() {
  const live = useLiveState();
  return (
    <span class={`live ${live}`} role="status">
      <Radio size={15} aria-hidden="true" />
      <span class="wide">{t('live_' + live)}</span>
    </span>
  );
}

function Paused() {
  return useLiveState() === 'paused' ? (
    <p class="banner" role="status">
      {t('updates_paused')}
    </p>
  ) : null;
}

export function Layout({ signedIn, children }: { signedIn: boolean; children: ComponentChildren }) {
  const { parts } = usePlace();
  const [help, setHelp] = useState(false);
  const [shownTheme, setShownTheme] = useState(theme());
  useKeys(() => setHelp(true));
  useEffect(() => {
    const escape = (event: KeyboardEvent) => event.key === 'Escape' && setHelp(false);
    window.addEventListener('keydown', escape);
    return () => window.removeEventListener('keydown', escape);
  }, []);
  return (
    <>
      <a class="skip" href="#content">
        {t('skip')}
      </a>
      <header class="top">
        <Link to="/" class="brand">
          <SquareCheckBig size={20} aria-hidden="true" />
          <span class="wide">VibeCoder</span>
        </Link>
        <nav aria-label={t('pages')}>
          {pages
            .filter((page) => signedIn || page.path === 'docs')
            .map((page) => (
              <Link key={page.path} to={'/' + page.path} current={(parts[0] ?? '') === page.path}>
                <page.icon size={16} aria-hidden="true" />
                <span class="label">{t(page.text)}</span>
                {page.path === 'approvals' && signedIn && <OpenQuestions />}
              </Link>
            ))}
        </nav>
        <div class="tools">
          {signedIn && <Live />}
          {signedIn && (
            <Link to="/new" class="button primary" aria-label={t('new_task')}>
              <Plus size={16} aria-hidden="true" />
              <span class="wide">{t('new_task')}</span>
            </Link>
          )}
          <button class="bare" aria-label={t('switch_language')} title={t('switch_language')} onClick={() => setLanguage(language() === 'zh' ? 'en' : 'zh')}>
            <Languages size={17} aria-hidden="true" />
          </button>
          <button class="bare" aria-label={t('theme_' + shownTheme)} title={t('theme_' + shownTheme)} onClick={() => setShownTheme(nextTheme())}>
            <SunMoon size={17} aria-hidden="true" />
          </button>
        </div>
      </header>
      {signedIn && <Paused />}
      <div id="content">{children}</div>
      {help && <KeyHelp close={() => setHelp(false)} />}
    </>
  );
}
