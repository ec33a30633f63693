// SPDX-License-Identifier: MIT
// What a person reads of a failure. Much of what the server says is in the language of its process, which may not be that of
// the page: then the code says it in the page's words, and the server's own stand below as they are. Pure.
import type { ApiError } from './api';
import { has, language, t } from './i18n';

export interface FailureWords {
  head: string;
  detail: string;
}

const han = /[\u4e00-\u9fff]/;

/** Whether a text is surely not in the language of the page. */
export const isForeign = (text: string): boolean => text !== '' && han.test(text) !== (language() === 'zh');

export function wordsOf(error: Pick<ApiError, 'status' | 'code' | 'message' | 'hint'>): FailureWords {
  if (error.code === 'offline') return { head: t('offline'), detail: '' };
  if (!isForeign(error.message)) return { head: error.message, detail: error.hint };
  const detail = [error.message, error.hint].filter(Boolean).join(' – ');
  return { head: has('error.' + error.code) ? t('error.' + error.code) : t('error.error'), detail };
}
