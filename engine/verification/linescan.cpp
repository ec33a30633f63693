// SPDX-License-Identifier: MIT
#include "verification/linescan.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

} // namespace

std::optional<int> leadingNumber(QStringView text)
{
    qsizetype end = 0;
    while (end < text.size() && end < 10 && isDigit(text.at(end)))
        ++end;
    if (end == 0 || end == 10)
        return std::nullopt;
    return text.first(end).toInt();
}

std::optional<int> wholeNumber(QStringView text)
{
    if (text.isEmpty() || text.size() > 9)
        return std::nullopt;
    for (const QChar c : text) {
        if (!isDigit(c))
            return std::nullopt;
    }
    return text.toInt();
}

std::optional<Place> placeAtStart(QStringView line)
{
    // The first colon that is followed by a number ends the file name.
    line = line.left(2000);
    for (qsizetype at = line.indexOf(u':', 1); at > 0; at = line.indexOf(u':', at + 1)) {
        const QStringView tail = line.sliced(at + 1);
        const std::optional<int> number = leadingNumber(tail);
        if (!number) {
            const bool drive = at == 1 && tail.startsWith(u'\\');
            const bool address = tail.startsWith(u"//");
            if (drive || address)
                continue;
            return std::nullopt;
        }
        Place place;
        place.file = line.first(at);
        place.line = *number;
        qsizetype next = 0;
        while (next < tail.size() && isDigit(tail.at(next)))
            ++next;
        if (next < tail.size() && tail.at(next) != u':')
            return std::nullopt;
        place.rest = tail.sliced(std::min(next + 1, tail.size()));
        if (const std::optional<int> column = leadingNumber(place.rest)) {
            qsizetype end = 0;
            while (end < place.rest.size() && isDigit(place.rest.at(end)))
                ++end;
            if (end == place.rest.size() || place.rest.at(end) == u':') {
                place.column = *column;
                place.rest = place.rest.sliced(std::min(end + 1, place.rest.size()));
            }
        }
        place.rest = place.rest.trimmed();
        return place;
    }
    return std::nullopt;
}

std::optional<Place> placeOfWord(QStringView word)
{
    word = word.trimmed();
    if (word.startsWith(u'('))
        word = word.sliced(1);
    while (word.endsWith(u')') || word.endsWith(u',') || word.endsWith(u':'))
        word.chop(1);
    if (word.startsWith(u"file://"))
        word = word.sliced(7);
    std::optional<Place> place = placeAtStart(word);
    if (!place || !place->rest.isEmpty())
        return std::nullopt;
    return place;
}

std::optional<int> numberBefore(QStringView line, QStringView word)
{
    for (qsizetype at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
        const qsizetype after = at + word.size();
        if (after < line.size() && isWordCharacter(line.at(after)))
            continue;
        qsizetype end = at;
        while (end > 0 && line.at(end - 1) == u' ')
            --end;
        qsizetype start = end;
        while (start > 0 && isDigit(line.at(start - 1)))
            --start;
        if (start < end && end < at && end - start < 10 && (start == 0 || !isWordCharacter(line.at(start - 1))))
            return line.sliced(start, end - start).toInt();
    }
    return std::nullopt;
}

qsizetype indentOf(QStringView line)
{
    qsizetype indent = 0;
    while (indent < line.size() && (line.at(indent) == u' ' || line.at(indent) == u'\t'))
        ++indent;
    return indent;
}

bool isRule(QStringView line, QChar character, qsizetype least)
{
    line = line.trimmed();
    if (line.size() < least)
        return false;
    for (const QChar c : line) {
        if (c != character)
            return false;
    }
    return true;
}

QStringView between(QStringView line, QStringView before, QStringView after)
{
    const qsizetype start = line.indexOf(before);
    if (start < 0)
        return {};
    const QStringView rest = line.sliced(start + before.size());
    const qsizetype end = rest.indexOf(after);
    return end < 0 ? QStringView() : rest.first(end);
}

bool isForeignFile(QStringView file)
{
    static constexpr QStringView parts[] = {u"node_modules/", u"site-packages/", u"dist-packages/", u"/usr/",
        u"/lib/python", u"/gems/", u"/.cargo/registry/", u"/rustc/", u"/go/pkg/mod/", u"/vendor/", u"/.venv/",
        u"libsanitizer/", u"/sysdeps/"};
    static constexpr QStringView starts[] = {u"node:", u"internal/", u"<", u"vendor/", u"../sysdeps/", u"../csu/", u"[",
        u"java.base/", u"library/std/", u"library/core/", u"webpack/"};
    file = file.left(1000);
    for (const QStringView part : parts) {
        if (file.contains(part))
            return true;
    }
    for (const QStringView start : starts) {
        if (file.startsWith(start))
            return true;
    }
    return file.isEmpty() || (file.startsWith(u'/') && (file.startsWith(u"/opt/") || file.startsWith(u"/nix/")));
}

bool isOwnFile(const OutputView &view, QStringView file)
{
    if (isForeignFile(file))
        return false;
    const bool absolute = file.startsWith(u'/');
    return !absolute || view.directory.isEmpty() || file.startsWith(view.directory + u'/');
}

QString joinLines(const OutputText &output, qsizetype from, qsizetype to, qsizetype most, bool tail)
{
    to = std::min(to, output.lineCount());
    from = std::max<qsizetype>(from, 0);
    if (to - from > most) {
        from = tail ? to - most : from;
        to = from + most;
    }
    QString text;
    for (qsizetype i = from; i < to; ++i) {
        if (i > from)
            text += u'\n';
        text += output.line(i);
    }
    return text;
}

} // namespace vibecoder
