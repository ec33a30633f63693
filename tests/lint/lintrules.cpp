// SPDX-License-Identifier: MIT
#include "lintrules.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QXmlStreamReader>

#include <yaml-cpp/yaml.h>

namespace lint {

using namespace Qt::StringLiterals;

namespace {

int lineAt(const QString &text, qsizetype at)
{
    return 1 + int(QStringView(text).left(at).count(u'\n'));
}

bool isCpp(const QString &path)
{
    return path.endsWith(u".cpp"_s) || path.endsWith(u".h"_s) || path.endsWith(u".c"_s);
}

bool isProduct(const QString &path)
{
    return path.startsWith(u"engine/"_s) || path.startsWith(u"app/"_s) || path.startsWith(u"ui/"_s);
}

// Bytes that tests need exactly as they are.
bool isSample(const QString &path)
{
    return path.startsWith(u"tests/fixtures/"_s) || path.startsWith(u"tests/fuzz/corpus/"_s);
}

qsizetype lineCount(const QString &text)
{
    return text.count(u'\n') + (text.isEmpty() || text.endsWith(u'\n') ? 0 : 1);
}

Findings matches(const QString &text, const QRegularExpression &pattern, const QString &what)
{
    Findings found;
    for (auto it = pattern.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        found.append({lineAt(text, match.capturedStart()), what.arg(match.captured().left(24).trimmed())});
    }
    return found;
}

} // namespace

Findings licence(const QString &path, const QString &text)
{
    static const QStringList kinds{
        u"cpp"_s, u"h"_s, u"c"_s, u"cmake"_s, u"sh"_s, u"py"_s, u"sql"_s, u"js"_s, u"mjs"_s, u"tsx"_s, u"css"_s};
    const QFileInfo file(path);
    const bool typescript = file.suffix() == u"ts"_s && !path.startsWith(u"translations/"_s);
    if (isSample(path) || (!kinds.contains(file.suffix()) && !typescript && file.fileName() != u"CMakeLists.txt"_s))
        return {};
    const QString top = text.section(u'\n', 0, 2);
    if (top.contains(u"SPDX-License-Identifier: MIT"_s))
        return {};
    return {{1, u"the licence line is missing"_s}};
}

Findings coroutines(const QString &path, const QString &text)
{
    static const QRegularExpression macro(
        u"^#define(?:[^\\n]*\\\\\\n)*[^\\n]*$"_s, QRegularExpression::MultilineOption);
    static const QRegularExpression bad(u"\\bco_await\\b(?!\\s+\\w+\\s*;)"_s);
    if (!isCpp(path))
        return {};
    QString code = withoutComments(text, Strings::Blank);
    if (path == u"engine/base/async.h"_s) {
        // The macros are the one place that awaits for others; their lines are emptied, not removed.
        for (auto it = macro.globalMatch(code); it.hasNext();) {
            const auto match = it.next();
            for (qsizetype i = match.capturedStart(); i < match.capturedEnd(); ++i) {
                if (code.at(i) != u'\n')
                    code[i] = u' ';
            }
        }
    }
    return matches(code, bad, u"%1 before something else than a name: make the task first, then await its name"_s);
}

// Qt 6.4 reads freed memory when the context of a continuation ends before the answer comes.
Findings futures(const QString &path, const QString &text)
{
    static const QRegularExpression bad(u"\\.\\s*then\\s*\\(\\s*(?!&\\w+->slowWork\\b)[&\\w]"_s);
    if (!isProduct(path) || !isCpp(path))
        return {};
    return matches(withoutComments(text, Strings::Blank), bad,
        u"%1: the context may be gone before the answer comes; take it up with base/whendone.h"_s);
}

bool isLong(const QString &path, const QString &text)
{
    return isProduct(path) && isCpp(path) && lineCount(text) > 400;
}

Findings tooLong(const QString &path, const QString &text)
{
    if (!isProduct(path) || !isCpp(path) || lineCount(text) <= 800)
        return {};
    return {{1, u"%1 lines: split it by idea"_s.arg(lineCount(text))}};
}

QStringList typesOf(const QString &path, const QString &text)
{
    static const QRegularExpression line(
        u"^(?:namespace ([\\w:]+)(?: \\{)?$|(?:struct|class|enum(?: class)?) (\\w+)(?: final)?(?: : [\\w:<>, ]+)?(?: \\{.*)?$)"_s,
        QRegularExpression::MultilineOption);
    QStringList types;
    if (!isProduct(path) || !path.endsWith(u".h"_s))
        return types;
    QString space;
    auto it = line.globalMatch(withoutComments(text, Strings::Blank));
    while (it.hasNext()) {
        const QRegularExpressionMatch match = it.next();
        if (match.hasCaptured(1))
            space = match.captured(1);
        else
            types.append(space + u"::"_s + match.captured(2));
    }
    return types;
}

Findings sqliteWords(const QString &path, const QString &text)
{
    static const QRegularExpression words(
        u"BEGIN IMMEDIATE|\\bPRAGMA\\b|\\bAUTOINCREMENT\\b|sqlite_\\w+|sqlite3_\\w+"_s);
    static const QRegularExpression home(u"^engine/storage/(?:dialect[^/]*|migrations[./].*|database[^/]*\\.cpp)$"_s);
    if (!isProduct(path) || home.match(path).hasMatch() || path.endsWith(u"CMakeLists.txt"_s))
        return {};
    return matches(isCpp(path) ? withoutComments(text, Strings::Keep) : text, words,
        u"%1 is SQLite's own: it belongs behind the dialect"_s);
}

Findings secrets(const QString &, const QString &text)
{
    static const QRegularExpression shapes(
        u"sk-ant-[A-Za-z0-9_-]{20,}|\\bsk-[A-Za-z0-9]{32,}|\\bgh[pousr]_[A-Za-z0-9]{30,}|"
        "github_pat_[A-Za-z0-9_]{30,}|\\bAKIA[A-Z0-9]{16}\\b|\\bxox[abprs]-[A-Za-z0-9-]{20,}|"
        "-----BEGIN [A-Z ]*PRIVATE KEY-----\\r?\\n[A-Za-z0-9+/]|"
        "\\beyJ[A-Za-z0-9_-]{15,}\\.eyJ[A-Za-z0-9_-]{15,}\\."_s);
    Findings found = matches(text, shapes, u"%1"_s);
    for (Finding &one : found)
        one.what = u"this has the shape of a secret"_s; // it must not travel into the log of a build
    return found;
}

Findings machinePaths(const QString &path, const QString &text)
{
    // Made-up people of tests and examples may have a home.
    static const QRegularExpression folders(
        u"(?<![\\w./~$}-])/(?:work|root|home/(?!(?:user|you|alice|bob|ada|me)\\b)[\\w.-]+)(?=/\\w)"_s);
    if (isSample(path))
        return {};
    return matches(text, folders, u"%1… is a folder of one machine"_s);
}

Findings wellFormed(const QString &path, const QString &text)
{
    const QString suffix = QFileInfo(path).suffix();
    if (isSample(path))
        return {};
    if (suffix == u"json"_s) {
        QJsonParseError error;
        const QByteArray bytes = text.toUtf8();
        QJsonDocument::fromJson(bytes, &error);
        if (error.error != QJsonParseError::NoError)
            return {{1 + int(bytes.left(error.offset).count('\n')), error.errorString()}};
    } else if (suffix == u"yaml"_s || suffix == u"yml"_s || suffix == u"clang-format"_s || suffix == u"clang-tidy"_s) {
        try {
            (void)YAML::LoadAll(text.toStdString());
        } catch (const YAML::Exception &e) {
            return {{e.mark.line + 1, QString::fromStdString(e.msg)}};
        }
    } else if (suffix == u"svg"_s || suffix == u"xml"_s || suffix == u"qrc"_s || path.startsWith(u"translations/"_s)) {
        QXmlStreamReader xml(text);
        while (!xml.atEnd())
            xml.readNext();
        if (xml.hasError())
            return {{int(xml.lineNumber()), xml.errorString()}};
    }
    return {};
}

Findings deadLinks(const QString &path, const QString &text, const std::function<bool(const QString &)> &exists)
{
    static const QRegularExpression link(u"\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)"_s);
    Findings found;
    if (!path.endsWith(u".md"_s))
        return found;
    for (auto it = link.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        const QString target = match.captured(1);
        if (target.contains(u':')) // another site
            continue;
        if (!exists(QDir::cleanPath(QFileInfo(path).path() + u'/' + target)))
            found.append({lineAt(text, match.capturedStart()), u"the link to %1 leads nowhere"_s.arg(target)});
    }
    return found;
}

QStringList codeBlocks(const QString &text)
{
    QStringList blocks;
    bool inside = false;
    for (const QString &line : text.split(u'\n')) {
        if (line.startsWith(u"```"_s)) {
            if (!inside)
                blocks.append(QString());
            inside = !inside;
        } else if (inside) {
            blocks.last() += line + u'\n';
        }
    }
    return blocks;
}

Findings all(const QString &path, const QString &text)
{
    return layers(path, text) + roomUses(path, text) + licence(path, text) + coroutines(path, text) +
           futures(path, text) + tooLong(path, text) + sqliteWords(path, text) + secrets(path, text) +
           machinePaths(path, text) + wellFormed(path, text);
}

} // namespace lint
