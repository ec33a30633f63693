// SPDX-License-Identifier: MIT
#include "verification/fingerprint.h"

#include "verification/comparison.h"

#include <QCryptographicHash>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QString sha1Of(const QStringList &parts)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    for (const QString &part : parts) {
        const QByteArray bytes = part.toUtf8();
        hash.addData(QByteArray::number(bytes.size()) + ':' + bytes);
    }
    return QString::fromLatin1(hash.result().toHex());
}

bool isHex(QChar c)
{
    const char16_t u = c.unicode();
    return (u >= u'0' && u <= u'9') || (u >= u'a' && u <= u'f') || (u >= u'A' && u <= u'F');
}

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

bool isPathEnd(QChar c)
{
    return c.isSpace() || c == u'"' || c == u'\'' || c == u')' || c == u'(' || c == u',' || c == u':' || c == u';' ||
           c == u'>' || c == u'<' || c == u']';
}

} // namespace

// One pass by hand: linear however hostile the text is.
QString normalizedMessage(const QString &message)
{
    QString result;
    result.reserve(message.size());
    const QStringView text(message);
    qsizetype i = 0;
    while (i < text.size()) {
        const QChar c = text.at(i);
        const bool wordStart = i == 0 || !isWordCharacter(text.at(i - 1));
        if (c.isSpace()) {
            if (!result.isEmpty() && !result.endsWith(u' '))
                result += u' ';
            ++i;
            continue;
        }
        bool temporary = false;
        for (const QStringView folder : {QStringView(u"/tmp/"), QStringView(u"/var/tmp/"), QStringView(u"/dev/shm/")}) {
            if (wordStart && text.mid(i).startsWith(folder)) {
                i += folder.size();
                temporary = true;
                break;
            }
        }
        if (temporary) {
            while (i < text.size() && !isPathEnd(text.at(i)))
                ++i;
            result += u"<tmp>"_s;
            continue;
        }
        if (c == u'0' && i + 2 < text.size() && (text.at(i + 1) == u'x' || text.at(i + 1) == u'X') &&
            isHex(text.at(i + 2))) {
            i += 2;
            while (i < text.size() && isHex(text.at(i)))
                ++i;
            result += u'#';
            continue;
        }
        if (wordStart && isHex(c)) {
            // A long run of hexadecimal digits with a number in it: a digest or an address without 0x.
            qsizetype end = i;
            bool digit = false;
            while (end < text.size() && isHex(text.at(end))) {
                digit = digit || text.at(end).isDigit();
                ++end;
            }
            if (digit && end - i >= 8 && (end == text.size() || !isWordCharacter(text.at(end)))) {
                i = end;
                result += u'#';
                continue;
            }
        }
        if (c.isDigit()) {
            while (i < text.size() &&
                   (text.at(i).isDigit() || (text.at(i) == u'.' && i + 1 < text.size() && text.at(i + 1).isDigit())))
                ++i;
            result += u'#';
            continue;
        }
        result += c;
        ++i;
    }
    return result.trimmed();
}

QString fingerprintOf(const Failure &failure)
{
    // A diagnostic's id is its rule, which many places share: the file belongs to its name.
    const QString function = failure.frames.isEmpty() ? QString() : failure.frames.constFirst().function;
    return sha1Of({failure.id, failure.type, failure.file, normalizedMessage(failure.message), function});
}

QString fingerprintOf(const CommandReport &report)
{
    return sha1Of({report.command, QString::number(int(report.status)),
        report.exitCode ? QString::number(*report.exitCode) : QString(), normalizedMessage(report.excerpt)});
}

QStringList fingerprintsOf(const VerificationReport &report)
{
    QStringList all;
    for (const CommandReport &command : report.commands) {
        if (command.status == CommandStatus::Pass)
            continue;
        if (command.failures.isEmpty())
            all.append(fingerprintOf(command));
        for (const Failure &failure : command.failures)
            all.append(fingerprintOf(failure));
    }
    all.sort();
    all.removeDuplicates();
    return all;
}

void FailureHistory::add(int iteration, const VerificationReport &report)
{
    const QStringList now = fingerprintsOf(report);
    for (const QString &fingerprint : now)
        m_seen[fingerprint].append(iteration);
    if (now.isEmpty())
        m_sameInARow = 0;
    else
        m_sameInARow = m_sameInARow > 0 && now == m_lastSet ? m_sameInARow + 1 : 1;
    m_lastSet = now;
}

VerificationReport FailureHistory::marked(int iteration, VerificationReport report, const Moves &moves) const
{
    const auto standing = [&moves](const QString &name) {
        return moves.flaky.contains(name)       ? u"flaky"_s
               : moves.regressed.contains(name) ? u"regressed"_s
               : moves.still.contains(name)     ? u"still"_s
                                                : u"new"_s;
    };
    for (CommandReport &command : report.commands) {
        for (Failure &failure : command.failures) {
            const QList<int> iterations = seen(fingerprintOf(failure));
            failure.firstSeen = iterations.isEmpty() ? iteration : iterations.constFirst();
            failure.timesSeen = int(iterations.size()) + (iterations.contains(iteration) ? 0 : 1);
            failure.standing = standing(nameOf(failure));
        }
    }
    return report;
}

} // namespace vibecoder
