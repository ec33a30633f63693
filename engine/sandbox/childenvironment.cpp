// SPDX-License-Identifier: MIT
#include "sandbox/childenvironment.h"

#include "base/secretenvironment.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

bool mayPass(const QString &name, const QString &value)
{
    // Our own settings and those of the model's service are nothing for a command, secret or not.
    return !name.startsWith(u"ANTHROPIC_"_s, Qt::CaseInsensitive) &&
           !name.startsWith(u"VIBECODER_"_s, Qt::CaseInsensitive) &&
           !holdsSecret(name.toLocal8Bit(), value.toLocal8Bit());
}

QProcessEnvironment childEnvironment(const QStringList &passNames, const QString &directory)
{
    const QProcessEnvironment own = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment child;
    // A program of the working directory must never be found in place of a system program.
    QStringList path;
    for (const QString &entry : own.value(u"PATH"_s).split(QLatin1Char(':'), Qt::SkipEmptyParts)) {
        if (entry.startsWith(QLatin1Char('/')) && entry != directory && !entry.startsWith(directory + QLatin1Char('/')))
            path.append(entry);
    }
    if (path.isEmpty())
        path = {u"/usr/local/bin"_s, u"/usr/bin"_s, u"/bin"_s};
    child.insert(u"PATH"_s, path.join(QLatin1Char(':')));
    for (const QString &name :
        QStringList{u"HOME"_s, u"USER"_s, u"LOGNAME"_s, u"LANG"_s, u"LC_ALL"_s, u"TMPDIR"_s, u"TZ"_s} + passNames) {
        if (own.contains(name) && mayPass(name, own.value(name)))
            child.insert(name, own.value(name));
    }
    static const QList<QPair<QString, QString>> fixed{{u"TERM"_s, u"dumb"_s}, {u"NO_COLOR"_s, u"1"_s},
        {u"CI"_s, u"1"_s}, {u"PAGER"_s, u"cat"_s}, {u"MANPAGER"_s, u"cat"_s}, {u"GIT_PAGER"_s, u"cat"_s},
        {u"LESS"_s, u"-R"_s}, {u"GIT_TERMINAL_PROMPT"_s, u"0"_s}, {u"PYTHONUNBUFFERED"_s, u"1"_s},
        {u"PIP_PROGRESS_BAR"_s, u"off"_s}, {u"TQDM_DISABLE"_s, u"1"_s}};
    for (const auto &[name, value] : fixed)
        child.insert(name, value);
    return child;
}

} // namespace vibecoder
