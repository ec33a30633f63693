// SPDX-License-Identifier: MIT
#include "wire/taskyaml.h"

#include "wire/nearestname.h"
#include "wire/plainnumber.h"
#include "wire/yamltree.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

const QStringList &knownKeys()
{
    static const QStringList keys{u"name"_s, u"description"_s, u"requirements"_s, u"verification_commands"_s,
        u"working_directory"_s, u"max_iterations"_s, u"timeout_per_iteration"_s, u"priority"_s, u"model"_s,
        u"max_cost_usd"_s, u"network"_s, u"isolation"_s, u"deliver"_s, u"guard"_s, u"labels"_s, u"setup"_s, u"keep"_s,
        u"clean_room"_s};
    return keys;
}

class TaskReader
{
public:
    TaskReader(const YamlTree &tree, const TaskFileContext &context)
        : m_tree(tree)
        , m_context(context)
    {
        m_result.spec.maxIterations = context.defaultMaxIterations;
        m_result.spec.timeoutPerIteration = context.defaultTimeout;
    }

    TaskFileResult read()
    {
        if (m_tree.fault)
            wrong(m_tree.fault->offset, m_tree.fault->field, m_tree.fault->message, m_tree.fault->hint);
        if (m_tree.fault && !m_tree.cut)
            return finish();
        readKeys(m_tree.root);
        if (!m_tree.cut) {
            for (const char *key : {"name", "description", "verification_commands", "working_directory"})
                require(QString::fromLatin1(key));
            checkValues();
        }
        return finish();
    }

private:
    void wrong(qsizetype offset, const QString &field, const QString &message, const QString &hint)
    {
        m_wrong.insert(field);
        const qsizetype count = m_result.errors.size();
        if (count >= kTaskFileMaxErrors) {
            ++m_left;
            return;
        }
        const YamlTree::Position at = m_tree.position(offset);
        m_result.errors.append({at.line, at.column, field, message, hint});
    }

    TaskFileResult finish()
    {
        std::stable_sort(m_result.errors.begin(), m_result.errors.end(), [](const auto &a, const auto &b) {
            // What concerns the whole file comes last.
            const auto place = [](const TaskFileError &e) {
                return std::pair(e.line == 0 ? std::numeric_limits<int>::max() : e.line, e.column);
            };
            return place(a) < place(b);
        });
        if (m_left > 0)
            m_result.errors.append(
                {0, 0, u"(file)"_s, QCoreApplication::translate("taskfile", "%1 more errors are not shown").arg(m_left),
                    QCoreApplication::translate("taskfile", "mend the errors above first")});
        return std::move(m_result);
    }

    void readKeys(const YamlNode &map)
    {
        plain(map, u"(file)"_s);
        QSet<QString> seen;
        for (size_t i = 0; i < map.children.size(); i += 2) {
            const YamlNode &key = map.children[i];
            if (!readableKey(key))
                continue;
            const QString name = key.text;
            const QString shown = name.left(64);
            if (!knownKeys().contains(name)) {
                // Once per name: a file of thousands of the same line has one thing wrong.
                if (!seen.contains(name))
                    unknownKey(key.offset, name, shown);
                seen.insert(name);
                continue;
            }
            if (seen.contains(name)) {
                if (!m_repeated.contains(name))
                    wrong(key.offset, shown, QCoreApplication::translate("taskfile", "%1 is given twice").arg(shown),
                        QCoreApplication::translate("taskfile", "keep one of the two; the first is in line %1")
                            .arg(m_tree.position(m_offsets.value(name)).line));
                m_repeated.insert(name);
                continue;
            }
            seen.insert(name);
            m_offsets.insert(name, key.offset);
            if (i + 1 < map.children.size()) {
                const YamlNode &value = map.children[i + 1];
                if (value.kind != YamlNode::Kind::Null)
                    m_offsets.insert(name, value.offset);
                if (plain(value, name))
                    readValue(name, value, key.offset);
            }
        }
    }

    bool readableKey(const YamlNode &key)
    {
        if (key.isText() && !key.text.isEmpty())
            return plain(key, key.text.left(64));
        if (key.isText() || key.kind == YamlNode::Kind::Null || (key.kind == YamlNode::Kind::Map && isEmptyMap(key)))
            wrong(key.offset, u"(syntax)"_s, QCoreApplication::translate("taskfile", "a key is empty"),
                QCoreApplication::translate("taskfile", "write the name of a field before the colon"));
        else
            wrong(key.offset, u"(file)"_s, QCoreApplication::translate("taskfile", "a key is not a word"),
                QCoreApplication::translate("taskfile", "write the name of a field before the colon"));
        return false;
    }

    /// yaml-cpp reads `? ` and then `: x` as a map with an empty key as the key.
    static bool isEmptyMap(const YamlNode &map)
    {
        return map.children.size() <= 2 && !map.children.empty() && map.children[0].kind == YamlNode::Kind::Null;
    }

    void unknownKey(qsizetype offset, const QString &name, const QString &shown)
    {
        const QString near = nearestName(name, knownKeys());
        if (!near.isEmpty())
            m_meant.insert(near);
        wrong(offset, shown, QCoreApplication::translate("taskfile", "%1 is not a field of a task file").arg(shown),
            near.isEmpty() ? QCoreApplication::translate("taskfile", "remove it; the fields are: %1")
                                 .arg(knownKeys().join(u", "_s))
                           : QCoreApplication::translate("taskfile", "did you mean %1?").arg(near));
    }

    /// No tag, anchor or alias; false when it was reported.
    bool plain(const YamlNode &node, const QString &field)
    {
        if (node.tagged)
            wrong(node.offset, field, QCoreApplication::translate("taskfile", "%1 carries a tag").arg(field),
                QCoreApplication::translate("taskfile", "remove the word that begins with `!`, or put it into quotes"));
        else if (node.anchored)
            wrong(node.offset, field, QCoreApplication::translate("taskfile", "%1 carries an anchor").arg(field),
                QCoreApplication::translate("taskfile", "remove the word that begins with `&`, or put it into quotes"));
        else if (node.kind == YamlNode::Kind::Alias)
            wrong(node.offset, field, QCoreApplication::translate("taskfile", "%1 is an alias").arg(field),
                QCoreApplication::translate(
                    "taskfile", "write the text itself; text that begins with `*` goes into quotes"));
        else
            return true;
        return false;
    }

    void readValue(const QString &name, const YamlNode &value, qsizetype keyOffset)
    {
        TaskSpec &spec = m_result.spec;
        const bool optionalList =
            name == u"requirements"_s || name == u"labels"_s || name == u"setup"_s || name == u"keep"_s;
        if (value.kind == YamlNode::Kind::Null) {
            if (!optionalList) // an empty list of these is fine
                wrong(keyOffset, name, QCoreApplication::translate("taskfile", "%1 has no value").arg(name),
                    QCoreApplication::translate("taskfile", "write a value after the colon, or remove the line"));
        } else if (optionalList || name == u"verification_commands"_s) {
            readList(name, value,
                name == u"labels"_s         ? spec.labels
                : name == u"setup"_s        ? spec.setup
                : name == u"keep"_s         ? spec.keep
                : name == u"requirements"_s ? spec.requirements
                                            : spec.verificationCommands);
        } else if (!value.isText()) {
            wrong(value.offset, name, QCoreApplication::translate("taskfile", "%1 is a list or mapping").arg(name),
                QCoreApplication::translate(
                    "taskfile", "write one value; text with brackets, braces or `: ` goes into quotes"));
        } else {
            readScalar(name, value);
        }
    }

    void readScalar(const QString &name, const YamlNode &value)
    {
        TaskSpec &spec = m_result.spec;
        if (name == u"name"_s)
            spec.name = value.text;
        else if (name == u"description"_s)
            spec.description = value.text;
        else if (name == u"working_directory"_s)
            spec.workingDirectory = value.text;
        else if (name == u"model"_s)
            readModel(value);
        else if (name == u"max_iterations"_s)
            readInt(name, value, spec.maxIterations, 1, 1000);
        else if (name == u"timeout_per_iteration"_s)
            readInt(name, value, spec.timeoutPerIteration, 1, 86400);
        else if (name == u"priority"_s)
            readInt(name, value, spec.priority, -1000000, 1000000);
        else if (name == u"max_cost_usd"_s)
            readCost(name, value);
        else if (name == u"network"_s)
            readBool(name, value);
        else if (name == u"isolation"_s)
            readWord(name, value, spec.isolation);
        else if (name == u"deliver"_s)
            readWord(name, value, spec.deliver);
        else if (name == u"guard"_s)
            readWord(name, value, spec.guard);
        else if (name == u"clean_room"_s)
            readWord(name, value, spec.cleanRoom);
    }

    void readModel(const YamlNode &value)
    {
        if (value.text.trimmed().isEmpty())
            wrong(value.offset, u"model"_s, QCoreApplication::translate("taskfile", "%1 is empty").arg(u"model"_s),
                QCoreApplication::translate("taskfile", "name a model, or remove the line"));
        m_result.spec.model = value.text;
    }

    void readInt(const QString &name, const YamlNode &value, int &target, int low, int high)
    {
        if (const auto number = plainInteger(value.text, low, high))
            target = int(*number);
        else
            wrong(value.offset, name,
                QCoreApplication::translate("taskfile", "%1 is not a whole number in range: %2")
                    .arg(name, value.text.left(40)),
                QCoreApplication::translate("taskfile", "write a whole number from %1 to %2").arg(low).arg(high));
    }

    void readCost(const QString &name, const YamlNode &value)
    {
        if (const auto amount = plainDecimal(value.text); amount && *amount > 0 && *amount <= 10000)
            m_result.spec.maxCostUsd = *amount;
        else
            wrong(value.offset, name,
                QCoreApplication::translate("taskfile", "%1 is not an amount in range: %2")
                    .arg(name, value.text.left(40)),
                QCoreApplication::translate("taskfile", "write an amount above 0 and up to 10000, such as 2.50"));
    }

    void readBool(const QString &name, const YamlNode &value)
    {
        const QString word = value.text.toLower();
        if (word == u"true"_s || word == u"false"_s)
            m_result.spec.network = word == u"true"_s;
        else
            wrong(value.offset, name,
                QCoreApplication::translate("taskfile", "%1 is neither true nor false: %2")
                    .arg(name, value.text.left(40)),
                QCoreApplication::translate("taskfile", "write true or false"));
    }

    template <typename E>
    void readWord(const QString &name, const YamlNode &value, E &target)
    {
        if (const auto known = fromWire<E>(value.text)) {
            target = *known;
            return;
        }
        wrong(value.offset, name,
            QCoreApplication::translate("taskfile", "%1 has an unknown value: %2").arg(name, value.text.left(40)),
            QCoreApplication::translate("taskfile", "write one of: %1").arg(wireNames<E>().join(u", "_s)));
    }

    void readList(const QString &name, const YamlNode &value, QStringList &target)
    {
        if (value.kind != YamlNode::Kind::List) {
            wrong(value.offset, name, QCoreApplication::translate("taskfile", "%1 is not a list").arg(name),
                QCoreApplication::translate("taskfile", "write each item on its own line, after two spaces and `- `"));
            return;
        }
        for (size_t i = 0; i < value.children.size(); ++i) {
            const YamlNode &item = value.children[i];
            const QString field = u"%1[%2]"_s.arg(name).arg(i);
            m_offsets.insert(field, item.offset);
            target.append(item.text); // also of a wrong item: later ones keep their numbers
            if (!plain(item, field))
                continue;
            if (item.kind == YamlNode::Kind::Null)
                wrong(item.offset, field, QCoreApplication::translate("taskfile", "%1 is empty").arg(field),
                    QCoreApplication::translate("taskfile", "write the text after the dash, or remove the dash"));
            else if (!item.isText())
                wrong(item.offset, field, QCoreApplication::translate("taskfile", "%1 is a list or mapping").arg(field),
                    QCoreApplication::translate(
                        "taskfile", "put the text into quotes: brackets, braces and `: ` have a meaning in YAML"));
        }
    }

    void require(const QString &key)
    {
        // A misspelt key was told with the name it stands for.
        if (m_offsets.contains(key) || m_wrong.contains(key) || m_meant.contains(key)) {
            if (!m_offsets.contains(key))
                m_wrong.insert(key);
            return;
        }
        wrong(-1, key, QCoreApplication::translate("taskfile", "%1 is missing").arg(key),
            QCoreApplication::translate("taskfile", "add a line that begins with `%1:`").arg(key));
    }

    /// The rules for values, except for fields that are wrong already.
    void checkValues()
    {
        const QSet<QString> told = m_wrong;
        const QList<TaskFileError> errors = checkTaskSpec(m_result.spec, m_context);
        for (const TaskFileError &error : errors) {
            const bool known = m_offsets.contains(error.field);
            if (!told.contains(error.field))
                wrong(known ? m_offsets.value(error.field) : -1, error.field, error.message, error.hint);
        }
        m_result.spec.workingDirectory = canonicalWorkingDirectory(m_result.spec.workingDirectory, m_context);
    }

    const YamlTree &m_tree;
    const TaskFileContext &m_context;
    TaskFileResult m_result;
    QHash<QString, qsizetype> m_offsets; ///< where each field stands
    QSet<QString> m_wrong, m_meant, m_repeated;
    qsizetype m_left = 0;
};

} // namespace

TaskFileResult readTaskYaml(const QByteArray &bytes, const TaskFileContext &context)
{
    const YamlTree tree = readYamlTree(bytes, kTaskFileMaxBytes);
    return TaskReader(tree, context).read();
}

} // namespace vibecoder
