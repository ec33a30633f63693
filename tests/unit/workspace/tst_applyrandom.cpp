// SPDX-License-Identifier: MIT
// Folders, attempts, answers, saves and kills by chance: nothing of the person's is lost, and nothing of the task's is
// outside its set. VIBECODER_SEED and VIBECODER_ROUNDS choose what is run.
#include "unit/workspace/applytesting.h"

#include <QRandomGenerator>

#include <sys/mman.h>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

constexpr int kMostSaves = 16;

/// What she did, in memory that a killed child shares with us. Contents follow from the number.
struct Saves
{
    struct One
    {
        char path[100];
        int number; ///< 0: she removed it
    };
    One list[kMostSaves];
    int count;
};

QByteArray hersOf(int number)
{
    return "hers " + QByteArray::number(number) + '\n';
}

class Story
{
public:
    explicit Story(quint32 seed)
        : m_chance(seed)
        , m_saves(static_cast<Saves *>(
              ::mmap(nullptr, sizeof(Saves), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)))
    {
        *m_saves = {};
    }
    ~Story() { ::munmap(m_saves, sizeof(Saves)); }
    Q_DISABLE_COPY_MOVE(Story)

    /// Empty, or what is wrong.
    QByteArray run()
    {
        Picture base;
        for (int i = 2 + below(12); i > 0; --i)
            addSomething(base);
        Picture theirs = base;
        for (int i = 1 + below(8); i > 0; --i)
            changeSomething(theirs);
        base.draw(m_desk.root());
        linkSomething(base);
        m_desk.keep(base);
        m_desk.keep(theirs);
        const ChangeSet set = changesBetween(base, theirs);
        if (below(2) == 0)
            for (int i = below(4); i > 0; --i)
                save();

        for (int tries = 0; tries < 4; ++tries) {
            const ApplyPlan plan = answered(set);
            if (!plan.isReady())
                return "no answer makes the plan ready";
            for (const PlannedChange &change : plan.changes)
                m_set.insert(change.path);
            const FileTree before = m_desk.now();
            const int late = m_saves->count;
            if (tries == 0 && below(2) == 0)
                save();
            const auto report = carryOut(
                m_desk.journal, [&](const ApplyStep &step) { return m_desk.apply(plan, step); }, tries == 0);
            if (!report)
                return "apply: " + report.error().message.toUtf8();
            FileTree after = before;
            for (const PlannedChange &change : plan.changes)
                put(after, change.path, change.after);
            QByteArray wrong = check(report->applied ? after : before, late);
            if (!wrong.isEmpty())
                return (report->applied ? "applied:\n" : "not applied:\n") + wrong;
            if (report->applied)
                return undo(before, late);
        }
        return "not applied although nobody was in between";
    }

private:
    int below(int limit) { return int(m_chance.bounded(limit)); }
    [[nodiscard]] QByteArray name()
    {
        static const char *const names[] = {
            "a", "b", "c", "d", "d/a", "d/b", "d/e", "d/e/a", "f", "f/a", "f/g/h", "i.py"};
        return names[below(int(std::size(names)))];
    }
    QByteArray text()
    {
        QByteArray bytes;
        for (int i = 0; i < 8; ++i)
            bytes += "line " + QByteArray::number(below(3)) + QByteArray::number(i) + '\n';
        return bytes + (below(5) == 0 ? QByteArray(1, '\0') : QByteArray());
    }
    void addSomething(Picture &picture)
    {
        const QByteArray path = name();
        picture.remove(path);
        switch (below(8)) {
        case 0:
            picture.link(path, name());
            break;
        case 1:
            picture.folder(path, below(3) == 0 ? 0700 : 0755);
            break;
        default:
            picture.file(path, text(), below(4) == 0 ? 0755 : 0644);
        }
        // A file on the way became a folder: nothing else may be below what is a file now.
        for (const QByteArray &one : picture.tree.keys()) {
            for (const QByteArray &above : foldersAbove(one)) {
                if (!S_ISDIR(picture.tree.value(above).mode))
                    picture.tree.remove(one);
            }
        }
    }
    void changeSomething(Picture &picture)
    {
        const QByteArrayList paths = picture.tree.keys();
        if (paths.isEmpty() || below(3) == 0)
            return addSomething(picture);
        const QByteArray path = paths.at(below(int(paths.size())));
        const TreeEntry entry = picture.tree.value(path);
        if (below(4) == 0) {
            picture.remove(path);
        } else if (below(5) == 0 && !S_ISLNK(entry.mode)) {
            picture.tree[path].mode ^= 0055;
        } else if (S_ISREG(entry.mode)) {
            QByteArrayList lines = picture.contents.value(entry.content).split('\n');
            lines[below(int(lines.size()))] = "of the attempt " + QByteArray::number(below(9));
            picture.file(path, lines.join('\n'), entry.mode & 0777);
        }
    }
    /// Under another name outside, so that it must be written into.
    void linkSomething(const Picture &base)
    {
        const QByteArrayList paths = base.tree.keys();
        if (paths.isEmpty() || below(2) == 0)
            return;
        const QByteArray path = paths.at(below(int(paths.size())));
        if (S_ISREG(base.tree.value(path).mode))
            ::link(m_desk.path(path).constData(), m_desk.scratch.at(u"outside/other"_s).toUtf8().constData());
    }

    /// She saves, makes or removes a file, the way one program or another does it.
    void save()
    {
        // Mostly where the task writes too.
        QByteArrayList paths = m_set.values();
        std::sort(paths.begin(), paths.end());
        const QByteArray relative = paths.isEmpty() || below(4) == 0 ? name() : paths.at(below(int(paths.size())));
        const QByteArray path = m_desk.path(relative);
        const int way = below(5), number = m_saves->count + 1;
        struct stat st
        {
        };
        for (const QByteArray &above : foldersAbove(relative)) {
            if (::lstat(m_desk.path(above).constData(), &st) != 0 || !S_ISDIR(st.st_mode))
                return;
        }
        const bool exists = ::lstat(path.constData(), &st) == 0;
        if (m_saves->count == kMostSaves || (exists && !S_ISREG(st.st_mode)))
            return;
        int written = number;
        if (way == 0 && exists) {
            ::unlink(path.constData());
            written = 0;
        } else if (way <= 2) {
            const QByteArray beside = path + "~";
            if (!write(beside, number))
                return;
            ::rename(beside.constData(), path.constData());
        } else {
            if (way == 3)
                ::unlink(path.constData());
            if (!write(path, number))
                written = exists && way == 3 ? 0 : -1;
        }
        if (written < 0)
            return;
        Saves::One &one = m_saves->list[m_saves->count];
        qstrncpy(one.path, relative.constData(), sizeof one.path);
        one.number = written;
        ++m_saves->count;
    }
    static bool write(const QByteArray &path, int number)
    {
        const QByteArray bytes = hersOf(number);
        const FileDescriptor file(
            ::open(path.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644));
        return file.isOpen() && ::write(file.get(), bytes.constData(), size_t(bytes.size())) == bytes.size();
    }

    ApplyPlan answered(const ChangeSet &set)
    {
        ApplyAnswers answers;
        for (int round = 0;; ++round) {
            const auto plan = m_desk.plan(set, answers);
            if (!plan)
                qFatal("%s", qPrintable(plan.error().message));
            if (plan->conflicts.isEmpty() || round == 4)
                return *plan;
            for (const ApplyConflict &conflict : plan->conflicts) {
                const auto kind = round < 2 ? AnswerKind(below(4)) : AnswerKind::KeepMine;
                answers.insert(conflict.path, {kind, "edited by her\n"});
            }
        }
    }

    /// With saves in the middle, and killed in the middle.
    Result<ApplyReport> carryOut(
        const ApplyJournal &journal, const std::function<Result<ApplyReport>(ApplyStep)> &work, bool disturbed)
    {
        const int saves = disturbed ? below(5) : 0;
        QList<int> at;
        for (int i = 0; i < saves; ++i)
            at.append(1 + below(30));
        const auto disturb = [this, at](int step) {
            for (const int one : at) {
                if (one == step)
                    save();
            }
        };
        if (!disturbed || below(2) == 0)
            return work(disturb);
        const int killAt = 1 + below(40);
        (void)runUntil(killAt, [&](const ApplyStep &kill) {
            (void)work([&](int step) {
                disturb(step);
                kill(step);
            });
        });
        m_chance.discard(100);
        if (below(3) == 0)
            save();
        const Result<ApplyRecord> record = journal.load();
        const bool begun = record && record->stage != ApplyStage::Done && record->stage != ApplyStage::TakenBack;
        if (begun && below(2) == 0)
            return takeBackApply(*m_desk.scratch.workspace, m_desk.objects, journal);
        if (record)
            return finishApply(*m_desk.scratch.workspace, m_desk.objects, journal);
        return ApplyReport();
    }

    static void put(FileTree &tree, const QByteArray &path, const TreeEntry &entry)
    {
        if (entry.mode == 0)
            tree.remove(path);
        else
            tree.insert(path, entry);
    }

    [[nodiscard]] bool isTouched(const QByteArray &path, int since) const
    {
        for (int i = since; i < m_saves->count; ++i) {
            const QByteArray one(m_saves->list[i].path);
            // What is kept lies beside it, or further up where its folder is gone.
            const qsizetype slash = path.lastIndexOf('/') + 1;
            const bool kept = one.startsWith(path.left(slash)) && path.mid(slash).startsWith(lastName(one) + ".saved");
            if (one == path || one.startsWith(path + '/') || path.startsWith(one + '/') ||
                path.startsWith(one + ".saved") || path == one + '~' || kept)
                return true;
        }
        return false;
    }

    /// late: saves from here on came after the plan. Then they must be on the disk; earlier ones, which the plan knew,
    /// there or in the store.
    QByteArray check(const FileTree &shall, int late) const
    {
        const FileTree now = m_desk.now();
        QByteArray wrong;
        QSet<ObjectId> there;
        for (auto it = now.cbegin(); it != now.cend(); ++it) {
            there.insert(it->content);
            if (isTemporaryName(lastName(it.key())))
                wrong += it.key() + " was left over\n";
        }
        for (const QByteArray &path :
            QSet<QByteArray>(now.keyBegin(), now.keyEnd()) + QSet<QByteArray>(shall.keyBegin(), shall.keyEnd())) {
            if (!isTouched(path, late) && now.value(path) != shall.value(path))
                wrong += path + ": is " + QByteArray::number(now.value(path).mode, 8) + ", shall be " +
                         QByteArray::number(shall.value(path).mode, 8) + '\n';
        }
        QMap<QByteArray, int> last;
        for (int i = 0; i < m_saves->count; ++i)
            last.insert(m_saves->list[i].path, i);
        for (auto it = last.cbegin(); it != last.cend(); ++it) {
            const int number = m_saves->list[*it].number;
            const ObjectId id = ObjectStore::idOf(ObjectType::Blob, hersOf(number));
            const bool kept = there.contains(id) ||
                              (*it < late && m_set.contains(it.key()) && m_desk.objects.read(ObjectType::Blob, id));
            if (number != 0 && !kept)
                wrong += "lost: " + it.key() + " with " + hersOf(number);
        }
        return wrong;
    }
    static QByteArray lastName(const QByteArray &path) { return path.mid(path.lastIndexOf('/') + 1); }

    QByteArray undo(const FileTree &beforeApply, int planned)
    {
        if (below(2) == 0)
            save();
        for (int tries = 0; tries < 4; ++tries) {
            const auto plan = m_desk.undoPlan();
            if (!plan)
                return "undo: " + plan.error().message.toUtf8();
            const FileTree before = m_desk.now();
            const int late = m_saves->count;
            const auto report = carryOut(
                m_desk.undoJournal,
                [&](const ApplyStep &step) {
                    return apply(*m_desk.scratch.workspace, plan->plan, m_desk.objects, m_desk.undoJournal, step);
                },
                tries == 0);
            if (!report)
                return "undo: " + report.error().message.toUtf8();
            FileTree after = before;
            for (const PlannedChange &change : plan->plan.changes)
                put(after, change.path, change.after);
            QByteArray wrong = check(report->applied ? after : before, late);
            if (!wrong.isEmpty())
                return (report->applied ? "undone:\n" : "not undone:\n") + wrong;
            if (!report->applied)
                continue;
            // Nobody was here since the plan: everything is as it was before it.
            if (m_saves->count == planned)
                wrong = differenceOf(m_desk.now(), beforeApply);
            return wrong.isEmpty() ? wrong : "undone:\n" + wrong;
        }
        return "not undone although nobody was in between";
    }

    QRandomGenerator m_chance;
    Saves *m_saves;
    Desk m_desk;
    QSet<QByteArray> m_set; ///< what the plans had
};

} // namespace

class ApplyRandomTest : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsLost()
    {
        bool given = false;
        const int wanted = qEnvironmentVariableIntValue("VIBECODER_ROUNDS", &given);
        const quint32 first = qEnvironmentVariableIsSet("VIBECODER_SEED") ? qgetenv("VIBECODER_SEED").toUInt()
                                                                          : QRandomGenerator::global()->generate();
        const quint32 rounds = given                                              ? quint32(wanted)
                               : qEnvironmentVariableIsSet("VIBECODER_TEST_FULL") ? 10000U
                                                                                  : 200U;
        qInfo("seeds %u to %u", first, first + rounds - 1);
        for (quint32 seed = first; seed != first + rounds; ++seed) {
            const QByteArray wrong = Story(seed).run();
            QVERIFY2(wrong.isEmpty(), ("VIBECODER_SEED=" + QByteArray::number(seed) + '\n' + wrong).constData());
        }
    }
};

QTEST_GUILESS_MAIN(ApplyRandomTest)
#include "tst_applyrandom.moc"
