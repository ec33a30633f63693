// SPDX-License-Identifier: MIT
#include "verification/documentfiles.h"

#include <QDir>
#include <QRegularExpression>

namespace vibecoder {

using namespace Qt::StringLiterals;

bool runsDocuments(const QString &program)
{
    static const QRegularExpression pattern(
        u"^(?:doctest|xdoctest|byexample|mktestdocs|phmdoctest|txm|cram|clitest|mdsh|markdown-doctest|mdtest|tesh|scrut)$"_s);
    return pattern.match(program).hasMatch();
}

bool mayHoldExamples(const QString &file)
{
    static const QRegularExpression pattern(u"^[^-].*\\.(?:md|markdown|rst|adoc|asciidoc|org|txt|text|tex|py)$"_s);
    return pattern.match(file).hasMatch();
}

QStringList documentsTestedBy(const QString &text, const QString &folder)
{
    static const QRegularExpression glob(u"--doctest-glob(?:=|\\s+|['\"]\\s*,\\s*['\"])['\"]?([\\w.*?/\\[\\]-]+)"_s);
    static const QRegularExpression file(u"\\b(?:testfile|DocFileSuite|DocFileTest)\\s*\\(\\s*['\"]([\\w./-]+)['\"]"_s);
    static const QRegularExpression sphinx(
        u"\\bsphinx-build\\b[^\\n;&|]*?\\s-(?:b|M)\\s*doctest\\s+(?:-\\S+\\s+)*([\\w./-]+)"_s);
    const auto below = [&folder](const QString &name) {
        return QDir::cleanPath(folder.isEmpty() ? name : folder + u'/' + name);
    };
    static const QRegularExpression modules(u"--doctest-modules\\b"_s);
    QStringList files;
    if (modules.match(text).hasMatch())
        files.append(u"*.py"_s);
    for (auto it = glob.globalMatch(text); it.hasNext();) {
        const QString name = it.next().captured(1);
        files.append(name.contains(u'/') ? below(name) : name);
    }
    for (auto it = file.globalMatch(text); it.hasNext();) {
        const QString name = it.next().captured(1);
        files.append({below(name), QDir::cleanPath(name)});
    }
    for (auto it = sphinx.globalMatch(text); it.hasNext();) {
        const QString source = below(it.next().captured(1));
        files.append({source + u"/*.rst"_s, source + u"/*.md"_s});
    }
    files.removeIf([](const QString &name) { return name.startsWith(u".."); });
    return files;
}

} // namespace vibecoder
