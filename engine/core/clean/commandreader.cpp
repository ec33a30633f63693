// SPDX-License-Identifier: MIT
#include "core/clean/canarycommand.h"

#include "core/clean/runneroptions.h"
#include "permission/commandparser.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QString textOf(const ShellWord &word)
{
    return QString::fromUtf8(word.text);
}

} // namespace

// Reads the words of one command from left to right.
class RunnerCommandReader
{
public:
    RunnerCommandReader(const QByteArray &text, const QHash<QString, QByteArray> &files)
        : m_text(text)
        , m_files(files)
    {
    }

    // isScript: of a package.json, whose text is run as npm runs it.
    std::optional<RunnerCommand> read(const QString &folder, bool isScript)
    {
        const ParsedCommand parsed = parseCommand(m_text);
        if (!parsed.accepted || parsed.commands.empty() || parsed.commands.size() > 2)
            return {};
        const ShellCommand &command = parsed.commands.back();
        if (!command.redirects.empty() || !parsed.commands.front().redirects.empty())
            return {};
        m_command.m_folder = folder;
        QString before;
        if (parsed.commands.size() == 2) {
            const ShellCommand &first = parsed.commands.front();
            if (isScript || command.before != "&&" || !first.assignments.empty() || first.words.size() != 2 ||
                first.words.front().text != "cd" || first.words.back().glob || first.words.back().tilde)
                return {};
            const std::optional<QString> into = plainPlace(textOf(first.words.back()));
            if (!into)
                return {};
            m_command.m_folder = *into;
            before = u"cd "_s + raw(first.words.back()) + u" && "_s;
        }
        m_words = &command.words;
        for (const ShellWord &word : command.assignments)
            before += raw(word) + u' ';
        if (const std::optional<QString> script = isScript ? std::nullopt : scriptNamed()) {
            // npm finds the programs of the packages by this.
            RunnerCommandReader inner(script->toUtf8(), m_files);
            std::optional<RunnerCommand> found = inner.read(m_command.m_folder, true);
            if (found)
                found->m_kept.prepend(before + u"PATH=\"$PWD/node_modules/.bin:$PATH\" "_s);
            return found;
        }
        if (!findRunner() || !readRest())
            return {};
        QStringList kept;
        for (std::size_t i = 0; i < m_at; ++i)
            kept.append(raw(m_words->at(i)));
        m_command.m_kept = before + (kept + m_kept).join(u' ');
        return m_command;
    }

private:
    [[nodiscard]] QString raw(const ShellWord &word) const
    {
        return QString::fromUtf8(m_text.mid(word.begin, word.end - word.begin));
    }
    [[nodiscard]] QString word(std::size_t i) const { return i < m_words->size() ? textOf(m_words->at(i)) : QString(); }
    [[nodiscard]] QString name(std::size_t i) const { return word(i).section(u'/', -1); }

    // The script behind `npm test`, with the words that are handed on to it.
    [[nodiscard]] std::optional<QString> scriptNamed() const
    {
        static const QStringList quiet{u"--silent"_s, u"-s"_s};
        static const QStringList managers{u"npm"_s, u"pnpm"_s, u"yarn"_s, u"yarnpkg"_s};
        if (!managers.contains(word(0)))
            return {};
        // These hand words on as they stand.
        const bool handsOn = word(0) != u"npm"_s;
        std::size_t i = 1;
        while (handsOn && quiet.contains(word(i)))
            ++i;
        QString script;
        if (const QString verb = word(i++); verb == u"test"_s || verb == u"t"_s || verb == u"tst"_s)
            script = u"test"_s;
        else if (verb == u"run"_s || verb == u"run-script"_s)
            script = word(i++);
        while (!handsOn && quiet.contains(word(i)))
            ++i;
        QString further;
        if (handsOn && word(i) != u"--"_s)
            --i;
        if (handsOn || word(i) == u"--"_s) {
            for (++i; i < m_words->size(); ++i)
                further += u' ' + raw(m_words->at(i));
        }
        const QString package =
            m_command.m_folder.isEmpty() ? u"package.json"_s : m_command.m_folder + u"/package.json"_s;
        const QJsonObject scripts =
            QJsonDocument::fromJson(m_files.value(package)).object().value(u"scripts"_s).toObject();
        const QString text = scripts.value(script).toString();
        return i < m_words->size() || text.isEmpty() ? std::nullopt : std::optional(text + further);
    }

    // Leaves m_at behind the words that start the runner.
    bool findRunner()
    {
        static const QRegularExpression python(u"^python(?:3(?:\\.\\d+)?)?$"_s), amount(u"^\\d+[smh]?$"_s);
        static const QStringList runs{u"uv"_s, u"poetry"_s, u"pipenv"_s, u"pdm"_s, u"hatch"_s};
        static const QStringList plain{u"--frozen"_s, u"--locked"_s, u"--no-sync"_s, u"--offline"_s, u"--no-install"_s,
            u"--no"_s, u"--yes"_s, u"-y"_s, u"--"_s, u"--quiet"_s, u"-q"_s};
        while (m_at < m_words->size()) {
            const QString program = name(m_at);
            if (program == u"env"_s || program == u"cross-env"_s) {
                for (++m_at; word(m_at).contains(u'=') && !word(m_at).startsWith(u'-');)
                    ++m_at;
                continue;
            }
            if (program == u"timeout"_s && amount.match(word(m_at + 1)).hasMatch()) {
                m_at += 2;
                continue;
            }
            const bool wraps = program == u"npx"_s || (program == u"pnpm"_s && word(m_at + 1) == u"exec"_s) ||
                               (runs.contains(program) && word(m_at + 1) == u"run"_s) ||
                               (program == u"npm"_s && (word(m_at + 1) == u"exec"_s || word(m_at + 1) == u"x"_s));
            if (wraps) {
                for (m_at += program == u"npx"_s ? 1 : 2; plain.contains(word(m_at));)
                    ++m_at;
                continue;
            }
            if (program == u"coverage"_s && word(m_at + 1) == u"run"_s)
                return skipFlags(2) && takeModule();
            if (python.match(program).hasMatch())
                return skipFlags(1) && takeModule();
            if (program == u"node"_s)
                return takeNode();
            if (program == u"bundle"_s && word(m_at + 1) == u"exec"_s) {
                m_at += 2;
                continue;
            }
            if (program == u"php"_s)
                return name(++m_at) == u"phpunit"_s && take(u"phpunit"_s);
            if (program == u"ruby"_s) {
                m_command.m_runner = CanaryRunner::Minitest;
                ++m_at;
                return true;
            }
            return take(program) || (program == u"go"_s && word(++m_at) == u"test"_s && take(u"go"_s));
        }
        return false;
    }

    // `-B -W error` of an interpreter; what may take a value is known by what stands after `-m`.
    bool skipFlags(std::size_t first)
    {
        static const QStringList valued{u"-W"_s, u"-X"_s, u"--source"_s, u"--rcfile"_s};
        for (m_at += first; m_at < m_words->size() && word(m_at) != u"-m"_s; ++m_at) {
            if (!word(m_at).startsWith(u'-') || word(m_at) == u"-c"_s)
                return false;
            m_at += valued.contains(word(m_at)) ? 1 : 0;
        }
        return word(m_at) == u"-m"_s;
    }

    bool takeModule()
    {
        const QString module = word(++m_at);
        if (module == u"coverage"_s && word(m_at + 1) == u"run"_s)
            return skipFlags(2) && takeModule();
        if (module != u"unittest"_s)
            return module == u"pytest"_s && take(module);
        m_command.m_runner = CanaryRunner::Unittest;
        ++m_at;
        return true;
    }

    bool take(const QString &program)
    {
        static const QHash<QString, CanaryRunner> programs{{u"pytest"_s, CanaryRunner::Pytest},
            {u"py.test"_s, CanaryRunner::Pytest}, {u"bats"_s, CanaryRunner::Bats},
            {u"phpunit"_s, CanaryRunner::Phpunit}, {u"rspec"_s, CanaryRunner::Rspec}, {u"mocha"_s, CanaryRunner::Mocha},
            {u"_mocha"_s, CanaryRunner::Mocha}, {u"mocha.js"_s, CanaryRunner::Mocha}, {u"jest"_s, CanaryRunner::Jest},
            {u"jest.js"_s, CanaryRunner::Jest}, {u"vitest"_s, CanaryRunner::Vitest},
            {u"vitest.mjs"_s, CanaryRunner::Vitest}, {u"prove"_s, CanaryRunner::Prove}, {u"go"_s, CanaryRunner::Go}};
        if (!programs.contains(program) || (program == u"go"_s && word(m_at) != u"test"_s))
            return false;
        m_command.m_runner = programs.value(program);
        ++m_at;
        return true;
    }

    // `node --test`, or a runner of a package by its file.
    bool takeNode()
    {
        std::size_t i = m_at + 1;
        while (word(i).startsWith(u'-') && word(i) != u"--test"_s &&
               !runnerOptions(CanaryRunner::NodeTest).refused.contains(word(i)))
            i += runnerOptions(CanaryRunner::NodeTest).valued.contains(word(i)) ? 2 : 1;
        if (word(i) == u"--test"_s) {
            m_command.m_runner = CanaryRunner::NodeTest;
            ++m_at;
            return true;
        }
        m_at = i;
        return word(i).contains(u"node_modules/"_s) && take(name(i));
    }

    bool readRest()
    {
        const CanaryRunner runner = m_command.m_runner;
        const RunnerOptions &options = runnerOptions(runner);
        std::size_t i = m_at;
        if (runner == CanaryRunner::Unittest) {
            m_command.m_pattern = u"test*.py"_s;
            m_command.m_discovers = word(i) == u"discover"_s;
            i += m_command.m_discovers ? 1 : 0;
        }
        if (runner == CanaryRunner::Vitest && word(i) == u"run"_s)
            m_kept.append(raw(m_words->at(i++)));
        bool mayHaveValue = false; // the word before is an option that nobody here knows
        for (; i < m_words->size(); ++i) {
            const ShellWord &shown = m_words->at(i);
            if (shown.tilde || shown.braces)
                return false;
            QString option = textOf(shown);
            if (!option.startsWith(u'-') || option.size() < 2) {
                if (!takePlace(shown, mayHaveValue))
                    return false;
                mayHaveValue = false;
                continue;
            }
            mayHaveValue = false;
            if (shown.glob || option == u"--"_s)
                return false;
            const bool hasValue = option.contains(u'=');
            option = option.section(u'=', 0, 0);
            if (runner == CanaryRunner::Go && option.startsWith(u"--"_s))
                option.remove(0, 1);
            QString value = textOf(shown).section(u'=', 1);
            if (const QString attached = option.left(2);
                options.letters && !option.startsWith(u"--"_s) && option.size() > 2) {
                if (!options.valued.contains(attached) && !options.droppedValued.contains(attached) &&
                    attached != options.places) {
                    if (!takeLetters(option, options))
                        return false;
                    m_kept.append(raw(shown));
                    continue;
                }
                value = textOf(shown).mid(2);
                option = attached;
            } else if (options.refused.contains(option) && value != u"false"_s) {
                return false;
            } else if (options.dropped.contains(option)) {
                continue;
            } else if (!hasValue && (options.valued.contains(option) || options.droppedValued.contains(option) ||
                                        option == options.places)) {
                if (i + 1 >= m_words->size() || m_words->at(i + 1).glob)
                    return false;
                value = word(++i);
                if (options.valued.contains(option))
                    m_kept.append({raw(shown), raw(m_words->at(i))});
                if (!note(option, value, options))
                    return false;
                continue;
            }
            if (!note(option, value, options))
                return false;
            if (!options.droppedValued.contains(option) && option != options.places)
                m_kept.append(raw(shown));
            mayHaveValue = !hasValue && option.startsWith(u'-') && !options.valued.contains(option) &&
                           !options.droppedValued.contains(option) && !options.flags.contains(option);
        }
        return settle();
    }

    // `-lvr`: letters that stand for themselves.
    bool takeLetters(const QString &option, const RunnerOptions &options)
    {
        for (const QChar letter : QStringView(option).sliced(1)) {
            const QString one = u'-' + QString(letter);
            if (!options.flags.contains(one))
                return false;
            m_command.m_recursive = m_command.m_recursive || options.recursive.contains(one);
        }
        return true;
    }

    bool note(const QString &option, const QString &value, const RunnerOptions &options)
    {
        m_command.m_recursive = m_command.m_recursive || options.recursive.contains(option);
        if (option == options.places && m_command.m_runner != CanaryRunner::Unittest)
            m_command.m_chosen.append(value);
        if (m_command.m_runner != CanaryRunner::Unittest)
            return true;
        if (option == u"-p"_s || option == u"--pattern"_s)
            m_command.m_pattern = value;
        if (option == u"-s"_s || option == u"--start-directory"_s) {
            const std::optional<QString> start = plainPlace(value);
            m_command.m_start = start.value_or(QString());
            return start.has_value();
        }
        return true;
    }

    // A word that is no option: a place where tests are, or the value of an option.
    bool takePlace(const ShellWord &shown, bool mayBeValue)
    {
        const QString text = textOf(shown);
        RunnerCommand &command = m_command;
        if (command.m_runner == CanaryRunner::Unittest && command.m_discovers) {
            const std::optional<QString> start = plainPlace(text);
            if (!start || !command.m_start.isEmpty() || mayBeValue)
                return false;
            command.m_start = *start;
            m_kept.append(raw(shown));
            return true;
        }
        RunnerCommand alone = command;
        alone.m_chosen = {text};
        bool isPlace = false;
        for (auto it = m_files.cbegin(); it != m_files.cend() && !isPlace; ++it)
            isPlace = alone.runs(it.key());
        if (isPlace)
            command.m_chosen.append(text);
        else if (mayBeValue && !shown.glob)
            m_kept.append(raw(shown));
        else
            return false;
        return true;
    }

    bool settle()
    {
        RunnerCommand &command = m_command;
        if (command.m_runner != CanaryRunner::Unittest)
            return true;
        for (auto it = m_files.cbegin(); it != m_files.cend(); ++it) {
            if (it.key().section(u'/', -1) == u"__init__.py"_s)
                command.m_packages.append(it.key().section(u'/', 0, -2));
        }
        command.m_discovers = command.m_discovers || command.m_chosen.isEmpty();
        if (command.m_discovers)
            m_kept.prepend(u"discover"_s);
        else
            command.m_dotted = !command.m_chosen.constFirst().endsWith(u".py"_s);
        return true;
    }

    QByteArray m_text;
    const QHash<QString, QByteArray> &m_files;
    const std::vector<ShellWord> *m_words = nullptr;
    std::size_t m_at = 0;
    QStringList m_kept;
    RunnerCommand m_command;
};

std::optional<RunnerCommand> RunnerCommand::read(const QString &command, const QHash<QString, QByteArray> &files)
{
    return RunnerCommandReader(command.toUtf8(), files).read({}, false);
}

} // namespace vibecoder
