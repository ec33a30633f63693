// SPDX-License-Identifier: MIT
#include "verification/openedfiles.h"

#include "verification/commandfiles.h"
#include "verification/guardedpart.h"
#include "verification/judges.h"

#include <QDir>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostLines = 2000; // of a list

enum class Sort { Shell, Interpreted, Source, Document, Configuration, Other };

QString lastName(const QString &path)
{
    return path.sliced(path.lastIndexOf(u'/') + 1);
}

QString folderOf(const QString &path)
{
    const qsizetype slash = path.lastIndexOf(u'/');
    return slash < 0 ? QString() : path.left(slash);
}

QString suffixOf(const QString &name)
{
    const qsizetype dot = name.lastIndexOf(u'.');
    return dot <= 0 ? QString() : name.sliced(dot + 1).toLower();
}

const QHash<QString, Sort> &sorts()
{
    static const QHash<QString, Sort> table = [] {
        QHash<QString, Sort> all;
        const auto add = [&all](Sort sort, const QString &suffixes) {
            for (const QString &suffix : suffixes.split(u' '))
                all.insert(suffix, sort);
        };
        add(Sort::Shell, u"sh bash zsh ksh dash fish awk sed jq exp expect tcl ps1"_s);
        add(Sort::Interpreted, u"py js mjs cjs ts mts cts pl rb php lua r raku"_s);
        // What is compiled, imported, shown or sent: the work itself.
        add(Sort::Source,
            u"c h cc hh cpp hpp cxx hxx inl ipp tpp m mm cu s asm f f90 f95 rs go java kt kts scala groovy cs fs vb "
            "swift d zig nim hs ml mli ex exs erl hrl clj cljs cljc edn dart jl pas adb ads v sv vhd vhdl jsx tsx vue "
            "svelte astro pyi pyx pxd pm css scss sass less html htm xhtml j2 jinja jinja2 tmpl tpl mustache hbs ejs "
            "erb haml slim twig liquid pug sql prisma proto thrift graphql gql wat wasm glsl frag vert po pot mo ts_ "
            "qml ui qrc sol tf png jpg jpeg gif svg ico webp woff woff2 ttf otf mp3 mp4 wav pyc pyo so o a lock"_s);
        add(Sort::Document, u"md markdown rst adoc asciidoc org tex pdf doc docx odt man"_s);
        add(Sort::Configuration, u"cfg ini toml conf json jsonc json5 yaml yml properties xml rc"_s);
        return all;
    }();
    return table;
}

bool isShellsOwn(const QByteArray &content)
{
    static const QRegularExpression pattern(
        u"^#!.*\\b(?:sh|bash|dash|zsh|ksh|fish|awk|gawk|mawk|sed|expect|tclsh)\\b"_s);
    return content.startsWith("#!") &&
           pattern.match(QString::fromUtf8(content.left(content.indexOf('\n')).left(500))).hasMatch();
}

Sort sortOf(const QString &path, const QByteArray &content)
{
    const QString name = lastName(path), suffix = suffixOf(name);
    if (isOfAnotherProgram(name))
        return Sort::Document;
    if (const auto known = sorts().constFind(suffix); known != sorts().cend())
        return *known;
    if (isShellsOwn(content))
        return Sort::Shell;
    // Another interpreter: it may be the program that is tested.
    if (content.startsWith("#!"))
        return Sort::Interpreted;
    return name.startsWith(u'.') && suffix.isEmpty() ? Sort::Configuration : Sort::Other;
}

bool isAboutTests(const QString &key)
{
    static const QRegularExpression pattern(
        u"^(?:tool[.:])?(?:tests?|testing|test[ _.-].+|.+[ "
        u"_-]tests?|suites?|runner|checks?|verify|verification|expected|"
        "expectations?|coverage|assertions?|testpaths|test(?:paths|cases|files|dir|match))$"_s,
        QRegularExpression::CaseInsensitiveOption);
    return pattern.match(key).hasMatch();
}

bool configuresTests(const QByteArray &content)
{
    if (const QJsonDocument document = QJsonDocument::fromJson(content); document.isObject()) {
        const QStringList keys = document.object().keys();
        return std::any_of(keys.cbegin(), keys.cend(), isAboutTests);
    }
    // A section, or a key at the left margin.
    static const QRegularExpression line(u"^\\[+\\s*([^\\]]+?)\\s*\\]+|^[\"']?([A-Za-z][\\w.-]*)[\"']?\\s*[:=]|"
                                         "^\\s*<(\\w[\\w.-]*)[\\s>]"_s,
        QRegularExpression::MultilineOption);
    auto it = line.globalMatch(QString::fromUtf8(content));
    while (it.hasNext()) {
        const QRegularExpressionMatch match = it.next();
        if (isAboutTests(match.captured(match.lastCapturedIndex())))
            return true;
    }
    return false;
}

class Finding
{
public:
    Finding(const OpenedLook &look, const GuardRules &rules)
        : m_look(look)
        , m_rules(rules)
    {
        for (const QString &path : look.opened) {
            if (rules.kindOf(path, false) == GuardKind::None && mayBePartOfVerification(path))
                m_left.append(path);
        }
        m_opened = {look.opened.cbegin(), look.opened.cend()};
    }

    OpenedParts find()
    {
        // What counts makes others count: what lies beside it, and the list that names it.
        for (bool more = true; more;) {
            m_plainFolders.clear();
            const qsizetype before = m_left.size();
            m_left.removeIf([this](const QString &path) { return take(path); });
            more = m_left.size() < before;
        }
        for (QStringList *list : {&m_parts.scripts, &m_parts.rules, &m_parts.data})
            list->sort();
        return m_parts;
    }

private:
    bool take(const QString &path)
    {
        const QByteArray content = m_look.content(path);
        const Sort sort = sortOf(path, content);
        QStringList *part = partFor(path, sort, content);
        if (!part)
            return false;
        part->append(path);
        m_found.insert(path);
        return true;
    }

    QStringList *partFor(const QString &path, Sort sort, const QByteArray &content)
    {
        const QString folder = folderOf(path);
        const bool besideChecks = isFolderOfChecks(folder) || isBesideScript(folder);
        switch (sort) {
        case Sort::Shell:
            return besideChecks || looksLikeACheck(lastName(path)) || isUntoldTool(path) ? &m_parts.scripts : nullptr;
        case Sort::Interpreted:
            return (isFolderOfChecks(folder) || isFolderOfTools(folder)) && readsLikeACheck(content) ? &m_parts.scripts
                                                                                                     : nullptr;
        case Sort::Configuration:
        case Sort::Other:
            if (isListOfParts(path, content) ||
                (sort == Sort::Configuration && folder.isEmpty() && configuresTests(content)))
                return &m_parts.rules;
            return besideChecks ? &m_parts.data : nullptr;
        case Sort::Source:
        case Sort::Document:
            break;
        }
        return nullptr;
    }

    [[nodiscard]] bool counts(const QString &path) const
    {
        return m_found.contains(path) || m_rules.kindOf(path, false) != GuardKind::None;
    }

    // A folder that holds scripts of the verification, files that they open, and no code of anybody else.
    bool isBesideScript(const QString &folder)
    {
        if (folder.isEmpty())
            return false;
        if (const auto known = m_plainFolders.constFind(folder); known != m_plainFolders.cend())
            return *known;
        bool script = false, other = false;
        for (const QString &name : m_look.filesIn(folder)) {
            const QString path = folder + u'/' + name;
            const Sort sort = sortOf(path, {});
            const bool isCode = sort == Sort::Source || sort == Sort::Interpreted;
            if (m_rules.kindOf(path, false) == GuardKind::Script || m_parts.scripts.contains(path))
                script = true;
            else if (!counts(path) && sort != Sort::Document && (isCode || !m_opened.contains(path)))
                other = true;
        }
        return *m_plainFolders.insert(folder, script && !other);
    }

    // What a text names for its output, or what a test, a program or a makefile names at all, may be the work.
    bool isUntoldTool(const QString &tool)
    {
        if (!isFolderOfTools(folderOf(tool)))
            return false;
        if (!m_told) {
            m_told.emplace();
            addTold(m_look.commands.join(u'\n').toUtf8(), true);
            QStringList read = m_look.opened + m_rules.namedFiles();
            read.removeDuplicates();
            for (const QString &path : std::as_const(read))
                addTold(path);
        }
        return !m_told->contains(lastName(tool).toUtf8());
    }

    void addTold(const QString &path)
    {
        const GuardKind kind = m_rules.kindOf(path, false);
        if (kind != GuardKind::Script && kind != GuardKind::Steering && kind != GuardKind::Test)
            return;
        const QByteArray content = m_look.content(path);
        const Sort sort = sortOf(path, content);
        addTold(content, kind == GuardKind::Script && (sort == Sort::Shell || sort == Sort::Other));
    }

    void addTold(const QByteArray &text, bool isShells)
    {
        for (const QByteArray &line : text.split('\n')) {
            if (!isShells || line.contains('|') || line.contains('>') || line.contains("$(") || line.contains('`'))
                *m_told += line + '\n';
        }
    }

    [[nodiscard]] bool isListOfParts(const QString &path, const QByteArray &content) const
    {
        if (content.isEmpty() || content.size() >= kOpenedLook)
            return false;
        const QStringList lines = QString::fromUtf8(content).split(u'\n');
        qsizetype named = 0;
        for (const QString &line : lines) {
            const QString word = line.trimmed().section(u' ', 0, 0);
            if (word.isEmpty() || word.startsWith(u'#'))
                continue;
            const QString below = folderOf(path);
            const QString beside = QDir::cleanPath(below.isEmpty() ? word : below + u'/' + word);
            if (++named > kMostLines || !(isPart(QDir::cleanPath(word)) || isPart(beside)))
                return false;
        }
        return named > 0;
    }

    // A word that only would be guarded (`test_all`) is no name of a file.
    [[nodiscard]] bool isPart(const QString &path) const { return m_opened.contains(path) && counts(path); }

    const OpenedLook &m_look;
    const GuardRules &m_rules;
    QStringList m_left;
    QSet<QString> m_opened, m_found;
    QHash<QString, bool> m_plainFolders;
    std::optional<QByteArray> m_told; ///< all that the reading of texts has read
    OpenedParts m_parts;
};

} // namespace

bool mayBePartOfVerification(const QString &path)
{
    const QString folder = folderOf(path);
    if (!path.isValidUtf16() || isBuildProduct(path) || (!folder.isEmpty() && !GuardRules::enters(folder)))
        return false;
    const Sort sort = sortOf(path, {});
    if (sort == Sort::Interpreted)
        return mattersWhenInterpreted(folder) || isTestFile(path);
    return sort != Sort::Source && sort != Sort::Document;
}

// Of the tests it matters what they name.
bool mattersWhenInterpreted(const QString &folder)
{
    return isFolderOfChecks(folder) || isFolderOfTools(folder) || isTestFile(folder + u"/x"_s);
}

bool isWorthWatching(const QString &path, bool isInterpretedToo)
{
    const Sort sort = sorts().value(suffixOf(lastName(path)), Sort::Other);
    return sort == Sort::Interpreted ? isInterpretedToo : sort != Sort::Source && sort != Sort::Document;
}

OpenedParts partsOfVerification(const OpenedLook &look, const GuardRules &rules)
{
    return Finding(look, rules).find();
}

} // namespace vibecoder
