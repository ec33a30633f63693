// SPDX-License-Identifier: MIT
// What blocks runs beside the engine's thread; its answer comes back into that one.
#pragma once

#include "base/async.h"

#include <QThreadPool>

#include <functional>
#include <memory>

namespace vibecoder {

/// What `work` uses must live until the answer is there.
template <typename T>
[[nodiscard]] OneShot<std::shared_ptr<T>> inBackground(std::function<T()> work)
{
    OneShot<std::shared_ptr<T>> answer;
    QThreadPool::globalInstance()->start([work = std::move(work), answer] { answer.set(std::make_shared<T>(work())); });
    return answer;
}

} // namespace vibecoder
