// SPDX-License-Identifier: MIT
#include "verification/commandfiles.h"

#include "verification/documentfiles.h"
#include "verification/guardedpart.h"
#include "verification/shelltext.h"

#include <QDir>
#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostReadings = 64; // of one command, when variables of loops stand for many words
constexpr int kDeepest = 4;       // texts for a shell inside of others

// Compiled once: they are asked for every part of every line.
const QRegularExpression kOptionWithText(u"^-[a-zA-Z]*c$"_s);
const QRegularExpression kFindWord(u"^[`(\"$]*find$"_s);
const QRegularExpression kExecWord(u"^-(?:exec|ok)(?:dir)?$"_s);
const QRegularExpression kListWord(u"^(?:<|-a|--arg-file)$"_s);
const QRegularExpression kInputWord(u"^<.*"_s);
const QRegularExpression kSettings(u"^[^$]*[\\w/]\\.(?:properties|conf|env|ini|cfg|rc|config|settings|vars)$"_s);
const QRegularExpression kAround(u"^(?:\\$\\(|`|\\()+|[`)]+$"_s);

QString lastName(const QString &path)
{
    return path.sliced(path.lastIndexOf(u'/') + 1);
}

bool isAssignment(const QString &word)
{
    static const QRegularExpression pattern(u"^[A-Za-z_]\\w*="_s);
    return pattern.match(word).hasMatch();
}

// Takes off what only wraps another program: `env A=1`, `timeout 60`, `nice -n 5` … Returns the assignments.
QStringList unwrap(QStringList &list)
{
    static const QSet<QString> wrappers{u"env"_s, u"time"_s, u"exec"_s, u"command"_s, u"nice"_s, u"nohup"_s,
        u"timeout"_s, u"stdbuf"_s, u"setsid"_s, u"xvfb-run"_s, u"ionice"_s, u"!"_s, u"("_s, u"{"_s, u"then"_s, u"do"_s,
        u"else"_s, u"elif"_s, u"if"_s, u"while"_s, u"until"_s, u"sudo"_s, u"unbuffer"_s, u"export"_s, u"builtin"_s,
        u"eval"_s, u"chronic"_s, u"taskset"_s, u"flock"_s, u"strace"_s, u"busybox"_s};
    static const QRegularExpression amount(u"^\\d+(?:\\.\\d+)?[smhd]?$"_s);
    QStringList assignments;
    bool wrapped = false;
    while (!list.isEmpty()) {
        QString &word = list.first();
        while (word.startsWith(u'(') && word.size() > 1)
            word.remove(0, 1);
        const bool assignment = isAssignment(word);
        const bool ofWrapper = wrapped && (word.startsWith(u'-') || amount.match(word).hasMatch());
        if (!assignment && !ofWrapper && !wrappers.contains(lastName(word)))
            break;
        if (assignment)
            assignments.append(word);
        wrapped = wrapped || wrappers.contains(lastName(word));
        list.removeFirst();
    }
    return assignments;
}

const QSet<QString> &shellNames()
{
    static const QSet<QString> shells{u"sh"_s, u"bash"_s, u"dash"_s, u"zsh"_s, u"ksh"_s, u"ash"_s, u"."_s, u"source"_s};
    return shells;
}

const QRegularExpression &interpreterName()
{
    static const QRegularExpression interpreter(
        u"^(?:python[\\d.]*|pypy[\\d.]*|node|nodejs|perl|ruby|php|deno|bun|tsx|ts-node|lua[\\d.]*|Rscript|coverage)$"_s);
    return interpreter;
}

bool runsFiles(const QString &name)
{
    return shellNames().contains(name) || interpreterName().match(name).hasMatch();
}

// `cat x | sh`: whether a shell or an interpreter runs what comes through a pipe.
bool runsItsInput(const QStringList &list)
{
    const QString name = lastName(list.value(0)), next = list.value(1);
    const bool ofShell = shellNames().contains(name) && next.startsWith(u'-') && !next.contains(u'c');
    return runsFiles(name) && (next.isEmpty() || next == u"-"_s || ofShell);
}

// What follows `xargs` or `-exec` runs the files that it gets: not `python3 -m py_compile`, not `bash -n`.
bool runsItsArguments(const QStringList &list)
{
    const auto at = std::find_if(
        list.cbegin(), list.cend(), [](const QString &word) { return runsFiles(lastName(word)) || word == u"{}"_s; });
    if (at == list.cend())
        return false;
    const bool shell = shellNames().contains(lastName(*at));
    return std::none_of(at, list.cend(), [shell](const QString &word) {
        return word == u"-n"_s || (!shell && (word == u"-m"_s || word == u"-c"_s || word == u"--check"_s));
    });
}

bool isWildcard(const QString &word)
{
    return word.contains(u'*') || word.contains(u'?') || word.contains(u'[');
}

bool hasSuffix(const QString &path)
{
    return lastName(path).lastIndexOf(u'.') > 0;
}

bool isComparer(const QString &name)
{
    static const QSet<QString> comparers{u"diff"_s, u"cmp"_s, u"comm"_s, u"sdiff"_s};
    return comparers.contains(name);
}

// What decides in programs that are no interpreters of their own: files of rules (`awk -f x`, `make -f x`), what a
// result is compared with, and the sources of a check that is compiled first.
QStringList rulesGivenTo(const QString &name, const QStringList &list)
{
    static const QSet<QString> byOption{u"awk"_s, u"gawk"_s, u"mawk"_s, u"sed"_s, u"jq"_s, u"make"_s, u"gmake"_s,
        u"grep"_s, u"egrep"_s, u"fgrep"_s, u"rg"_s, u"psql"_s};
    static const QSet<QString> sums{
        u"sha1sum"_s, u"sha256sum"_s, u"sha512sum"_s, u"md5sum"_s, u"b2sum"_s, u"cksum"_s, u"shasum"_s};
    static const QRegularExpression compiler(u"^(?:(?:\\w+-)*(?:gcc|g\\+\\+|cc|c\\+\\+|clang|clang\\+\\+|tcc)(?:-\\d+)?"
                                             u"|rustc|javac|kotlinc|ghc|ocamlfind|ocamlc|dmd|"
                                             "nim|zig|gfortran|fpc)$"_s);
    static const QRegularExpression source(u"\\.(?:c|cc|cpp|cxx|h|hpp|rs|java|kt|hs|ml|d|nim|zig|f90|pas)$"_s);
    static const QRegularExpression joined(u"^-[a-zA-Z]*?f([\\w./-]{2,})$"_s);
    static const QRegularExpression short_(u"^-[a-zA-Z]*f$"_s);
    QStringList files;
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QString &word = list.at(i);
        const bool option =
            short_.match(word).hasMatch() || word == u"--file"_s || word == u"--from-file"_s || word == u"--makefile"_s;
        if (byOption.contains(name) && option && !list.value(i + 1).isEmpty())
            files.append(list.at(++i));
        else if (byOption.contains(name) && word.startsWith(u"--") && word.contains(u"file="_s))
            files.append(word.section(u'=', 1));
        else if (const auto match = joined.match(word); name.endsWith(u"grep") && match.hasMatch())
            files.append(match.captured(1));
        else if (word == u"-o"_s || word.startsWith(u'>'))
            ++i;
        else if (!word.startsWith(u'-') && sums.contains(name) && list.first(i).contains(u"-c"_s))
            files.append(word);
        else if (!word.startsWith(u'-') && looksLikeACheck(word) &&
                 (isComparer(name) || (compiler.match(name).hasMatch() && source.match(word).hasMatch())))
            files.append(word);
    }
    return files;
}

// `cmp -s a b > log`: the last two words that are names.
std::optional<QPair<QString, QString>> comparedBy(const QStringList &list)
{
    static const QRegularExpression redirect(u"^\\d*[<>&]"_s);
    QStringList names;
    for (const QString &word : list) {
        if (redirect.match(word).hasMatch())
            break;
        if (!word.startsWith(u'-') && !word.contains(u'$') && !isWildcard(word))
            names.append(word);
    }
    return names.size() < 2 ? std::nullopt : std::optional(qMakePair(names.at(names.size() - 2), names.constLast()));
}

// `find ci -name '*.sh'`: all that it may find, as patterns.
QStringList foundBy(const QStringList &list)
{
    QStringList roots, names;
    for (qsizetype i = 0; i < list.size() && list.at(i) != u"-exec"_s; ++i) {
        const QString &word = list.at(i);
        if (word == u"-name"_s || word == u"-iname"_s)
            names.append(list.value(++i));
        else if (roots.size() == i && !word.startsWith(u'-') && !word.startsWith(u'('))
            roots.append(word);
    }
    QStringList found;
    for (const QString &root : roots.isEmpty() ? QStringList{u"."_s} : roots) {
        for (const QString &name : std::as_const(names))
            found.append(root + u"/**/"_s + name);
        if (names.isEmpty())
            found.append(root + u"/**/*"_s);
    }
    return found;
}

class Reading
{
public:
    Reading(const CommandPlace &place, CommandFiles &files)
        : m_place(place)
        , m_files(files)
    {
    }

    void read(const QString &text, const QString &folder, int depth)
    {
        m_folder = folder;
        m_depth = depth;
        for (const QString &part : partsOf(withPlaces(text)))
            readPart(part);
    }

private:
    // `$PWD` and the ways to say "where this script lies".
    [[nodiscard]] QString withPlaces(QString text) const
    {
        static const QRegularExpression self(
            u"\\$\\(\\s*cd\\s+(?:--\\s+)?\"?\\$\\(\\s*dirname[^()]*\\)\"?[^()]*\\)|"
            "\\$\\(\\s*dirname\\s[^()]*(?:\\$0|BASH_SOURCE)[^()]*\\)|`\\s*dirname\\s[^`]*\\$0[^`]*`|"
            "\\$\\{(?:0|BASH_SOURCE(?:\\[0\\])?)%/\\*\\}"_s);
        static const QRegularExpression here(u"\\$\\{?PWD\\b\\}?|\\$\\(\\s*pwd(?:\\s+-P)?\\s*\\)|`\\s*pwd\\s*`"_s);
        static const QRegularExpression top(u"\\$\\(\\s*git rev-parse --show-toplevel\\s*\\)"_s);
        text.replace(self, m_place.script.isEmpty() ? u"."_s : u"./"_s + m_place.script);
        text.replace(here, u"."_s);
        return text.replace(top, u"."_s);
    }

    [[nodiscard]] QString plain(const QString &word) const
    {
        QString path = word;
        while (path.endsWith(u')') && !path.contains(u'('))
            path.chop(1);
        // The last parts of a path whose beginning nobody knows are looked for beside the script.
        if (path.startsWith(u'$') && path.contains(u'/'))
            path = (m_place.script.isEmpty() ? QString() : u"/"_s + m_place.script) + path.mid(path.indexOf(u'/'));
        if (path.startsWith(u'/') && word.startsWith(u'$'))
            return QDir::cleanPath(path).sliced(1);
        if (path.startsWith(u'/')) {
            path = QDir::cleanPath(path);
            return m_place.root.isEmpty() || !path.startsWith(m_place.root + u'/') ? path
                                                                                   : path.mid(m_place.root.size() + 1);
        }
        return QDir::cleanPath(m_folder.isEmpty() ? path : m_folder + u'/' + path);
    }

    void addCheck(const QString &word) { m_files.checks.append(plain(word)); }
    void addRule(const QString &word) { m_files.rules.append(plain(word)); }

    // A program in a language of its own: its name tells, or its content will. A folder stands for what is run in it.
    void addProgram(const QString &word, bool ofShell)
    {
        if (word.contains(u'$') && !word.contains(u'/'))
            return;
        const QString path = plain(word);
        QStringList &list = ofShell || looksLikeACheck(path) ? m_files.checks : m_files.programs;
        list.append(path);
        if (!ofShell && !hasSuffix(path) && !isWildcard(path)) {
            for (const QString &inside : {u"/__main__.py"_s, u"/index.js"_s, u".js"_s, u".cjs"_s, u".mjs"_s})
                list.append(path + inside);
        }
    }

    // Each variable may stand for several words (a loop); one command for each of them.
    [[nodiscard]] QStringList readingsOf(const QString &part) const
    {
        static const QRegularExpression use(u"\\$(?:(\\w+)|\\{(\\w+)(?::?-([^}]*))?\\})"_s);
        static const QRegularExpression braces(u"(?<![$])\\{([\\w./-]*(?:,[\\w./-]*)+)\\}"_s);
        QStringList readings{part}, done;
        while (!readings.isEmpty() && done.size() < kMostReadings) {
            const QString text = readings.takeFirst();
            if (const auto match = braces.match(text); match.hasMatch()) {
                for (const QString &one : match.captured(1).split(u',').first(
                         std::min(qsizetype(kMostReadings), match.captured(1).count(u',') + 1))) {
                    QString other = text;
                    readings.append(other.replace(match.capturedStart(), match.capturedLength(), one));
                }
                continue;
            }
            auto it = use.globalMatch(text);
            bool changed = false;
            while (it.hasNext() && !changed) {
                const QRegularExpressionMatch match = it.next();
                QStringList values = m_values.value(match.captured(1) + match.captured(2));
                if (values.isEmpty() && match.hasCaptured(3))
                    values.append(match.captured(3));
                for (const QString &value : std::as_const(values)) {
                    QString other = text;
                    other.replace(match.capturedStart(), match.capturedLength(), value);
                    if (readings.size() < kMostReadings)
                        readings.append(other);
                    changed = true;
                }
            }
            if (!changed)
                done.append(text);
        }
        return done;
    }

    void setValue(const QString &assignment)
    {
        const QString name = assignment.section(u'=', 0, 0), value = assignment.section(u'=', 1);
        static const QSet<QString> loaded{u"BASH_ENV"_s, u"ENV"_s, u"PYTHONSTARTUP"_s, u"LD_PRELOAD"_s};
        static const QSet<QString> modules{u"PYTHONPATH"_s, u"NODE_PATH"_s, u"PERL5LIB"_s, u"RUBYLIB"_s};
        static const QRegularExpression preloaded(u"(?:--require|--import|--loader|-r)[= ]?\\s*([\\w./-]+)"_s);
        if (loaded.contains(name) || (isToolVariable(name) && value.contains(u'/') && !value.startsWith(u'/')))
            addRule(value.section(u' ', 0, 0));
        if (name == u"NODE_OPTIONS"_s || name == u"RUBYOPT"_s) {
            auto it = preloaded.globalMatch(value);
            while (it.hasNext())
                addRule(it.next().captured(1));
        }
        if (name == u"PATH"_s || modules.contains(name)) {
            for (const QString &folder : value.split(u':', Qt::SkipEmptyParts)) {
                const QString path = plain(folder);
                if (!folder.contains(u'$') && !path.startsWith(u'/') && !path.startsWith(u".."))
                    (name == u"PATH"_s ? m_files.programFolders : m_files.moduleFolders)
                        .append(path == u"."_s ? QString() : path);
            }
        } else if (!value.contains(u'$') && value.size() < 500) {
            m_values.insert(name, {value});
        }
    }

    // Loops give names to words; what is read by a loop that runs it is a list of checks.
    bool readLoop(const QStringList &list, const QString &part)
    {
        static const QRegularExpression readsName(u"\\bread\\s+(?:-\\w+\\s+)*(\\w+)"_s);
        if (list.value(0) == u"for"_s && list.value(2) == u"in"_s) {
            QStringList values;
            for (const QString &written : list.mid(3)) {
                for (QString word : readingsOf(written)) {
                    word.remove(kAround);
                    if (!word.isEmpty() && !word.contains(u'$'))
                        values.append(word);
                }
            }
            if (values.value(0) == u"cat"_s) {
                m_readName = list.at(1);
                m_readFrom = values;
                m_runsWhatIsRead = false;
                return true;
            }
            if (values.value(0) == u"find"_s)
                values = foundBy(values.mid(1));
            m_values.insert(list.at(1), values);
            return true;
        }
        if (const auto match = readsName.match(part); match.hasMatch()) {
            m_readName = match.captured(1);
            m_runsWhatIsRead = false;
            m_readFrom = part.contains(u'|') ? words(pipedOf(part).constFirst()) : QStringList();
            return true;
        }
        if (list.value(0) == u"done"_s && m_runsWhatIsRead) {
            const qsizetype from = list.indexOf(kInputWord);
            if (from < 0) {
                readGiven(m_readFrom);
                return true;
            }
            const QString file = list.at(from) == u"<"_s ? list.value(from + 1) : list.at(from).mid(1);
            if (!file.isEmpty() && !file.contains(u'$') && !file.contains(u'('))
                addRule(file);
            return true;
        }
        const QString program = list.value(0);
        if (!m_readName.isEmpty() && part.contains(u'$' + m_readName) &&
            (runsFiles(lastName(program)) || program == u'$' + m_readName))
            m_runsWhatIsRead = true;
        return false;
    }

    // Only what checks by its name: what goes into another program is mostly the thing that is checked.
    void readNamed(const QString &text)
    {
        if (m_depth >= kDeepest)
            return;
        CommandFiles inside;
        Reading reading(m_place, inside);
        reading.m_values = m_values;
        reading.read(text, m_folder, m_depth + 1);
        for (const QString &file : std::as_const(inside.checks)) {
            if (looksLikeACheck(file))
                m_files.checks.append(file);
        }
        static const QRegularExpression shown(u"^\\s*(?:cat\\s+|<\\s*)([\\w./-]+)\\s*$"_s);
        if (const auto match = shown.match(text); match.hasMatch() && looksLikeACheck(match.captured(1)))
            addCheck(match.captured(1));
    }

    // A command whose output are names of files that are run.
    void readGiven(QStringList list)
    {
        unwrap(list);
        const QString name = list.isEmpty() ? QString() : lastName(list.takeFirst());
        if (name == u"cat"_s && !list.isEmpty())
            addRule(list.constLast());
        for (const QString &file : name == u"find"_s ? foundBy(list) : list) {
            if (name != u"cat"_s && !file.startsWith(u'-') && !file.contains(u'%'))
                addCheck(file);
        }
    }

    // Where nothing else was found: whatever names a check runs it, unless it only looks at files.
    void readMentioned(const QString &part)
    {
        static const QRegularExpression looks(
            u"(?:^|[\\s;&|(])(?:shellcheck|shfmt|black|ruff|mypy|flake8|pylint|isort|pyflakes|eslint|prettier|tsc|"
            u"biome|cat|"
            "test|\\[|ls|head|tail|wc|stat|grep|git|chmod|cp|mv|rm|touch|echo|py_compile|compileall|pycodestyle|file|"
            "du|"
            "codespell|yamllint|rubocop|luacheck)\\s|\\s-n\\s|--check\\b|--syntax"_s);
        static const QRegularExpression script(
            u"[\\w.+-]*/?[\\w./+-]*\\.(?:sh|bash|py|[cm]?js|ts|pl|rb|php|lua|awk)\\b"_s);
        if (looks.match(part).hasMatch())
            return;
        auto it = script.globalMatch(part);
        while (it.hasNext()) {
            const QString file = it.next().captured();
            if (looksLikeACheck(file) && !isTestFile(file))
                addCheck(file);
        }
    }

    // `find … -exec sh {} ;` and `… | xargs sh`, wherever they stand.
    void readFinders(const QString &part)
    {
        static const QRegularExpression finder(u"(?:^|[\\s`(])find\\s"_s);
        const QStringList piped = pipedOf(part);
        const QStringList all = words(part.mid(std::max(qsizetype(0), part.indexOf(finder))));
        const qsizetype find = all.indexOf(kFindWord);
        const qsizetype exec = all.indexOf(kExecWord);
        if (find >= 0 && exec > find && runsItsArguments(all.mid(exec + 1))) {
            for (const QString &found : foundBy(all.mid(find + 1)))
                addCheck(found);
        }
        for (qsizetype i = 0; i < piped.size(); ++i) {
            QStringList list = words(piped.at(i));
            unwrap(list);
            const QString name = lastName(list.value(0));
            if ((name != u"xargs"_s && name != u"parallel"_s) || !runsItsArguments(list.mid(1)))
                continue;
            if (i > 0)
                readGiven(words(piped.constFirst()));
            if (const qsizetype from = list.indexOf(kListWord); from >= 0)
                addRule(list.value(from + 1));
        }
    }

    // The commands themselves come out of a file: `sh -c "$(cat x)"`, `$(cat x)`.
    void readTextOfCommands(const QString &part)
    {
        static const QRegularExpression run(
            u"(?:^|\\b(?:sh|bash|dash|zsh|eval|python3?|node|perl|ruby)\\s(?:\\s*-\\w+)*)"
            "\\s*\"?(?:\\$\\(|`)\\s*(?:cat\\s+|<\\s*)([\\w./-]+)"_s);
        auto it = run.globalMatch(part.trimmed());
        while (it.hasNext())
            addRule(it.next().captured(1));
    }

    void readPart(const QString &text)
    {
        QStringList first = words(text);
        unwrap(first);
        if (readLoop(first, text))
            return;
        const auto found = [this] { return m_files.checks.size() + m_files.rules.size() + m_files.programs.size(); };
        const qsizetype before = found();
        readFinders(text);
        readTextOfCommands(text);
        for (const QString &inside : substitutedIn(text))
            readNamed(inside);
        for (const QString &reading : readingsOf(text)) {
            const QStringList piped = pipedOf(reading);
            if (piped.size() == 1) {
                readOne(reading, text);
                continue;
            }
            for (qsizetype i = 0; i < piped.size(); ++i) {
                QStringList list = words(piped.at(i));
                for (const QString &assignment : unwrap(list))
                    setValue(assignment);
                const QString program = list.isEmpty() ? QString() : list.takeFirst();
                const QStringList next = i + 1 < piped.size() ? words(piped.at(i + 1)) : QStringList();
                if (program == u"cat"_s && !list.isEmpty() && runsItsInput(next))
                    addRule(list.constLast());
                if (i == 0)
                    continue;
                for (const QString &file : rulesGivenTo(lastName(program), list))
                    addRule(file);
                readNamed(piped.at(i));
            }
        }
        if (found() == before)
            readMentioned(text);
    }

    // One command without pipes. written: with its variables.
    void readOne(const QString &part, const QString &written)
    {
        QStringList list = words(part);
        for (const QString &assignment : unwrap(list))
            setValue(assignment);
        if (list.isEmpty() || (written.contains(u"$(") || written.contains(u'`')))
            return;
        const QString program = list.takeFirst();
        const QString name = lastName(program);
        const bool shell = shellNames().contains(name);
        const bool interprets = interpreterName().match(name).hasMatch();
        if ((program == u"cd"_s || program == u"pushd"_s) && !list.isEmpty()) {
            m_folder = plain(list.constFirst());
            return;
        }
        // A whole command in quotes (`eval "…"`, `env -S`) and text for another shell: the same once more.
        if (program.contains(u' ') && runsFiles(lastName(program.section(u' ', 0, 0))) && m_depth < kDeepest) {
            Reading(m_place, m_files).read(program, m_folder, m_depth + 1);
            return;
        }
        const qsizetype at = shell ? list.indexOf(kOptionWithText) : -1;
        if (at >= 0 && at + 1 < list.size() && m_depth < kDeepest) {
            Reading inner(m_place, m_files);
            inner.m_values = m_values;
            inner.read(list.at(at + 1), m_folder, m_depth + 1);
            return;
        }
        // Make goes into the folder first.
        const QString around = m_folder;
        m_folder = folderOfMake(name, list);
        for (const QString &file : rulesGivenTo(name, list))
            addRule(file);
        m_folder = around;
        if (runsDocuments(name))
            readDocuments(list);
        if (const auto pair = isComparer(name) ? comparedBy(list) : std::nullopt)
            m_files.compared.append({plain(pair->first), plain(pair->second)});
        readBuilder(name, list);
        if (name == u"run-parts"_s && !list.isEmpty())
            addCheck(list.constLast() + u"/*"_s);
        const qsizetype input = list.indexOf(u"<"_s);
        if (input >= 0 && looksLikeACheck(list.value(input + 1)))
            addCheck(list.at(input + 1));
        if (program.contains(u'/') && !shell && !interprets) {
            addCheck(program);
            return;
        }
        if (program.contains(u'/') && !program.startsWith(u'/'))
            addCheck(program);
        if (shell || interprets)
            readArguments(name, list, shell, written);
    }

    void readDocuments(const QStringList &list)
    {
        for (const QString &word : list) {
            if (mayHoldExamples(word))
                m_files.documents.append(plain(word));
        }
    }

    // What a program of one line runs as a whole: its end is the end of that.
    void readCode(const QString &text)
    {
        static const QRegularExpression folder(
            u"\\bsys\\.path\\.(?:insert\\s*\\(\\s*\\d+\\s*,|append\\s*\\()\\s*['\"]([\\w./-]+)['\"]"_s);
        static const QRegularExpression run(u"\\b(?:run_path|execfile)\\s*\\(\\s*['\"]([\\w./-]+)['\"]|"
                                            "\\bexec\\s*\\(.*?\\b(?:open|Path)\\s*\\(\\s*['\"]([\\w./-]+)['\"]|"
                                            "(?:^|;)\\s*(?:require\\s*\\(|import\\s*\\(?|load\\b|do\\b)\\s*['\"]([\\w./"
                                            "-]+)['\"]"_s);
        auto folders = folder.globalMatch(text);
        while (folders.hasNext()) {
            const QString path = plain(folders.next().captured(1));
            if (!path.startsWith(u'/') && !path.startsWith(u".."))
                m_files.moduleFolders.append(path == u"."_s ? QString() : path);
        }
        auto it = run.globalMatch(text);
        while (it.hasNext()) {
            const QRegularExpressionMatch match = it.next();
            const QString file = plain(match.captured(match.lastCapturedIndex()));
            m_files.ends.append(file);
            if (!hasSuffix(file))
                m_files.ends.append({file + u".js"_s, file + u".cjs"_s, file + u".rb"_s, file + u"/index.js"_s});
        }
        readImports(text);
    }

    // Modules of Python that a program of one line loads.
    void readImports(const QString &text)
    {
        static const QRegularExpression import(u"(?:^|[;\\s])(?:import|from)\\s+(\\w[\\w.]*)"_s);
        auto it = import.globalMatch(text);
        while (it.hasNext()) {
            const QString module = it.next().captured(1).replace(u'.', u'/');
            addProgram(module + u".py"_s, false);
            for (const QString &folder : std::as_const(m_files.moduleFolders))
                addProgram(folder + u'/' + module + u".py"_s, false);
        }
    }

    [[nodiscard]] QString folderOfMake(const QString &name, const QStringList &list) const
    {
        if (name != u"make"_s && name != u"gmake"_s)
            return m_folder;
        QString folder = m_folder;
        const auto enter = [&](const QString &word) {
            if (!word.isEmpty() && !word.contains(u'$') && !word.startsWith(u'/'))
                folder = QDir::cleanPath(folder.isEmpty() ? word : folder + u'/' + word);
        };
        for (qsizetype i = 0; i < list.size(); ++i) {
            const QString &word = list.at(i);
            if (word == u"-C"_s || word == u"--directory"_s)
                enter(list.value(++i));
            else if (word.startsWith(u"--directory=") || word.startsWith(u"-C"))
                enter(word.mid(word.startsWith(u"-C") ? 2 : 12));
        }
        return folder == u"."_s ? QString() : folder;
    }

    // Compilers and settings that a tool of the build is given.
    void readBuilder(const QString &name, const QStringList &list)
    {
        static const QRegularExpression given(
            u"^-DCMAKE_\\w*(?:COMPILER|LAUNCHER|EMULATOR|TOOLCHAIN_FILE|PROJECT_\\w*INCLUDE\\w*)(?::\\w+)?=(.+)$"_s);
        const bool make = name == u"make"_s || name == u"gmake"_s;
        if (!make && name != u"cmake"_s && name != u"ctest"_s)
            return;
        for (const QString &word : list) {
            if (make && isAssignment(word))
                setValue(word);
            else if (const auto match = given.match(word); match.hasMatch() && !match.captured(1).startsWith(u'/'))
                addRule(match.captured(1));
            else if (word.startsWith(u"--preset")) {
                addRule(u"CMakePresets.json"_s);
                m_files.optional.append(plain(u"CMakeUserPresets.json"_s));
            }
        }
    }

    // Its exit status is the verdict: nobody looks at its output, and it is not told what to work on.
    static bool isVerdict(const QString &written, const QStringList &arguments)
    {
        static const QRegularExpression asked(u"^\\s*(?:if|elif|while|until|!)\\s"_s);
        static const QRegularExpression kept(u"(?<![2&])>(?!\\s*/dev/null|&)"_s);
        static const QRegularExpression place(
            u"^(?:\\.|--?[\\w-]+(?:=\\w+)?|all|lint|src|lib|app|[\\w./-]+/|[<>&0-9]+|/dev/null|\\d*>[&/].*)$"_s);
        return !asked.match(written).hasMatch() && !kept.match(written).hasMatch() &&
               std::all_of(arguments.cbegin(), arguments.cend(), [](const QString &word) {
                   return place.match(word).hasMatch() || (looksLikeACheck(word) && !hasSuffix(word));
               });
    }

    void readArguments(const QString &name, const QStringList &list, bool shell, const QString &written)
    {
        // Options that take the word after them.
        static const QSet<QString> withValue{u"-o"_s, u"+o"_s, u"-O"_s, u"+O"_s, u"--rcfile"_s, u"--init-file"_s,
            u"-W"_s, u"-X"_s, u"-r"_s, u"--require"_s, u"--import"_s, u"-I"_s, u"--loader"_s};
        for (qsizetype i = 0; i < list.size(); ++i) {
            const QString &word = list.at(i);
            if (word.startsWith(u'-') || word.startsWith(u'+')) {
                // -n only reads, -c and -e take text; a shell's -e does not.
                if (!shell && (word == u"-c"_s || word == u"-e"_s || word == u"--eval"_s || word == u"-p"_s)) {
                    for (const QString &file : filesOfProgram({}, list.value(i + 1).toUtf8()))
                        addProgram(file, false);
                    readCode(list.value(i + 1));
                    break;
                }
                if (word == u"-n"_s || word == u"-c"_s || word == u"--check"_s)
                    break;
                if (word == u"-m"_s) {
                    if (runsDocuments(list.value(i + 1)))
                        readDocuments(list.mid(i + 2));
                    const QString module = list.value(i + 1).replace(u'.', u'/');
                    if (isVerdict(written, list.mid(i + 2)))
                        m_files.ends.append({plain(module + u".py"_s), plain(module + u"/__main__.py"_s)});
                    if (!module.isEmpty() && looksLikeACheck(module)) {
                        addCheck(module + u".py"_s);
                        addCheck(module + u"/__main__.py"_s);
                    }
                    break;
                }
                if (word == u"--rcfile"_s || word == u"--init-file"_s)
                    addRule(list.value(i + 1));
                else if (withValue.contains(word) && looksLikeACheck(list.value(i + 1)))
                    addCheck(list.at(i + 1));
                i += withValue.contains(word) ? 1 : 0;
                continue;
            }
            if (word == u"run"_s && (name == u"deno"_s || name == u"bun"_s || name == u"coverage"_s))
                continue;
            if (word == u"<"_s) {
                if (shell)
                    addRule(list.value(++i));
                continue;
            }
            const QString file = word.startsWith(u'<') ? word.sliced(1) : word;
            addProgram(file, shell);
            // What a script takes in from its own folder is a part of it, and so are settings wherever they lie.
            if ((name == u"."_s || name == u"source"_s) &&
                ((!m_place.script.isEmpty() && !file.contains(u'$') && plain(file).startsWith(m_place.script + u'/')) ||
                    kSettings.match(file).hasMatch()))
                addRule(file);
            if (!shell && isVerdict(written, list.mid(i + 1)))
                m_files.ends.append(plain(file));
            break;
        }
    }

    const CommandPlace &m_place;
    CommandFiles &m_files;
    QString m_folder;
    int m_depth = 0;
    QHash<QString, QStringList> m_values; // of variables
    QString m_readName;                   // what a loop reads
    QStringList m_readFrom;               // the command that gives it
    bool m_runsWhatIsRead = false;
};

// A file that is loaded where it exists: `[ -f x ] && . x`, `. x || true`.
void readOptional(const QString &text, const CommandPlace &place, QStringList &files)
{
    static const QRegularExpression maybe(
        u"(?:-[efrs]\\s+\"?[^\\s\"\\]]+\"?\\s*\\]?\\]?\\s*(?:&&|;\\s*then|\\n?\\s*then)\\s*(?:\\.|source)\\s+\"?([\\w./"
        u"-]+))|"
        "(?:(?:^|[\\s;&])(?:\\.|source)\\s+\"?([\\w./-]+)\"?\\s*(?:2>\\s*/dev/null\\s*)?\\|\\|)"_s,
        QRegularExpression::MultilineOption);
    auto it = maybe.globalMatch(text);
    while (it.hasNext()) {
        const QRegularExpressionMatch match = it.next();
        const QString file = match.captured(1) + match.captured(2);
        files.append(QDir::cleanPath(place.folder.isEmpty() ? file : place.folder + u'/' + file));
    }
}

} // namespace

bool looksLikeACheck(const QString &path)
{
    static const QRegularExpression pattern(
        u"(?:^|[/_.-])(?:test|tests|check|checks|verify|spec|ci|validate|accept|assert|grade|judge|smoke|e2e|compare|"
        "prove|audit|expect|golden|reference|want|qa)[a-z]*(?:[/_.-]|$)"_s,
        QRegularExpression::CaseInsensitiveOption);
    return pattern.match(path).hasMatch();
}

bool isToolVariable(const QString &name)
{
    static const QRegularExpression pattern(u"^(?:CC|CXX|CPP|LD|AR|AS|FC|PY|PYTHON\\d?|NODE|PERL|RUBY|SHELL|DIFF|"
                                            "\\w*(?:RUNNER|WRAPPER|LAUNCHER|CHECKER))$"_s);
    return pattern.match(name).hasMatch();
}

CommandFiles readCommands(const QStringList &commands, const CommandPlace &place)
{
    CommandFiles files;
    for (const QString &command : commands) {
        const QString text = withoutComments(command);
        readOptional(text, place, files.optional);
        files.documents += documentsTestedBy(text, place.folder);
        bool closed = true;
        (void)partsOf(text, &closed);
        // A quote that is never closed was no quote (text of a document in the script): each line for itself.
        for (const QString &one : closed ? QStringList{text} : text.split(u'\n'))
            Reading(place, files).read(one, place.folder, 0);
    }
    files.checks.removeIf([&files](const QString &file) { return files.rules.contains(file); });
    for (QStringList *list : {&files.checks, &files.rules, &files.programs, &files.ends, &files.documents,
             &files.optional, &files.programFolders, &files.moduleFolders})
        list->removeDuplicates();
    return files;
}

QStringList filesOfProgram(const QString &path, const QByteArray &content)
{
    // Read as a literal by a call that loads, runs or opens; which of them count, their names and contents tell.
    static const QRegularExpression literal(u"(?:\\b(?:require|import|run_path|execfile|load|do|source|system|open|run|"
                                            "call|check_call|check_output|Popen|spawn(?:Sync)?|exec(?:File)?(?:Sync)?|"
                                            "readFileSync|read_text|Path|from)\\b\\s*[\\[(]*\\s*|,\\s*|\\s)"
                                            "['\"]([\\w./ -]{2,200})['\"]"_s);
    const QString folder = path.contains(u'/') ? path.left(path.lastIndexOf(u'/')) : QString();
    QStringList files;
    auto it = literal.globalMatch(QString::fromUtf8(content.left(256 * 1024)));
    while (it.hasNext() && files.size() < 200) {
        for (const QString &name : it.next().captured(1).split(u' ', Qt::SkipEmptyParts)) {
            if (!name.contains(u'/') && !name.contains(u'.'))
                continue;
            files.append(QDir::cleanPath(name));
            if (!folder.isEmpty())
                files.append(QDir::cleanPath(folder + u'/' + name));
        }
    }
    files.removeIf([](const QString &file) { return file.startsWith(u".."); });
    files.removeDuplicates();
    return files;
}

} // namespace vibecoder
