// SPDX-License-Identifier: MIT
#include "changestext.h"

#include "output.h"
#include "text.h"

#include <QRegularExpression>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QString actionText(const TreeChange &change)
{
    switch (change.kind) {
    case TreeChangeKind::Added:
        return Cli::tr("create");
    case TreeChangeKind::Modified:
        return Cli::tr("change");
    case TreeChangeKind::Deleted:
        return Cli::tr("delete");
    case TreeChangeKind::Mode:
        return Cli::tr("set permissions");
    case TreeChangeKind::Type:
        return Cli::tr("replace");
    }
    Q_UNREACHABLE();
}

// As git quotes a name: `\"`, `\\` and three octal digits.
QString unquoted(QByteArray name)
{
    if (!name.startsWith('"'))
        return QString::fromUtf8(name);
    QByteArray plain;
    for (qsizetype i = 1; i + 1 < name.size(); ++i) {
        if (name.at(i) != '\\') {
            plain += name.at(i);
        } else if (name.at(i + 1) == '"' || name.at(i + 1) == '\\') {
            plain += name.at(++i);
        } else {
            plain += char(name.mid(i + 1, 3).toUInt(nullptr, 8));
            i += 3;
        }
    }
    return QString::fromUtf8(plain);
}

// Both names of a head line are the same but for the a/ and b/ before them.
QString nameIn(const QByteArray &head)
{
    const QByteArray names = head.mid(QByteArray("diff --git ").size());
    const QString second = unquoted(names.mid((names.size() + 1) / 2));
    return second.mid(2);
}

} // namespace

QString colouredDiff(const QString &patch)
{
    QString text;
    for (const QString &line : patch.split(QLatin1Char('\n'))) {
        const char *code = line.startsWith(u"@@")                                                              ? "36"
                           : line.startsWith(u"diff ") || line.startsWith(u"--- ") || line.startsWith(u"+++ ") ? "1"
                           : line.startsWith(u'+')                                                             ? "32"
                           : line.startsWith(u'-')                                                             ? "31"
                                                   : nullptr;
        text += code ? u"\x1b[%1m"_s.arg(QLatin1StringView(code)) + line + u"\x1b[0m\n"_s : line + u'\n';
    }
    text.chop(1);
    return text;
}

QHash<QString, LineCount> countLines(const QByteArray &patch)
{
    static const QRegularExpression hunk(u"\\A@@ -[0-9]+(?:,([0-9]+))? \\+[0-9]+(?:,([0-9]+))? @@"_s);
    QHash<QString, LineCount> counts;
    QString path;
    qint64 old = 0, now = 0; // lines of the hunk that are still to come
    for (const QByteArray &line : patch.split('\n')) {
        if (old > 0 || now > 0) {
            const char mark = line.isEmpty() ? ' ' : line.at(0);
            if (mark == '\\')
                continue;
            old -= mark != '+';
            now -= mark != '-';
            counts[path].added += mark == '+';
            counts[path].removed += mark == '-';
        } else if (line.startsWith("diff --git ")) {
            path = nameIn(line);
        } else if (const auto match = hunk.match(QString::fromLatin1(line)); match.hasMatch()) {
            old = match.captured(1).isEmpty() ? 1 : match.captured(1).toLongLong();
            now = match.captured(2).isEmpty() ? 1 : match.captured(2).toLongLong();
        }
    }
    return counts;
}

QString diffStat(const QList<TreeChange> &changes, const QByteArray &patch, bool plain)
{
    const QHash<QString, LineCount> counts = countLines(patch);
    QList<QStringList> rows;
    LineCount all;
    int files = 0;
    for (const TreeChange &change : changes) {
        const bool isFolder = change.path.endsWith(u'/');
        const LineCount count = counts.value(change.path);
        all.added += count.added;
        all.removed += count.removed;
        files += !isFolder;
        const bool hasLines = counts.contains(change.path);
        if (plain)
            rows.append({hasLines ? QString::number(count.added) : u"-"_s,
                hasLines ? QString::number(count.removed) : u"-"_s, harmless(change.path, false)});
        else
            rows.append({harmless(change.path, false),
                hasLines ? u"+%1 −%2"_s.arg(count.added).arg(count.removed)
                         : actionText(change) + (change.binary ? u"  "_s + Cli::tr("(binary)") : QString())});
    }
    if (plain)
        return tabbed(rows);
    QString text;
    int width = 0;
    for (const QStringList &row : rows)
        width = std::max(width, displayWidth(row.at(0)));
    for (const QStringList &row : rows)
        text += row.at(0) + QString(width - displayWidth(row.at(0)) + 2, u' ') + row.at(1) + u'\n';
    return text + Cli::tr("files: %1, lines: +%2 −%3").arg(files).arg(all.added).arg(all.removed) + u'\n';
}

QStringList changeLines(const QList<TreeChange> &changes)
{
    QStringList lines;
    for (const TreeChange &change : changes)
        lines.append(u"%1  %2"_s.arg(actionText(change), harmless(change.path, false)) +
                     (change.binary ? u"  "_s + Cli::tr("(binary)") : QString()));
    return lines;
}

QStringList leftAloneLines(const QStringList &paths)
{
    constexpr qsizetype named = 50;
    QStringList lines;
    for (const QString &path : paths.mid(0, named))
        lines.append(Cli::tr("left alone: %1").arg(harmless(path, false)));
    if (paths.size() > named)
        lines.append(Cli::tr("left alone: %1 more").arg(paths.size() - named));
    return lines;
}

} // namespace vibecoder
