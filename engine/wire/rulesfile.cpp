// SPDX-License-Identifier: MIT
#include "wire/rulesfile.h"

#include "base/paths.h"
#include "wire/nearestname.h"
#include "wire/yamltree.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

const QStringList &ruleKeys()
{
    static const QStringList keys{u"name"_s, u"decision"_s, u"exact"_s, u"prefix"_s, u"directory"_s, u"expires"_s,
        u"sandbox"_s, u"reason"_s, u"match"_s, u"not_match"_s};
    return keys;
}

class RulesReader
{
public:
    explicit RulesReader(const YamlTree &tree)
        : m_tree(tree)
    {
    }

    RulesFileResult read()
    {
        const bool empty = m_tree.root.kind == YamlNode::Kind::Null && m_tree.fault &&
                           m_tree.fault->field == u"(file)"_s && !m_tree.cut &&
                           m_tree.bytes.size() <= kRulesFileMaxBytes && onlyComments();
        if (empty)
            return m_result;
        if (m_tree.fault) {
            wrong(m_tree.fault->offset, m_tree.fault->field, m_tree.fault->message, m_tree.fault->hint);
            return m_result;
        }
        QSet<QString> seen;
        for (std::size_t i = 0; i + 1 < m_tree.root.children.size(); i += 2) {
            const YamlNode &key = m_tree.root.children[i];
            if (!key.isText() || key.text != u"rules"_s)
                wrong(key.offset, key.text.left(64),
                    QCoreApplication::translate("rulesfile", "the file holds one key, rules"),
                    QCoreApplication::translate(
                        "rulesfile", "write `rules:` in the first column and the rules below it"));
            else if (seen.contains(key.text))
                wrong(key.offset, key.text, QCoreApplication::translate("rulesfile", "rules is given twice"),
                    QCoreApplication::translate("rulesfile", "put all rules below the first one"));
            else
                readRules(m_tree.root.children[i + 1]);
            seen.insert(key.text);
        }
        return m_result;
    }

private:
    [[nodiscard]] bool onlyComments() const
    {
        const QList<QByteArray> lines = m_tree.bytes.split('\n');
        return std::all_of(lines.begin(), lines.end(), [](const QByteArray &line) {
            const QByteArray text = line.trimmed();
            return text.isEmpty() || text.startsWith('#');
        });
    }

    void wrong(qsizetype offset, const QString &field, const QString &message, const QString &hint)
    {
        if (m_result.errors.size() >= kTaskFileMaxErrors)
            return;
        const YamlTree::Position at = offset < 0 ? YamlTree::Position{} : m_tree.position(offset);
        m_result.errors.append({at.line, at.column, field, message, hint});
    }

    bool plain(const YamlNode &node, const QString &field)
    {
        if (!node.tagged && !node.anchored && node.kind != YamlNode::Kind::Alias)
            return true;
        wrong(node.offset, field,
            QCoreApplication::translate("rulesfile", "%1 carries a tag, an anchor or an alias").arg(field),
            QCoreApplication::translate(
                "rulesfile", "write the text itself; text that begins with `!`, `&` or `*` goes into quotes"));
        return false;
    }

    void readRules(const YamlNode &list)
    {
        if (list.kind == YamlNode::Kind::Null)
            return;
        if (!plain(list, u"rules"_s) || list.kind != YamlNode::Kind::List) {
            if (list.kind != YamlNode::Kind::List)
                wrong(list.offset, u"rules"_s, QCoreApplication::translate("rulesfile", "rules is not a list"),
                    QCoreApplication::translate("rulesfile", "begin each rule with `- name: …`"));
            return;
        }
        if (list.children.size() > kMostRules)
            wrong(list.offset, u"rules"_s,
                QCoreApplication::translate("rulesfile", "more than %1 rules").arg(kMostRules),
                QCoreApplication::translate("rulesfile", "remove those that are not needed"));
        QSet<QString> names;
        for (const YamlNode &item : list.children) {
            if (!plain(item, u"rules"_s))
                continue;
            if (item.kind != YamlNode::Kind::Map) {
                wrong(item.offset, u"rules"_s, QCoreApplication::translate("rulesfile", "this rule is not a mapping"),
                    QCoreApplication::translate("rulesfile", "begin each rule with `- name: …`"));
                continue;
            }
            Rule rule = readRule(item);
            if (!rule.id.isEmpty() && names.contains(rule.id))
                wrong(item.offset, rule.id,
                    QCoreApplication::translate("rulesfile", "two rules are called %1").arg(rule.id),
                    QCoreApplication::translate("rulesfile", "give one of them another name"));
            names.insert(rule.id);
            m_result.rules.append(std::move(rule));
        }
    }

    Rule readRule(const YamlNode &map)
    {
        Rule rule;
        rule.line = m_tree.position(map.offset).line;
        rule.tier = SandboxTier::Bubblewrap;
        QSet<QString> seen;
        for (std::size_t i = 0; i + 1 < map.children.size(); i += 2) {
            const YamlNode &key = map.children[i];
            const YamlNode &value = map.children[i + 1];
            const QString name = key.text;
            if (!key.isText() || !ruleKeys().contains(name)) {
                const QString near = nearestName(name, ruleKeys());
                wrong(key.offset, name.left(64),
                    QCoreApplication::translate("rulesfile", "%1 is not a key of a rule").arg(name.left(64)),
                    near.isEmpty() ? QCoreApplication::translate("rulesfile", "remove it; the keys are: %1")
                                         .arg(ruleKeys().join(u", "_s))
                                   : QCoreApplication::translate("rulesfile", "did you mean %1?").arg(near));
            } else if (seen.contains(name)) {
                wrong(key.offset, name, QCoreApplication::translate("rulesfile", "%1 is given twice").arg(name),
                    QCoreApplication::translate("rulesfile", "keep one of the two"));
            } else if (plain(key, name) && plain(value, name)) {
                readValue(name, value, rule);
            }
            seen.insert(name);
        }
        for (const QString &needed : {u"name"_s, u"decision"_s}) {
            if (!seen.contains(needed))
                wrong(map.offset, needed, QCoreApplication::translate("rulesfile", "%1 is missing").arg(needed),
                    QCoreApplication::translate("rulesfile", "add a line that begins with `%1:`").arg(needed));
        }
        if (seen.contains(u"exact"_s) == seen.contains(u"prefix"_s))
            wrong(map.offset, u"prefix"_s,
                QCoreApplication::translate("rulesfile", "a rule has either exact or prefix"),
                QCoreApplication::translate(
                    "rulesfile", "exact: the whole command as a list of words; prefix: its first words"));
        return rule;
    }

    void readValue(const QString &name, const YamlNode &value, Rule &rule)
    {
        if (name == u"exact"_s || name == u"prefix"_s) {
            rule.exact = name == u"exact"_s;
            readWords(name, value, rule);
        } else if (name == u"match"_s || name == u"not_match"_s) {
            readExamples(name, value, rule);
        } else if (!value.isText() || value.text.isEmpty() || value.text.size() > 4096) {
            wrong(value.offset, name, QCoreApplication::translate("rulesfile", "%1 has no plain value").arg(name),
                QCoreApplication::translate("rulesfile", "write one text after the colon"));
        } else if (name == u"name"_s) {
            static const QRegularExpression form(u"\\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\\z"_s);
            if (!form.match(value.text).hasMatch())
                wrong(value.offset, name, QCoreApplication::translate("rulesfile", "this is no name for a rule"),
                    QCoreApplication::translate("rulesfile", "up to 64 letters, digits, dots, dashes and underscores"));
            rule.id = value.text;
        } else if (name == u"decision"_s) {
            const auto decision = fromWire<Decision>(value.text);
            if (!decision)
                wrong(value.offset, name,
                    QCoreApplication::translate("rulesfile", "%1 is no decision").arg(value.text.left(40)),
                    QCoreApplication::translate("rulesfile", "write allow, ask or deny"));
            rule.decision = decision.value_or(Decision::Ask);
        } else if (name == u"directory"_s) {
            rule.directory = expandHome(value.text);
            if (!rule.directory.startsWith(u'/') || rule.directory.contains(u"/../"_s) ||
                rule.directory.endsWith(u"/.."_s))
                wrong(value.offset, name, QCoreApplication::translate("rulesfile", "directory is not an absolute path"),
                    QCoreApplication::translate("rulesfile", "begin it with / or ~/"));
            while (rule.directory.size() > 1 && rule.directory.endsWith(u'/'))
                rule.directory.chop(1);
        } else if (name == u"expires"_s) {
            rule.expiresAt = QDateTime::fromString(value.text, Qt::ISODate);
            if (!rule.expiresAt.isValid())
                wrong(value.offset, name,
                    QCoreApplication::translate("rulesfile", "%1 is no date").arg(value.text.left(40)),
                    QCoreApplication::translate("rulesfile", "write it as 2026-12-31"));
        } else if (name == u"sandbox"_s) {
            const auto tier = fromWire<SandboxTier>(value.text);
            if (!tier)
                wrong(value.offset, name,
                    QCoreApplication::translate("rulesfile", "%1 is no sandbox tier").arg(value.text.left(40)),
                    QCoreApplication::translate(
                        "rulesfile", "write the weakest the rule may hold in: bubblewrap, landlock or none"));
            rule.tier = tier.value_or(SandboxTier::Bubblewrap);
        } else {
            rule.reason = value.text;
        }
    }

    void readWords(const QString &name, const YamlNode &value, Rule &rule)
    {
        if (value.kind != YamlNode::Kind::List || value.children.empty() || value.children.size() > 64) {
            wrong(value.offset, name, QCoreApplication::translate("rulesfile", "%1 is not a list of words").arg(name),
                QCoreApplication::translate("rulesfile", "write it as [npm, run, lint]"));
            return;
        }
        for (const YamlNode &item : value.children) {
            QStringList alternatives;
            const bool several = item.kind == YamlNode::Kind::List && !rule.exact;
            if (several) {
                for (const YamlNode &one : item.children)
                    readWord(name, one, alternatives);
            } else {
                readWord(name, item, alternatives);
            }
            if (several && item.children.empty())
                wrong(item.offset, name, QCoreApplication::translate("rulesfile", "a word of %1 is empty").arg(name),
                    QCoreApplication::translate("rulesfile", "write the word, or remove it"));
            rule.words.append(alternatives);
        }
    }

    void readWord(const QString &name, const YamlNode &item, QStringList &into)
    {
        if (!plain(item, name))
            return;
        const bool first = name == u"prefix"_s;
        if (!item.isText() || (first && item.text.isEmpty()) || item.text.size() > 4096)
            wrong(item.offset, name, QCoreApplication::translate("rulesfile", "a word of %1 is not a text").arg(name),
                QCoreApplication::translate("rulesfile", "put it into quotes"));
        else
            into.append(item.text);
    }

    void readExamples(const QString &name, const YamlNode &value, Rule &rule)
    {
        if (value.kind != YamlNode::Kind::List || value.children.size() > 64) {
            wrong(value.offset, name,
                QCoreApplication::translate("rulesfile", "%1 is not a list of commands").arg(name),
                QCoreApplication::translate("rulesfile", "write each command on its own line, after `- `"));
            return;
        }
        for (const YamlNode &item : value.children) {
            if (!plain(item, name))
                continue;
            if (!item.isText() || item.text.isEmpty() || item.text.size() > 4096) {
                wrong(item.offset, name, QCoreApplication::translate("rulesfile", "an example is not a text"),
                    QCoreApplication::translate("rulesfile", "put the command into quotes"));
                continue;
            }
            const YamlTree::Position at = m_tree.position(item.offset);
            rule.examples.append({item.text, name == u"match"_s, at.line, at.column});
        }
    }

    const YamlTree &m_tree;
    RulesFileResult m_result;
};

// Only what the file says about a rule, not where.
Rule withoutPlaces(Rule rule)
{
    rule.line = 0;
    for (RuleExample &example : rule.examples)
        example.line = example.column = 0;
    return rule;
}

} // namespace

RulesFileResult readRulesYaml(const QByteArray &bytes)
{
    const YamlTree tree = readYamlTree(bytes, kRulesFileMaxBytes);
    return RulesReader(tree).read();
}

Result<QByteArray> withoutRule(const QByteArray &bytes, const QString &name)
{
    const RulesFileResult before = readRulesYaml(bytes);
    const auto found =
        std::find_if(before.rules.begin(), before.rules.end(), [&name](const Rule &rule) { return rule.id == name; });
    if (!before.ok() || found == before.rules.end())
        return fail(
            ErrorCode::NotFound, QCoreApplication::translate("rulesfile", "There is no rule %1.").arg(name.left(64)));
    // From the line it begins in to the line the next one begins in.
    QList<QByteArray> lines = bytes.split('\n');
    const auto next = std::next(found);
    const qsizetype from = found->line - 1;
    qsizetype end = next == before.rules.end() ? lines.size() : next->line - 1;
    // Comments right before the next rule belong to it.
    while (next != before.rules.end() && end > from + 1 && lines.at(end - 1).trimmed().startsWith('#'))
        --end;
    lines.remove(from, end - from);
    QByteArray shorter = lines.join('\n');
    if (!shorter.isEmpty() && !shorter.endsWith('\n'))
        shorter += '\n';
    const RulesFileResult after = readRulesYaml(shorter);
    QList<Rule> expected = before.rules, got = after.rules;
    expected.removeAt(found - before.rules.begin());
    for (QList<Rule> *rules : {&expected, &got})
        std::transform(rules->begin(), rules->end(), rules->begin(), withoutPlaces);
    if (!after.ok() || expected != got)
        return fail(ErrorCode::Conflict,
            QCoreApplication::translate("rulesfile", "The rule cannot be cut out of the file by its lines."),
            QCoreApplication::translate("rulesfile", "Edit the file by hand: the rule begins in line %1.")
                .arg(found->line));
    return shorter;
}

} // namespace vibecoder
