// SPDX-License-Identifier: MIT
#include "core/clean/wrongprogram.h"

#include <QHash>
#include <QRegularExpression>
#include <QStringDecoder>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kLines = QRegularExpression::MultilineOption;

// Before the first line that includes something, so that nothing of the project has been seen yet.
QString withHelpers(const QString &text, const ReachedMark &mark)
{
    static const QRegularExpression include(u"^[ \\t]*#[ \\t]*include\\b"_s, kLines);
    const QString helpers =
        u"#include <stdio.h>\n#include <stdlib.h>\nstatic inline int canaryReached(void)\n{\n"
        "    FILE *canary = fopen(\"%1\", \"w\");\n    if (canary)\n        fclose(canary);\n    puts(%2);\n"
        "    fflush(stdout);\n    return 1;\n}\n#ifdef NDEBUG\n#define CANARY_ASSERTED() ((void)0)\n#else\n"
        "#define CANARY_ASSERTED() (canaryReached(), abort())\n#endif\n"_s.arg(mark.file, halves(mark.word, u" "_s));
    const QRegularExpressionMatch match = include.match(text);
    const qsizetype at = match.hasMatch() ? match.capturedStart() : 0;
    return text.left(at) + helpers + text.sliced(at);
}

// Of a text in quotes; nothing: it has none that is shorter.
std::optional<QString> shorterText(const QString &text)
{
    static const QRegularExpression string(u"^([bBuUrR]{0,2})(['\"`])([^\\\\]+)\\2$"_s);
    static const QRegularExpression marks(u"[,.;:!?]"_s);
    const QRegularExpressionMatch match = string.match(text);
    if (!match.hasMatch())
        return {};
    QString inner = match.captured(3);
    inner = inner.contains(marks) ? QString(inner).remove(marks) : inner.left(inner.size() / 2);
    return match.captured(1) + match.captured(2) + inner + match.captured(2);
}

QString otherText(const QString &text, const QString &word)
{
    static const QRegularExpression number(u"^-?\\d+$"_s);
    const bool quoted = text.startsWith(u'"') || text.startsWith(u'\'');
    if (quoted)
        return text.chopped(1) + u'-' + word + text.back();
    return number.match(text).hasMatch() ? text.chopped(1) + QChar(u'0' + (text.back().digitValue() + 1) % 10)
                                         : text + u'-' + word;
}

} // namespace

bool failsThere(const QString &text)
{
    static const QRegularExpression failure(
        u"\\breturn\\s+(?:-?[1-9]|EXIT_FAILURE)|\\b[eE]xit(?:\\s*\\(\\s*|\\s+)(?:-?[1-9]|EXIT_FAILURE|\\$)|"
        "\\bexitCode\\s*=\\s*[1-9]|\\b(?:throw|raise|die|abort|panic!?|croak)\\b|\\b(?:[fF]ail\\w*|Error|Errorf|Fatal|"
        "Fatalf)\\s*\\(|"
        "\\w*(?i:fail|bad|wrong|err|broken)\\w*\\s*(?:\\+\\+|\\+=|\\|=|=\\s*(?:1|[tT]rue)\\b)|"
        "\\+\\+\\s*\\w*(?i:fail|bad|wrong|err|broken)|\\b(?:rc|ret|status|code)\\s*=\\s*[1-9]|\\bok\\s*=\\s*(?:0|[fF]alse)\\b"_s);
    return failure.match(text).hasMatch();
}

QString otherPlainValue(CodeLanguage language, const QString &bare, const QString &text, const QString &word)
{
    static const QRegularExpression number(
        u"^(-?(?:\\d[\\d_]*\\.)?\\d*)(\\d)([uUlLfFdD]{0,3}|[iuf](?:8|16|32|64|128|size))$"_s);
    static const QRegularExpression string(u"^[uUbBrRL]{0,2}(['\"`])\\x{1}*\\1(?:s|sv)?$"_s);
    if (const QRegularExpressionMatch match = number.match(bare); match.hasMatch())
        return match.captured(1) + QString::number((match.captured(2).toInt() + 1) % 10) + match.captured(3);
    if (const QRegularExpressionMatch match = string.match(bare); match.hasMatch()) {
        const QString quote = match.captured(1);
        const bool isCharacter = quote == u"'"_s && (language == CodeLanguage::C || language == CodeLanguage::Java ||
                                                        language == CodeLanguage::Rust || language == CodeLanguage::Go);
        const bool isBuilt =
            (quote == u"`"_s && text.contains(u"${"_s)) || (quote == u"`"_s && language == CodeLanguage::C);
        const qsizetype last = text.lastIndexOf(quote);
        return isBuilt || isCharacter ? QString() : text.left(last) + u'-' + word + text.sliced(last);
    }
    static const QHash<QString, QString> others{
        {u"true"_s, u"false"_s}, {u"false"_s, u"true"_s}, {u"True"_s, u"False"_s}, {u"False"_s, u"True"_s}};
    return others.value(bare);
}

TestProgramKind programKind(const QString &path, const QByteArray &content)
{
    static const QHash<QString, CodeLanguage> languages{{u"py"_s, CodeLanguage::Python},
        {u"js"_s, CodeLanguage::Script}, {u"mjs"_s, CodeLanguage::Script}, {u"cjs"_s, CodeLanguage::Script},
        {u"ts"_s, CodeLanguage::Script}, {u"go"_s, CodeLanguage::Go}, {u"t"_s, CodeLanguage::Perl},
        {u"pl"_s, CodeLanguage::Perl}, {u"c"_s, CodeLanguage::C}, {u"cc"_s, CodeLanguage::C},
        {u"cpp"_s, CodeLanguage::C}, {u"cxx"_s, CodeLanguage::C}, {u"java"_s, CodeLanguage::Java},
        {u"rs"_s, CodeLanguage::Rust}};
    static const QStringList shells{u"sh"_s, u"bash"_s, u"test"_s};
    static const QRegularExpression shell(u"^#!.*\\b(?:ba|da|k|z)?sh\\b"_s);
    const QString name = path.section(u'/', -1), suffix = name.contains(u'.') ? name.section(u'.', -1) : QString();
    const QString first = QString::fromLatin1(content.left(content.indexOf('\n') + 1));
    const bool says = first.startsWith(u"#!"_s);
    if (shell.match(first).hasMatch() || (!says && shells.contains(suffix)))
        return {{}, true};
    if (says && first.contains(u"perl"_s))
        return {CodeLanguage::Perl, false};
    if (says && first.contains(u"python"_s))
        return {CodeLanguage::Python, false};
    const auto it = languages.constFind(suffix);
    return it == languages.cend() ? TestProgramKind() : TestProgramKind{*it, false};
}

std::optional<WrongProgram> wrongProgram(const QString &path, const QByteArray &content, const ReachedMark &mark)
{
    const TestProgramKind kind = programKind(path, content);
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(content);
    if ((!kind.language && !kind.isShell) || decoder.hasError() || text.contains(QChar(0)) || text.contains(QChar(1)))
        return {};
    const CodeText code(kind.language.value_or(CodeLanguage::Python), text);
    QList<Expectation> places = kind.isShell ? shellPlaces(text, mark) : programPlaces(*kind.language, code, mark);
    std::stable_sort(places.begin(), places.end(),
        [](const Expectation &a, const Expectation &b) { return a.statement.begin < b.statement.begin; });
    QString wrong, shorter, failing;
    bool isShorter = false;
    qsizetype end = 0, of = 0;
    for (const Expectation &place : std::as_const(places)) {
        if (place.statement.begin < end)
            continue;
        const QString value = code.textOf(place.literal);
        const QString before = text.mid(of, place.literal.begin - of);
        const std::optional<QString> cut = place.other.isEmpty() ? shorterText(value) : std::nullopt;
        const QString other = !place.other.isEmpty() ? place.other
                              : kind.isShell
                                  ? otherText(value, mark.word)
                                  : otherPlainValue(*kind.language, code.bareOf(place.literal), value, mark.word);
        wrong += before + other;
        shorter += before + cut.value_or(place.other.isEmpty() ? value : other);
        isShorter = isShorter || cut;
        of = place.literal.end;
        failing += text.mid(end, place.statement.begin - end) + place.failure;
        end = place.statement.end;
    }
    if (end == 0)
        return {};
    failing += text.sliced(end);
    if (kind.language == CodeLanguage::C)
        failing = withHelpers(failing, mark);
    const QString rest = text.sliced(of);
    WrongProgram made{(wrong + rest).toUtf8(), isShorter ? (shorter + rest).toUtf8() : QByteArray(), failing.toUtf8()};
    // Python takes a file of the same size and second for the one that it has compiled.
    if (kind.language == CodeLanguage::Python) {
        if (made.wrong.size() == content.size())
            made.wrong += '\n';
        if (!made.shorter.isEmpty() &&
            (made.shorter.size() == made.wrong.size() || made.shorter.size() == content.size()))
            made.shorter += "\n\n";
        while (QList{made.wrong.size(), made.shorter.size(), content.size()}.contains(made.failing.size()))
            made.failing += '\n';
    }
    return made;
}

} // namespace vibecoder
