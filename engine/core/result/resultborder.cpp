// SPDX-License-Identifier: MIT
#include "core/result/resultborder.h"

#include "core/border/bordercard.h"
#include "core/border/borderfacts.h"
#include "storage/recordstore.h"
#include "workspace/foldernames.h"
#include "workspace/view/upperreader.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Results
{
    Q_DECLARE_TR_FUNCTIONS(Results)
};

/// Result of the last step of a kind; empty: the run did not come to it.
QJsonObject resultOf(const QList<StepRow> &steps, const QString &kind)
{
    for (auto it = steps.crbegin(); it != steps.crend(); ++it) {
        if (it->kind == kind && it->result)
            return *it->result;
    }
    return {};
}

class BorderOfResult
{
public:
    BorderOfResult(const ResultBorderInput &input, const ChangeSet &set)
        : m_input(input)
        , m_set(set)
    {
        for (const Change &change : set.changes)
            m_changes.insert(change.path, change);
    }

    Result<ResultBorder> made()
    {
        VC_TRY(m_steps, stepstore::load(m_input.db.reader(), m_input.task.id, m_input.attempt));
        struct stat st
        {
        };
        if (::fstat(m_input.person.descriptor(), &st) != 0)
            return fail(ErrorCode::Io, u"the working directory cannot be looked at"_s);
        const BorderFolder folder{pathBytes(m_input.person.root()), {quint64(st.st_dev), quint64(st.st_ino)}};
        VC_TRY(const ClassifyContext context, contextOf());
        QList<ClassifiedChange> classified = classifyChanges(m_set, context);
        classified.removeIf(
            [&context](const ClassifiedChange &one) { return isMadeByVerification(one.change, context.products); });
        BorderSettings settings;
        settings.guard = m_input.task.guardInForce();
        settings.folder = folder;
        VC_CHECK(answerEarlier(settings));
        const BorderDecision open = decideBorder(classified, settings);
        VC_CHECK(answerNow(open, settings));
        ResultBorder border;
        border.decision = decideBorder(classified, settings);
        border.card = borderCard(border.decision, {folder, m_set.problems, context.content});
        border.chosen.problems = m_set.problems;
        border.chosen.changes = withoutProducts(chosenChanges(border.decision), context.products);
        return border;
    }

private:
    Result<ClassifyContext> contextOf() const
    {
        const StoreLocation &location = m_input.db.location();
        ClassifyContext context;
        context.root = pathBytes(m_input.person.root());
        const QJsonObject learned = resultOf(m_steps, u"border_rules"_s);
        FolderCache folders(namesAtBorder());
        const QJsonObject products = resultOf(m_steps, u"border_products"_s);
        BorderFacts facts = learned.isEmpty()
                                ? learnBorderFacts(m_input.person, commandsToAccept(m_input.task.spec), folders)
                                : borderFactsFromJson(learned);
        addOpened(facts, products);
        facts.fill(context);
        for (const QByteArray &path : pathsFromJson(products.value(u"paths"_s)))
            context.products.insert(path);
        VC_TRY(context.gitWritten, gitWritten(m_input.view, m_input.person.descriptor(), {}));
        context.home = QDir::homePath().toUtf8();
        context.dataDirectory = location.dataFolder().toUtf8();
        context.databaseFile = location.databaseFile.toUtf8();
        context.content = [this](const ObjectId &id, qint64 most) -> std::optional<QByteArray> {
            const Result<QByteArray> bytes = m_input.store.objects().read(ObjectType::Blob, id);
            return bytes ? std::optional(bytes->left(most)) : std::nullopt;
        };
        // What the set does not name is in the attempt as it is in the folder.
        context.linkNow = [this](const QByteArray &path) {
            return m_changes.contains(path) ? std::nullopt : linkBelow(m_input.person.descriptor(), path);
        };
        context.namesNow = [this](const QByteArray &path) { return namesIn(path); };
        return context;
    }

    [[nodiscard]] QByteArrayList namesIn(const QByteArray &path) const
    {
        QByteArrayList names;
        for (const QByteArray &name : namesInFolder(m_input.person.descriptor(), path, kMostNamesOfFolder)) {
            const auto change = m_changes.constFind(path.isEmpty() ? name : path + '/' + name);
            if (change == m_changes.cend() || !change->isDeleted())
                names.append(name);
        }
        const QByteArray prefix = path.isEmpty() ? QByteArray() : path + '/';
        for (auto it = m_changes.lowerBound(prefix); it != m_changes.cend() && it.key().startsWith(prefix); ++it) {
            const QByteArray name = it.key().mid(prefix.size());
            if (!it->isDeleted() && !name.contains('/') && !names.contains(name))
                names.append(name);
        }
        return names;
    }

    /// What a person has said to questions of the run.
    Result<> answerEarlier(BorderSettings &settings) const
    {
        VC_TRY(const QList<Approval> all, approvalstore::list(m_input.db.reader(), std::nullopt, m_input.task.id));
        for (const Approval &approval : all) {
            const bool yes = approval.state == ApprovalState::Approved;
            if (approval.kind != ApprovalKind::Border || approval.attempt != m_input.attempt ||
                (!yes && approval.state != ApprovalState::Denied))
                continue;
            for (const StepRow &step : m_steps) {
                const QJsonObject found = step.result.value_or(QJsonObject());
                if (step.kind != u"border"_s || found.value(u"asked_digest"_s).toString() != approval.beforeSha256)
                    continue;
                for (const QJsonValue row : found.value(u"asked"_s).toArray()) {
                    const QString digest = row[u"digest"_s].toString();
                    const QString word = approval.answers.value(digest).toString();
                    (word.isEmpty() ? yes : word == u"use"_s) ? settings.accepted.insert(digest)
                                                              : settings.leftOut.insert(digest);
                }
            }
        }
        return {};
    }

    Result<> answerNow(const BorderDecision &open, BorderSettings &settings) const
    {
        // A folder that goes with what is asked below it has no row of its own.
        QSet<QString> asked;
        for (const ClassifiedChange &one : open.asked)
            asked.insert(digestOf(one, settings.folder));
        QByteArrayList used;
        for (auto it = m_input.answers.begin(); it != m_input.answers.end(); ++it) {
            if (!asked.contains(it.key()))
                return fail(ErrorCode::InvalidArgument,
                    Results::tr("No change that is asked about has the digest %1.").arg(it.key().left(64)),
                    Results::tr("The changes may have become others; look at the card again."));
            it.value() == QJsonValue(u"use"_s) ? settings.accepted.insert(it.key()) : settings.leftOut.insert(it.key());
        }
        for (const ClassifiedChange &one : open.asked) {
            if (settings.accepted.contains(digestOf(one, settings.folder)))
                used.append(one.change.path);
        }
        for (const ClassifiedChange &one : open.asked) {
            const bool needed = one.change.isFolder() &&
                                std::any_of(used.cbegin(), used.cend(),
                                    [&one](const QByteArray &path) { return path.startsWith(one.change.path + '/'); });
            if (needed)
                settings.accepted.insert(digestOf(one, settings.folder));
        }
        return {};
    }

    const ResultBorderInput &m_input;
    const ChangeSet &m_set;
    QMap<QByteArray, Change> m_changes;
    QList<StepRow> m_steps;
};

} // namespace

Result<ResultBorder> borderOfResult(const ResultBorderInput &input, const ChangeSet &set)
{
    return BorderOfResult(input, set).made();
}

} // namespace vibecoder
