// SPDX-License-Identifier: MIT
// Untrusted text on the page: always a text node, kept apart from the direction of its surroundings, and what cannot be
// seen is shown as a marked escape.
import { splitHidden } from '../format';
import { t } from '../i18n';

export function Safe({ text }: { text: string | null | undefined }) {
  const pieces = splitHidden(text ?? '');
  if (pieces.length === 1 && !pieces[0].hidden) return <bdi>{pieces[0].text}</bdi>;
  return (
    <bdi>
      {pieces.map((piece, i) =>
        piece.hidden ? (
          <span key={i} class="hidden-sign" title={t('hidden_sign')}>
            {piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </bdi>
  );
}

/** A sentence of the program in which `words` between grave accents are code. */
export function Told({ text }: { text: string }) {
  const parts = text.split(/`([^`]+)`/);
  return <>{parts.map((part, i) => (i % 2 === 1 ? <code key={i}><Safe text={part} /></code> : part && <Safe key={i} text={part} />))}</>;
}

/** A path or an id that is cut in the middle where it does not fit; whole in the tooltip. */
export function Path({ text }: { text: string }) {
  const cut = Math.max(text.lastIndexOf('/', text.length - 2), text.length - 28, 0);
  return (
    <code class="path" title={text}>
      <span>
        <Safe text={text.slice(0, cut)} />
      </span>
      <span>
        <Safe text={text.slice(cut)} />
      </span>
    </code>
  );
}
