// SPDX-License-Identifier: MIT
// A sheet over the page. The browser's own dialog keeps the focus inside and closes on Escape.
import { X } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../i18n';

export function Dialog(props: { title: string; close: () => void; wide?: boolean; children: ComponentChildren }) {
  const place = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = place.current!;
    const before = document.activeElement as HTMLElement | null;
    dialog.showModal();
    return () => {
      dialog.close();
      before?.focus();
    };
  }, []);
  return (
    <dialog
      ref={place}
      class={props.wide ? 'wide-sheet' : ''}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        props.close();
      }}
      onClick={(event) => event.target === place.current && props.close()}
    >
      <div class="sheet">
        <header>
          <h2 id={id}>{props.title}</h2>
          <button class="bare" aria-label={t('close')} onClick={props.close}>
            <X size={16} aria-hidden="true" />
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  );
}
