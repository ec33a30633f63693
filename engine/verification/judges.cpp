// SPDX-License-Identifier: MIT
#include "verification/judges.h"

#include "verification/commandfiles.h"

#include <QDir>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostRead = 256 * 1024;
constexpr int kMostNames = 200;

QString lastName(const QString &path)
{
    return path.sliced(path.lastIndexOf(u'/') + 1);
}

QString folderOf(const QString &path)
{
    const qsizetype slash = path.lastIndexOf(u'/');
    return slash < 0 ? QString() : path.left(slash);
}

QString textOf(const QByteArray &content)
{
    return QString::fromUtf8(content.left(kMostRead));
}

// `.lintrc.json`, `lint.toml`, `lint-config.yml` and `.lintignore` all belong to `lint`.
QString stemOf(const QString &path)
{
    static const QRegularExpression ends(
        u"\\..*$|[-_.]?(?:rc|ignore|config|conf|settings|options|opts|rules|limits|levels|checks|list)(?:\\..*)?$"_s),
        verbs(u"^(?:run|do|my|all)[-_]?"_s);
    QString name = lastName(path).toLower();
    while (name.startsWith(u'.'))
        name.remove(0, 1);
    return name.remove(ends).remove(ends).remove(verbs);
}

bool isSettings(const QString &name)
{
    static const QRegularExpression pattern(
        u"\\.(?:cfg|ini|toml|conf|jsonc?|json5|ya?ml|properties|xml|rc|env)$|^\\.\\w[\\w-]*$|ignore$|rc$"_s);
    return pattern.match(name).hasMatch();
}

// What says how far a check lets things go and what it passes by.
bool tellsWhatPasses(const QString &name)
{
    static const QRegularExpression pattern(
        u"(?:^|[._-])(?:ignore[ds]?|skip(?:ped|s|list)?|exclu(?:de[ds]?|sions?)|allow(?:ed|list)?|whitelist|baselines?|"
        "thresholds?|limits?|budgets?|suppress(?:ed|ions?)?|exempt(?:ed|ions?)?|waive(?:d|rs?)|polic(?:y|ies)|"
        "quarantined?|flaky|tolerances?|quality|gates?|coverage|lint|known[-_](?:fail\\w*|issues|bad))(?:[._-]|$)|ignore$"_s,
        QRegularExpression::CaseInsensitiveOption);
    return pattern.match(name).hasMatch();
}

bool isOwnSettings(const QString &file, const QString &script)
{
    const QString name = lastName(file);
    if (isOfAnotherProgram(name) || name == lastName(script))
        return false;
    static const QRegularExpression list(u"\\.(?:txt|lst|list|csv)$"_s);
    if (tellsWhatPasses(name) && (isSettings(name) || list.match(name).hasMatch()))
        return true;
    const QString stem = stemOf(file), own = stemOf(script);
    if (!isSettings(name) || stem.size() < 3 || own.size() < 3)
        return false;
    const bool isHidden = name.startsWith(u'.');
    return stem == own || stem + u's' == own || stem == own + u's' ||
           (isHidden && (own.contains(stem) || stem.contains(own)));
}

// `run=$(cat .command)` … `exec $run`: what such a file holds is run.
QStringList filesOfCommands(const QString &text)
{
    static const QRegularExpression taken(
        u"^\\s*(\\w+)=\"?(?:\\$\\(|`)([^()`\\n]*)[)`]"_s, QRegularExpression::MultilineOption);
    static const QRegularExpression file(
        u"(?:^|\\s|\"|/)((?:\\.{1,2}/|[\\w.-]+/)*[\\w.-]*[A-Za-z][\\w.-]*)\"?\\s*(?:\\||$)"_s);
    QStringList files;
    for (auto it = taken.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const QRegularExpression run(
            u"(?:^|[;&|(]|\\b(?:exec|eval|then|do|else)\\s)\\s*\"?\\$\\{?%1\\b"_s.arg(match.captured(1)),
            QRegularExpression::MultilineOption);
        const QString from = match.captured(2).section(u'|', 0, 0).trimmed();
        static const QRegularExpression reads(u"^(?:cat|head|tail|sed|grep|awk|cut|jq|<)\\s"_s);
        if (const auto named = file.match(from);
            reads.match(from).hasMatch() && named.hasMatch() && text.contains(run) && files.size() < kMostNames)
            files.append(named.captured(1));
    }
    return files;
}

// Below the folder of the script and nowhere else.
void addBelow(const QString &folder, const QString &name, QStringList &files)
{
    const QString path = QDir::cleanPath(folder + u'/' + name);
    if (path.startsWith(folder + u'/') && files.size() < kMostNames)
        files.append(path);
}

} // namespace

// All of its name, so that `checkout` is none. Names that an application uses for its own data as well (fixtures,
// reference, cases) are not here.
bool isFolderOfChecks(const QString &folder)
{
    static const QRegularExpression pattern(
        u"(?:^|/)(?:\\.?ci|checks?|verify|verification|qa|smoke|acceptance|regression|judge|grader|expect|expected|"
        "expectations|goldens?|want|snapshots?|baselines?|test[_-]\\w+|\\w+[_-]tests?)(?:/|$)"_s,
        QRegularExpression::CaseInsensitiveOption);
    return pattern.match(folder).hasMatch();
}

bool isFolderOfTools(const QString &folder)
{
    static const QRegularExpression pattern(
        u"^(?:tools?|scripts?|hack|build-aux|dev|devtools|support|misc|contrib)(?:/|$)"_s,
        QRegularExpression::CaseInsensitiveOption);
    return pattern.match(folder).hasMatch();
}

bool isOfAnotherProgram(const QString &name)
{
    static const QRegularExpression pattern(
        u"^(?:README|LICEN[CS]E|COPYING|NOTICE|AUTHORS|CONTRIBUTORS|CHANGELOG|CHANGES|NEWS|TODO|VERSION|CODEOWNERS|"
        "Dockerfile|Procfile|Gemfile|Pipfile|Brewfile|Vagrantfile)(?:\\..*)?$|^\\.(?:git|hg|docker|npm)ignore$|"
        "^\\.(?:gitattributes|gitmodules|gitkeep|editorconfig|mailmap|envrc|nvmrc)$|^\\.env(?:\\..+)?$|"
        "^\\.(?:python|node|ruby|tool)-versions?$|(?:^|[-_.])lock\\.\\w+$|^go\\.sum$|^requirements[\\w.-]*\\.(?:txt|in)"
        "$|"
        "^(?:docker-)?compose(?:\\..*)?\\.ya?ml$|^composer\\.json$|^CMakePresets\\.json$|^compile_commands\\.json$"_s,
        QRegularExpression::CaseInsensitiveOption);
    return pattern.match(name).hasMatch();
}

bool judgesByItsEnd(const QString &path, const QByteArray &content)
{
    static const QRegularExpression ends(
        u"\\braise\\s+SystemExit\\s*\\(?\\s*(?!0?\\s*\\)?\\s*$)\\S|\\bsys\\.exit\\s*\\(\\s*(?!0?\\s*\\))\\S|"
        "\\bprocess\\.exit\\s*\\(\\s*(?!0?\\s*\\))\\S|\\bprocess\\.exitCode\\s*=\\s*(?!0\\s*;?\\s*$)\\S|"
        "^\\s*(?:exit|die|abort)\\b\\s*\\(?\\s*(?!0?\\s*\\)?\\s*;?\\s*$)\\S|\\b(?:or|unless|if)\\b.*\\b(?:exit|die|"
        "abort)"
        "\\b"_s,
        QRegularExpression::MultilineOption);
    static const QRegularExpression writes(
        u"\\bopen\\s*\\([^)\\n]*,\\s*(?:mode\\s*=\\s*)?['\"][rb]*[wax+]|\\.write_(?:text|bytes)\\b|"
        "\\b(?:write|append)File(?:Sync)?\\b|"
        "\\bcreateWriteStream\\b|\\bjson\\.dump\\s*\\(|\\bos\\.(?:rename|replace|makedirs|mkdir)\\b|\\bshutil\\.(?:"
        "copy|"
        "move)|\\bmkdirSync\\b|\\bFile\\.write\\b|\\bFileUtils\\.|\\bfile_put_contents\\b|,\\s*['\"]>{1,2}"_s);
    if (!isFolderOfTools(folderOf(path)) && !isFolderOfChecks(folderOf(path)))
        return false;
    const QString text = textOf(content);
    return ends.match(text).hasMatch() && !writes.match(text).hasMatch();
}

QStringList settingsOfScript(const QString &path, const QByteArray &content)
{
    // In quotes, or a word of a shell.
    static const QRegularExpression named(u"(?<![\\w./*-])((?:\\.{0,2}/)?[\\w-]*[\\w./-]*\\.?[\\w-]+)(?![\\w./*-])"_s);
    const QString folder = folderOf(path), text = textOf(content);
    QStringList files, names = filesOfCommands(text);
    auto it = named.globalMatch(text);
    while (it.hasNext() && names.size() < kMostNames) {
        const QString name = it.next().captured(1);
        if ((name.contains(u'.') || name.endsWith(u"ignore")) && isOwnSettings(name, path))
            names.append(name);
    }
    for (const QString &name : std::as_const(names)) {
        for (const QString &below : {QString(), folder}) {
            QString file = QDir::cleanPath(below.isEmpty() ? name : below + u'/' + name);
            if (!file.startsWith(u"..") && !file.startsWith(u'/') && !files.contains(file))
                files.append(file);
        }
    }
    return files;
}

QStringList modulesOfScript(const QString &path, const QByteArray &content)
{
    static const QRegularExpression python(
        u"^[ \\t]*(?:from[ \\t]+\\.?([\\w.]+)[ \\t]+import[ \\t]+([\\w, ()]+)|import[ \\t]+([\\w., ]+))"_s,
        QRegularExpression::MultilineOption);
    static const QRegularExpression script(
        u"(?:\\brequire(?:_relative)?\\s*\\(?|\\bfrom|\\bimport)\\s*\\(?['\"](?:\\./)?"
        "([\\w-][\\w./-]*)['\"]"_s);
    static const QRegularExpression apart(u"[,() ]+"_s);
    const QString folder = folderOf(path), text = textOf(content);
    QStringList files;
    if (!isFolderOfTools(folder) && !isFolderOfChecks(folder))
        return files;
    const auto addModule = [&](QString module) {
        module.replace(u'.', u'/');
        addBelow(folder, module + u".py"_s, files);
        addBelow(folder, module + u"/__init__.py"_s, files);
    };
    if (path.endsWith(u".py")) {
        auto it = python.globalMatch(text);
        while (it.hasNext()) {
            const QRegularExpressionMatch match = it.next();
            for (const QString &one : match.captured(3).split(u',', Qt::SkipEmptyParts))
                addModule(one.trimmed().section(u' ', 0, 0));
            if (match.captured(1).isEmpty())
                continue;
            addModule(match.captured(1));
            for (const QString &one : match.captured(2).split(apart, Qt::SkipEmptyParts))
                addModule(match.captured(1) + u'.' + one);
        }
        return files;
    }
    auto it = script.globalMatch(text);
    while (it.hasNext()) {
        const QString name = it.next().captured(1);
        for (const QString &end : {u""_s, u".js"_s, u".mjs"_s, u".cjs"_s, u".ts"_s, u".rb"_s, u"/index.js"_s}) {
            if (end.isEmpty() == (lastName(name).lastIndexOf(u'.') > 0))
                addBelow(folder, name + end, files);
        }
    }
    return files;
}

QString toolOfSettings(const QString &path)
{
    static const QRegularExpression hidden(u"^\\.([a-z][a-z0-9-]*?)(?:(?:rc|ignore|[-_]baseline|[-_]todo)(?:\\.\\w+)?|"
                                           u"\\.(?:ya?ml|toml|jsonc?|json5|ini|cfg|"
                                           "conf|config|baseline))$"_s);
    static const QRegularExpression plain(
        u"^(clippy|rustfmt|phpcs|phpstan|psalm|detekt|checkstyle|pyright|cspell|typos|codespell|sqlfluff|tflint|buf|"
        "taplo|dprint|knip|commitlint|stylelint|xo|oxlint|semgrep|markdownlint|hadolint|vale|swiftlint)"
        "(?:[-_.]?(?:config|baseline))?\\.\\w+$"_s);
    // They say what is kept in a repository, sent away or put into a package.
    static const QSet<QString> others{u"git"_s, u"hg"_s, u"docker"_s, u"npm"_s, u"env"_s, u"bash"_s, u"zsh"_s,
        u"profile"_s, u"vscode"_s, u"gcloud"_s, u"helm"_s, u"vim"_s, u"python"_s, u"node"_s, u"travis"_s,
        u"coverage"_s};
    const QString name = lastName(path);
    const QRegularExpressionMatch match = name.startsWith(u'.') ? hidden.match(name)
                                          : name.contains(u'.') ? plain.match(name)
                                                                : QRegularExpressionMatch();
    return !match.hasMatch() || others.contains(match.captured(1)) ? QString() : match.captured(1);
}

} // namespace vibecoder
