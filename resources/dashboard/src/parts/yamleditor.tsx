// SPDX-License-Identifier: MIT
// A text field with numbered lines; lines with a problem are marked. The numbers scroll with the text.
import { useRef } from 'preact/hooks';
import { t } from '../i18n';
import type { Problem } from '../types';
import { Told } from './safe';

export function YamlEditor({ text, problems, change, rows = 12 }: { text: string; problems: Problem[]; change: (text: string) => void; rows?: number }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const marks = useRef<HTMLDivElement>(null);
  const bad = new Set(problems.map((problem) => problem.line));
  const lines = text.split('\n');
  const jump = (problem: Problem) => {
    const field = area.current;
    if (!field || problem.line < 1) return;
    const before = lines.slice(0, problem.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
    const at = before + Math.min(Math.max(0, problem.column - 1), lines[problem.line - 1]?.length ?? 0);
    field.focus();
    field.setSelectionRange(at, before + (lines[problem.line - 1]?.length ?? 0));
  };
  return (
    <>
      <div class="yaml">
        <div class="yaml-lines" ref={marks} aria-hidden="true">
          {lines.map((_, i) => (
            <div key={i} class={bad.has(i + 1) ? 'bad-line' : ''}>
              {i + 1}
            </div>
          ))}
        </div>
        <textarea ref={area} aria-label="YAML" aria-invalid={problems.length > 0} spellcheck={false} autocapitalize="off" wrap="off" rows={Math.max(rows, Math.min(26, lines.length + 1))} value={text}
          onInput={(e) => change(e.currentTarget.value)} onScroll={(e) => { if (marks.current) marks.current.scrollTop = e.currentTarget.scrollTop; }} />
      </div>
      {problems.length > 0 && (
        <ul class="problems" aria-label={t('problems')}>
          {problems.map((problem, i) => (
            <li key={i}>
              {problem.line > 0 ? (
                <button class="link" onClick={() => jump(problem)}>
                  {problem.line}:{problem.column}
                </button>
              ) : (
                <span />
              )}
              <span>
                <Told text={problem.message} />
                {problem.hint && (
                  <small class="muted">
                    {' '}
                    <Told text={problem.hint} />
                  </small>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
