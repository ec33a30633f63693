// SPDX-License-Identifier: MIT
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, enter, onSignedOut } from './api';
import { t, useLanguage } from './i18n';
import { Layout } from './layout';
import { startLive } from './live';
import { Failed, Loading } from './parts/basics';
import { Approvals } from './pages/approvals';
import { Docs } from './pages/docs';
import { NewTask } from './pages/newtask';
import { Overview } from './pages/overview';
import { QueuePage } from './pages/queue';
import { Settings } from './pages/settings';
import { Stats } from './pages/stats';
import { TaskPage } from './pages/task';
import { Tasks } from './pages/tasks';
import { Link, usePlace } from './router';

function Page() {
  const { parts, query, hash } = usePlace();
  switch (parts[0]) {
    case undefined:
      return <Overview query={query} />;
    case 'tasks':
      return parts[1] ? <TaskPage key={parts[1]} id={parts[1]} query={query} hash={hash} /> : <Tasks query={query} />;
    case 'new':
      return <NewTask query={query} />;
    case 'approvals':
      return <Approvals id={parts[1]} query={query} />;
    case 'queue':
      return <QueuePage />;
    case 'stats':
      return <Stats query={query} />;
    case 'settings':
      return <Settings />;
    case 'docs':
      return <Docs />;
    default:
      return (
        <main class="narrow">
          <h1>{t('nothing_here')}</h1>
          <p>
            <Link class="button" to="/">
              {t('nav_overview')}
            </Link>
          </p>
        </main>
      );
  }
}

// Without a session there is no data to show, and no form to type a token into: the program prints a link.
function SignedOut() {
  return (
    <main class="narrow">
      <h1>{t('signed_out')}</h1>
      <p>{t('signed_out_how')}</p>
      <pre>
        <code>vibecoder server link</code>
      </pre>
    </main>
  );
}

function App() {
  useLanguage();
  const [session, setSession] = useState<'asking' | 'in' | 'out'>('asking');
  const [error, setError] = useState<ApiError | null>(null);
  const live = useRef(false);
  const ask = () => {
    setError(null);
    enter().then(
      (entered) => {
        setSession(entered ? 'in' : 'out');
        if (entered && !live.current) {
          live.current = true;
          startLive();
        }
      },
      (reason) => setError(reason),
    );
  };
  useEffect(() => {
    onSignedOut(() => setSession('out'));
    ask();
    // A link that is opened where the page already is changes the fragment alone.
    const linked = () => location.hash.startsWith('#ticket=') && ask();
    window.addEventListener('hashchange', linked);
    return () => window.removeEventListener('hashchange', linked);
  }, []);
  if (error) return <main class="narrow"><Failed error={error} retry={ask} /></main>;
  if (session === 'asking') return <main><h1 class="unseen">VibeCoder</h1><Loading /></main>;
  if (session === 'out') return <Layout signedIn={false}><SignedOut /></Layout>;
  return (
    <Layout signedIn>
      <Page />
    </Layout>
  );
}

render(<App />, document.getElementById('app')!);
