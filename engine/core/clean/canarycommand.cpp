// SPDX-License-Identifier: MIT
#include "core/clean/canarycommand.h"

#include "workspace/workspaceglob.h"

#include <QDir>
#include <QRegularExpression>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool fits(const QString &text, const char16_t *pattern)
{
    return QRegularExpression(QString::fromUtf16(pattern)).match(text).hasMatch();
}

QString quoted(const QString &text)
{
    static const QRegularExpression plain(u"\\A[\\w./@%+:,-]+\\z"_s);
    return plain.match(text).hasMatch() ? text : u'\'' + QString(text).replace(u'\'', u"'\\''"_s) + u'\'';
}

QString folderOf(const QString &path)
{
    return path.contains(u'/') ? path.section(u'/', 0, -2) : QString();
}

// Of a file `.py`.
QString moduleOf(const QString &path)
{
    return path.chopped(3).replace(u'/', u'.');
}

bool isInside(const QString &path, const QString &folder)
{
    return folder.isEmpty() || path.startsWith(folder + u'/');
}

} // namespace

std::optional<QString> plainPlace(const QString &text)
{
    const QString path = QDir::cleanPath(text);
    if (path == u"."_s)
        return QString();
    if (text.isEmpty() || path.startsWith(u'/') || path.startsWith(u".."_s))
        return {};
    return path;
}

bool RunnerCommand::isPossible(const QString &command)
{
    return fits(command, u"\\b(?:py\\.?test|unittest|mocha|jest|vitest|prove|go\\s+test|npm|yarn|yarnpkg|pnpm|bats|"
                         u"phpunit|rspec|ruby)\\b|--test\\b");
}

bool RunnerCommand::runs(const QString &path) const
{
    return isInside(path, m_folder) && runsHere(here(path));
}

QString RunnerCommand::here(const QString &path) const
{
    return m_folder.isEmpty() ? path : path.sliced(m_folder.size() + 1);
}

// path: relative to where the command runs.
bool RunnerCommand::runsHere(const QString &path) const
{
    const QString last = path.section(u'/', -1);
    static const QRegularExpression script(u"\\.[cm]?[jt]sx?$"_s);
    const bool isScript = script.match(last).hasMatch() && !path.contains(u"node_modules/"_s);
    switch (m_runner) {
    case CanaryRunner::Pytest:
        return last.endsWith(u".py"_s) && isChosen(path, fits(last, u"^test_.*\\.py$|_test\\.py$"));
    case CanaryRunner::Unittest:
        if (m_discovers || !last.endsWith(u".py"_s))
            return isDiscovered(path);
        return m_chosen.contains(m_chosen.value(0).endsWith(u".py"_s) ? path : moduleOf(path));
    case CanaryRunner::NodeTest:
        return isScript && isChosen(path, fits(path, u"(?:^|/)test/|[._-]test\\.\\w+$|(?:^|/)test[-.][^/]*$"));
    case CanaryRunner::Mocha:
        return isScript && isChosen(path, m_chosen.isEmpty() && (m_recursive ? path.startsWith(u"test/"_s)
                                                                             : fits(path, u"^test/[^/]+$")));
    case CanaryRunner::Jest:
    case CanaryRunner::Vitest: {
        const bool isNamed = fits(path, m_runner == CanaryRunner::Jest ? u"(?:^|/)__tests__/|[.](?:test|spec)\\.\\w+$"
                                                                       : u"[.](?:test|spec)\\.\\w+$");
        if (!isScript || m_chosen.isEmpty())
            return isScript && isNamed;
        // Patterns of the whole path; what is no plain text is not guessed at.
        for (const QString &chosen : m_chosen) {
            if (path.contains(QDir::cleanPath(chosen)) || chosen == u"."_s)
                return true;
        }
        return false;
    }
    case CanaryRunner::Go:
        if (!last.endsWith(u"_test.go"_s))
            return false;
        for (const QString &chosen : m_chosen.isEmpty() ? QStringList{u"."_s} : m_chosen) {
            if (chosen != u"."_s && !chosen.startsWith(u"./"_s))
                continue;
            const bool below = chosen.endsWith(u"/..."_s);
            const std::optional<QString> folder = plainPlace(below ? chosen.chopped(4) : chosen);
            if (folder && (folderOf(path) == *folder || (below && isInside(path, *folder))))
                return !fits(path, u"(?:^|/)(?:[._][^/]*|testdata|vendor)/");
        }
        return false;
    case CanaryRunner::Prove:
        if (!m_chosen.isEmpty())
            return last.endsWith(u".t"_s) && isChosen(path, m_recursive);
        return last.endsWith(u".t"_s) && (m_recursive ? path.startsWith(u"t/"_s) : folderOf(path) == u"t"_s);
    case CanaryRunner::Bats:
        return last.endsWith(u".bats"_s) && isChosen(path, false);
    case CanaryRunner::Phpunit:
        return last.endsWith(u"Test.php"_s) && isChosen(path, fits(path, u"^tests?/"));
    case CanaryRunner::Rspec:
        return last.endsWith(u"_spec.rb"_s) && isChosen(path, !m_chosen.isEmpty() || path.startsWith(u"spec/"_s));
    case CanaryRunner::Minitest:
        return last.endsWith(u".rb"_s) && !m_chosen.isEmpty() && isChosen(path, false);
    }
    return false;
}

// byDefault: whether it is run because of its name where a whole folder is.
bool RunnerCommand::isChosen(const QString &path, bool byDefault) const
{
    if (m_chosen.isEmpty())
        return byDefault;
    for (const QString &text : m_chosen) {
        QString place = QDir::cleanPath(text.section(u"::"_s, 0, 0));
        if (m_runner == CanaryRunner::Rspec)
            place = place.section(u':', 0, 0); // `spec/a_spec.rb:12`
        if (place == path || (byDefault && (place == u"."_s || path.startsWith(place + u'/'))))
            return true;
        if (m_runner == CanaryRunner::Prove && folderOf(path) == place)
            return true;
        const QString folder = place == u"."_s ? QString() : place;
        if (m_runner == CanaryRunner::Bats && (folderOf(path) == folder || (m_recursive && isInside(path, folder))))
            return true;
        // A folder that mocha is given counts with all that lies directly in it.
        if (m_runner == CanaryRunner::Mocha && (folderOf(path) == place || (m_recursive && isInside(path, place))))
            return true;
        if (place.contains(u'*') || place.contains(u'?') || place.contains(u'{')) {
            const QRegularExpression expression = globExpression(place);
            if (expression.isValid() && expression.match(path).hasMatch())
                return true;
        }
    }
    return false;
}

// It enters packages alone, and a file it does not find it does not miss.
bool RunnerCommand::isDiscovered(const QString &path) const
{
    const QRegularExpression pattern = globExpression(m_pattern);
    if (!m_discovers || !isInside(path, m_start) || !pattern.isValid() ||
        !pattern.match(path.section(u'/', -1)).hasMatch())
        return false;
    for (QString folder = folderOf(path); folder != m_start; folder = folderOf(folder)) {
        if (!m_packages.contains(m_folder.isEmpty() ? folder : m_folder + u'/' + folder))
            return false;
    }
    return true;
}

QString RunnerCommand::commandFor(const QString &path) const
{
    const QString file = here(path);
    switch (m_runner) {
    case CanaryRunner::Pytest:
        // The last of each counts, so that a configuration file deselects nothing.
        return m_kept + u" -k '' -m '' "_s + quoted(file);
    case CanaryRunner::Unittest:
        if (m_discovers)
            return m_kept + u" -p "_s + quoted(file.section(u'/', -1));
        return m_kept + u' ' + quoted(m_dotted ? moduleOf(file) : file);
    case CanaryRunner::Jest:
        return m_kept + u" --runTestsByPath "_s + quoted(file);
    case CanaryRunner::Go:
        return m_kept + u' ' + quoted(folderOf(file).isEmpty() ? u"."_s : u"./"_s + folderOf(file));
    case CanaryRunner::Vitest:
        // Or a file that its configuration leaves out would pass.
        return m_kept + u" --passWithNoTests=false "_s + quoted(file);
    case CanaryRunner::NodeTest:
    case CanaryRunner::Mocha:
    case CanaryRunner::Prove:
    case CanaryRunner::Bats:
    case CanaryRunner::Phpunit:
    case CanaryRunner::Rspec:
    case CanaryRunner::Minitest:
        break;
    }
    return m_kept + u' ' + quoted(file);
}

} // namespace vibecoder
