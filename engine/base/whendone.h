// SPDX-License-Identifier: MIT
// The answer of a future in the thread of an object that may be gone before it comes. QFuture::then(context, …) of
// Qt 6.4 asserts, and without assertions reads freed memory, when the context ends first: a closed dialog is enough.
#pragma once

#include <QFutureWatcher>
#include <QObject>

namespace vibecoder {

/// Calls take(result) once, in the thread of `context` (the calling one), unless context is destroyed before.
template <typename T, typename F>
void whenDone(const QFuture<T> &future, QObject *context, F take)
{
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, take = std::move(take)] {
        watcher->deleteLater();
        if (watcher->future().resultCount() > 0)
            take(watcher->result());
    });
    watcher->setFuture(future);
}

} // namespace vibecoder
