// SPDX-License-Identifier: MIT
// What is in force. Endpoint, key, policy and sandbox are changed on the machine itself, never from here.
import { useQuery } from '../hooks';
import { t } from '../i18n';
import { Failed, Loading, Note } from '../parts/basics';

interface SettingsAnswer {
  settings: { key: string; value: string; origin: string; origin_name: string }[];
}

export function Settings() {
  const { data, error, reload } = useQuery<SettingsAnswer>('/api/settings', () => false);
  if (error) return <main><Failed error={error} retry={reload} /></main>;
  if (!data) return <main><Loading /></main>;
  return (
    <main>
      <h1>{t('nav_settings')}</h1>
      <Note kind="info">{t('settings_read_only')}</Note>
      <section class="card">
        <div class="scroll">
          <table class="list plain">
            <thead>
              <tr>
                <th>{t('setting')}</th>
                <th>{t('value')}</th>
                <th>{t('from')}</th>
              </tr>
            </thead>
            <tbody>
              {data.settings.map((one) => (
                <tr key={one.key}>
                  <td>
                    <code>{one.key}</code>
                  </td>
                  <td>{one.value || <span class="muted">–</span>}</td>
                  <td class="muted">
                    {one.origin} {one.origin_name}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </main>
  );
}
