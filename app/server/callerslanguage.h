// SPDX-License-Identifier: MIT
// The language of the caller (Accept-Language) for the texts that are made while a request is judged: what is wrong with a
// task file, for one. It holds in the thread that judges, until it goes out of scope; what the engine says later, from
// threads of its own, stays in the language of the process.
#pragma once

#include <QByteArray>

namespace vibecoder {

enum class SpokenLanguage { OfProcess, English, Chinese };

/// The most wanted one of the languages there are; OfProcess when none of them is wanted.
[[nodiscard]] SpokenLanguage wantedLanguage(const QByteArray &acceptLanguage);

class CallersLanguage
{
public:
    /// Once for a process, after its own translators. Later calls do nothing.
    static void install();

    explicit CallersLanguage(SpokenLanguage wanted);
    ~CallersLanguage();
    Q_DISABLE_COPY_MOVE(CallersLanguage)

private:
    SpokenLanguage m_before;
};

} // namespace vibecoder
