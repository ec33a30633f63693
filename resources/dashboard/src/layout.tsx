// SPDX-License-Identifier: MIT
// The frame of every page: navigation with the number of open questions, live state, language and theme; keys to go.
import {
  BookOpen, ChartLine, Hand, Languages, Layers, LayoutDashboard, ListTodo, Moon, Plus, Radio, Settings, SquareCheckBig, Sun,
} from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { handOver } from './dropped';
import { useLiveState, useQuery, useTheme } from './hooks';
import { language, setLanguage, t } from './i18n';
import { Dialog } from './parts/dialog';
import { go, Link, usePlace } from './router';
import { setTheme } from './theme';
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

// What the pages listen to themselves; one list for the help.
const otherKeys: [string[], string][] = [
  [['n'], 'new_task'],
  [['/'], 'search_name'],
  [['[', ']'], 'key_iteration'],
  [['n', 'p'], 'key_change'],
  [['Alt D'], 'key_layout'],
  [['j', 'k'], 'key_question'],
  [['Alt O'], 'key_allow'],
  [['Esc'], 'key_deny'],
  [['?'], 'keys'],
];

// `g` and then a letter within half a second, outside of fields.
function useKeys(showHelp: () => void): void {
  useEffect(() => {
    let first = 0;
    const togetherMs = 500;
    const listener = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || target.matches('input, textarea, select') || target.closest('dialog')) return;
      if (Date.now() - first < togetherMs) {
        first = 0;
        const page = pages.find((one) => one.key === event.key);
        if (page) go('/' + page.path);
      } else if (event.key === '?') showHelp();
      else if (event.key === 'g') first = Date.now();
      else if (event.key === 'n' && !document.querySelector('.diff-view')) go('/new');
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

// Files may be dropped on every page; they are opened as task files.
function DropPlace() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    // The window is left when there is nothing the pointer goes to.
    const leave = (event: DragEvent) => !event.relatedTarget && setOver(false);
    const drop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(false);
      handOver([...event.dataTransfer!.files]);
      if (location.pathname !== '/new') go('/new');
    };
    window.addEventListener('dragover', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  return over ? <div class="drop-over" aria-hidden="true">{t('drop_here')}</div> : null;
}

function KeyHelp({ close }: { close: () => void }) {
  return (
    <Dialog title={t('keys')} close={close}>
      <dl class="keys">
        {pages.map((page) => (
          <div key={page.key}>
            <dt>
              <kbd>g</kbd> <kbd>{page.key}</kbd>
            </dt>
            <dd>{t(page.text)}</dd>
          </div>
        ))}
        {otherKeys.map(([keys, text]) => (
          <div key={text}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

function useOpenQuestions(): number {
  const { data } = useQuery<{ approvals: Approval[] }>('/api/approvals', (event) => event.kind.startsWith('approval') || event.kind === 'task_state_changed');
  return data?.approvals.length ?? 0;
}

function Questions() {
  const open = useOpenQuestions();
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    if (link) link.href = open > 0 ? '/icon-needs.svg' : '/icon.svg';
  }, [open]);
  return open > 0 ? (
    <span class="badge">
      <span aria-hidden="true">{open}</span>
      <span class="unseen">{t('approvals_open', { n: open })}</span>
    </span>
  ) : null;
}

function Live() {
  const live = useLiveState();
  return (
    <span class={`live ${live}`} role="status" title={t('live_' + live)}>
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
  const shown = useTheme();
  useKeys(() => setHelp(true));
  return (
    <>
      <a class="skip" href="#content" onClick={(event) => { event.preventDefault(); document.getElementById('content')?.focus(); }}>
        {t('skip')}
      </a>
      <header class="top">
        <Link to="/" class="brand" aria-label="VibeCoder">
          <SquareCheckBig size={20} aria-hidden="true" />
          <span class="wide">VibeCoder</span>
        </Link>
        <nav aria-label={t('pages')}>
          {pages
            .filter(() => signedIn)
            .map((page) => (
              <Link key={page.path} to={'/' + page.path} current={(parts[0] ?? '') === page.path} title={t(page.text)}>
                <page.icon size={16} aria-hidden="true" />
                <span class="label">{t(page.text)}</span>
                {page.path === 'approvals' && signedIn && <Questions />}
              </Link>
            ))}
        </nav>
        <div class="tools">
          {signedIn && <Live />}
          {signedIn && parts[0] !== 'new' && (
            <Link to="/new" class="button" aria-label={t('new_task')}>
              <Plus size={16} aria-hidden="true" />
              <span class="wide">{t('new_task')}</span>
            </Link>
          )}
          <button class="bare" aria-label={t('switch_language')} title={t('switch_language')} onClick={() => setLanguage(language() === 'zh' ? 'en' : 'zh')}>
            <Languages size={17} aria-hidden="true" />
          </button>
          <button class="bare" aria-label={t(shown === 'dark' ? 'to_light' : 'to_dark')} title={t(shown === 'dark' ? 'to_light' : 'to_dark')} onClick={() => setTheme(shown === 'dark' ? 'light' : 'dark')}>
            {shown === 'dark' ? <Sun size={17} aria-hidden="true" /> : <Moon size={17} aria-hidden="true" />}
          </button>
        </div>
      </header>
      {signedIn && <Paused />}
      <div id="content" tabIndex={-1}>
        {children}
      </div>
      {signedIn && <DropPlace />}
      {help && <KeyHelp close={() => setHelp(false)} />}
    </>
  );
}
