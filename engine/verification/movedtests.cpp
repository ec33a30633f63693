// SPDX-License-Identifier: MIT
#include "verification/movedtests.h"

#include "verification/sametest.h"
#include "verification/testblocks.h"

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

using Kind = TestBlock::Kind;

struct Side
{
    QString path;
    QList<TestBlock> blocks;
};

// What changes every test of its file without being named by any of them, and what asks where it stands.
bool hasUnnamed(const TestBlock &block)
{
    static const QSet<QByteArray> words{"autouse", "pytestmark", "pytest_plugins", "collect_ignore",
        "collect_ignore_glob", "__file__", "__name__", "__package__", "__path__", "__test__", "__getattr__", "globals",
        "locals", "vars", "setup_module", "teardown_module", "setup_function", "teardown_function", "setUpModule",
        "tearDownModule", "load_tests", "getsource", "_getframe", "currentframe", "setup", "teardown", "exec", "eval"};
    const QSet<QByteArray> own = block.words();
    const bool all =
        std::any_of(block.imported.cbegin(), block.imported.cend(), [](const auto &one) { return one.first == "*"; });
    return block.kind != Kind::Main && (all || own.intersects(words) || block.name.startsWith("pytest_"));
}

bool isRead(const TestBlock &block)
{
    return block.kind != Kind::Import && block.kind != Kind::Text && block.kind != Kind::Main;
}

// Everything in a file that a word may mean.
struct Meaning
{
    QList<QByteArray> imports;
    QList<const TestBlock *> blocks;
};

Meaning meaningOf(const QByteArray &word, const Side &side)
{
    Meaning meaning;
    for (const TestBlock &block : side.blocks) {
        for (const auto &one : block.imported) {
            if (one.first == word && !meaning.imports.contains(one.second))
                meaning.imports.append(one.second);
        }
        if (block.name == word || (block.kind == Kind::Other && block.words().contains(word)))
            meaning.blocks.append(&block);
    }
    return meaning;
}

// The same words stand for the same things, and so do the words of these.
bool meansTheSame(const TestBlock &block, const Side &was, const Side &is)
{
    QSet<QByteArray> known;
    QList<const TestBlock *> open{&block};
    while (!open.isEmpty()) {
        const QSet<QByteArray> words = open.takeFirst()->words();
        for (const QByteArray &word : words) {
            if (known.contains(word))
                continue;
            known.insert(word);
            const Meaning old = meaningOf(word, was), now = meaningOf(word, is);
            if (old.imports != now.imports || old.blocks.size() != now.blocks.size() || old.imports.size() > 1)
                return false;
            for (qsizetype i = 0; i < old.blocks.size(); ++i) {
                if (old.blocks.at(i)->tokens != now.blocks.at(i)->tokens)
                    return false;
            }
            open += old.blocks;
        }
    }
    return true;
}

bool bindsNothingTwice(const Side &side)
{
    QMap<QByteArray, QByteArray> bound;
    for (const TestBlock &block : side.blocks) {
        for (const auto &one : block.imported) {
            if (bound.value(one.first, one.second) != one.second)
                return false;
            bound.insert(one.first, one.second);
        }
        const QByteArray name = block.name.isEmpty() ? block.assigned() : block.name;
        if (name.isEmpty())
            continue;
        if (bound.contains(name))
            return false;
        bound.insert(name, "=");
    }
    return true;
}

QString folderOf(const QString &path)
{
    return path.contains(u'/') ? path.section(u'/', 0, -2) + u'/' : QString();
}

// A runner that finds the one finds the other, by its name and by its folder.
bool isFoundAsWell(const QString &was, const QString &is, bool deeper)
{
    const QString from = folderOf(was), to = folderOf(is);
    const bool sameStyle = was.section(u'/', -1).startsWith(u"test_") == is.section(u'/', -1).startsWith(u"test_") &&
                           was.endsWith(u"_test.py") == is.endsWith(u"_test.py");
    static const QSet<QString> passedBy{u"build"_s, u"dist"_s, u"node_modules"_s, u"venv"_s, u"CVS"_s, u"env"_s};
    const QStringList more =
        to.startsWith(from) ? to.sliced(from.size()).split(u'/', Qt::SkipEmptyParts) : QStringList{u"build"_s};
    return sameStyle && (from == to || (deeper && std::none_of(more.cbegin(), more.cend(), [](const QString &part) {
        return passedBy.contains(part) || part.endsWith(u".egg"_s) || part.startsWith(u'.') || part.startsWith(u'_');
    })));
}

bool hasRelativeImport(const Side &side)
{
    return std::any_of(side.blocks.cbegin(), side.blocks.cend(), [](const TestBlock &block) {
        return std::any_of(
            block.imported.cbegin(), block.imported.cend(), [](const auto &one) { return one.second.startsWith('.'); });
    });
}

bool readSides(const QList<TestFile> &files, QList<Side> &olds, QList<Side> &news)
{
    for (const TestFile &file : files) {
        const bool known = isRunAsTest(file.path) && testLanguage(file.path) == TestLanguage::Python &&
                           !file.path.endsWith(u"conftest.py"_s);
        const auto was = testBlocks(file.before), is = testBlocks(file.after);
        if (!known || !was || !is)
            return false;
        if (file.existed)
            olds.append({file.path, *was});
        if (file.exists)
            news.append({file.path, *is});
    }
    return true;
}

bool isSound(const QList<Side> &olds, const QList<Side> &news)
{
    const auto plain = [](const Side &side) {
        return bindsNothingTwice(side) && std::none_of(side.blocks.cbegin(), side.blocks.cend(), hasUnnamed);
    };
    if (!std::all_of(olds.cbegin(), olds.cend(), plain) || !std::all_of(news.cbegin(), news.cend(), plain))
        return false;
    // Nothing is there that was nowhere, and no test twice: as many are counted as before.
    QList<QList<TestToken>> left;
    QSet<QByteArray> imports;
    for (const Side &side : olds) {
        for (const TestBlock &block : side.blocks) {
            if (isRead(block) && !left.contains(block.tokens))
                left.append(block.tokens);
            for (const auto &one : block.imported)
                imports.insert(one.first + '=' + one.second);
        }
    }
    qsizetype had = 0, have = 0;
    for (const Side &side : olds)
        had += std::count_if(
            side.blocks.cbegin(), side.blocks.cend(), [](const TestBlock &block) { return block.isTest(); });
    for (const Side &side : news) {
        have += std::count_if(
            side.blocks.cbegin(), side.blocks.cend(), [](const TestBlock &block) { return block.isTest(); });
        for (const TestBlock &block : side.blocks) {
            if (isRead(block) && !left.contains(block.tokens))
                return false;
            for (const auto &one : block.imported) {
                if (!imports.contains(one.first + '=' + one.second))
                    return false;
            }
        }
    }
    return had == have && had > 0;
}

} // namespace

std::optional<QMap<QString, QStringList>> movedTests(const QList<TestFile> &files, bool deeper)
{
    QList<Side> olds, news;
    if (!readSides(files, olds, news) || !isSound(olds, news))
        return {};
    QMap<QString, QStringList> moved;
    for (const Side &was : std::as_const(olds)) {
        for (const TestBlock &block : was.blocks) {
            if (!isRead(block))
                continue;
            const auto holds = [&](const Side &is) {
                const bool has = std::any_of(is.blocks.cbegin(), is.blocks.cend(),
                    [&block](const TestBlock &other) { return other.tokens == block.tokens; });
                return has && meansTheSame(block, was, is) && isFoundAsWell(was.path, is.path, deeper) &&
                       (folderOf(was.path) == folderOf(is.path) || !hasRelativeImport(was));
            };
            const auto found = std::find_if(news.cbegin(), news.cend(), holds);
            if (found == news.cend())
                return {};
            if (found->path != was.path && !moved[was.path].contains(found->path))
                moved[was.path].append(found->path);
        }
    }
    return moved;
}

QStringList goneTests(const QList<TestFile> &files)
{
    QList<Side> olds, news;
    if (!readSides(files, olds, news))
        return {};
    QSet<QByteArray> there;
    QStringList gone;
    for (const Side &side : std::as_const(news)) {
        for (const TestBlock &block : side.blocks)
            there.insert(block.name);
    }
    for (const Side &side : std::as_const(olds)) {
        for (const TestBlock &block : side.blocks) {
            if (block.isTest() && !there.contains(block.name))
                gone.append(QString::fromUtf8(block.name));
        }
    }
    return gone;
}

} // namespace vibecoder
