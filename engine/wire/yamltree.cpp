// SPDX-License-Identifier: MIT
#include "wire/yamltree.h"

#include "wire/yamlbytes.h"

#include <QCoreApplication>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <string>

namespace vibecoder {

namespace {

/// Thrown through yaml-cpp, which has no other way to be stopped; caught in readYamlTree.
struct Refused
{
    YamlFault fault;
    bool cut = false;
};

/// Builds the tree from events with a stack of its own. Throwing at depth 8 also bounds yaml-cpp's recursion, because
/// it tells of a list or map before it goes down into it.
class TreeBuilder final : public YAML::EventHandler
{
public:
    explicit TreeBuilder(const QByteArray &bytes)
        : m_bytes(bytes)
    {
    }

    YamlNode root;
    int documents = 0;

    /// Hands what is still open to the root, for a report on the part that was read.
    void closeAll()
    {
        while (!m_open.empty())
            close();
    }

    void OnDocumentStart(const YAML::Mark &mark) override
    {
        if (++documents > 1)
            throw Refused{{offsetOf(mark), QStringLiteral("(file)"),
                QCoreApplication::translate("taskfile", "the file holds more than one document"),
                QCoreApplication::translate(
                    "taskfile", "write one file for each and remove the lines `---` or `...`")}};
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        YamlNode node = make(YamlNode::Kind::Null, mark, anchor);
        node.tagged = startsWith(node, '!');
        add(std::move(node));
    }
    void OnAlias(const YAML::Mark &mark, YAML::anchor_t) override { add(make(YamlNode::Kind::Alias, mark, 0)); }
    void OnScalar(
        const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor, const std::string &value) override
    {
        YamlNode node = make(YamlNode::Kind::Text, mark, anchor);
        node.text = scalarText(QByteArrayView(value.data(), qsizetype(value.size())));
        // A quoted or block scalar has the tag "!" too, so the first character decides.
        node.tagged = startsWith(node, '!') || (tag != "?" && tag != "!" && !tag.empty());
        checkQuotes(node);
        add(std::move(node));
    }
    void OnSequenceStart(
        const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        open(YamlNode::Kind::List, mark, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(
        const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        open(YamlNode::Kind::Map, mark, tag, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    qsizetype offsetOf(const YAML::Mark &mark) const
    {
        return mark.is_null() ? m_bytes.size() : std::clamp<qsizetype>(mark.pos, 0, m_bytes.size());
    }
    bool startsWith(const YamlNode &node, char c) const
    {
        return node.offset < m_bytes.size() && m_bytes.at(node.offset) == c;
    }
    YamlNode make(YamlNode::Kind kind, const YAML::Mark &mark, YAML::anchor_t anchor)
    {
        if (++m_nodes > kYamlMaxNodes)
            throw Refused{
                {offsetOf(mark), QStringLiteral("(file)"),
                    QCoreApplication::translate("taskfile", "the file holds more than %1 values").arg(kYamlMaxNodes),
                    QCoreApplication::translate("taskfile", "remove what does not belong to the task")},
                true};
        YamlNode node;
        node.kind = kind;
        node.offset = offsetOf(mark);
        node.anchored = anchor != YAML::NullAnchor;
        return node;
    }
    void add(YamlNode node)
    {
        if (m_open.empty())
            root = std::move(node);
        else
            m_open.back().children.push_back(std::move(node));
    }
    void open(YamlNode::Kind kind, const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor)
    {
        YamlNode node = make(kind, mark, anchor);
        node.tagged = startsWith(node, '!') || (tag != "?" && tag != "!" && !tag.empty());
        if (m_open.size() >= size_t(kYamlMaxDepth))
            throw Refused{{node.offset, topKey(),
                QCoreApplication::translate("taskfile", "lists and mappings lie more than %1 deep").arg(kYamlMaxDepth),
                QCoreApplication::translate("taskfile", "put text that begins with a bracket or a dash into quotes")}};
        m_open.push_back(std::move(node));
    }
    void close()
    {
        YamlNode node = std::move(m_open.back());
        m_open.pop_back();
        add(std::move(node));
    }
    QString topKey() const
    {
        const YamlNode &top = m_open.front();
        const bool inValue = top.kind == YamlNode::Kind::Map && top.children.size() % 2 == 1;
        return inValue && top.children.back().isText() ? top.children.back().text.left(64) : QStringLiteral("(file)");
    }
    /// yaml-cpp takes the end of the file for a closing quote in some places.
    void checkQuotes(const YamlNode &node) const
    {
        const char quote = node.offset < m_bytes.size() ? m_bytes.at(node.offset) : '\0';
        if (quote != '"' && quote != '\'')
            return;
        for (qsizetype i = node.offset + 1; i < m_bytes.size(); ++i) {
            if (quote == '"' && m_bytes.at(i) == '\\')
                ++i;
            else if (m_bytes.at(i) == quote && quote == '\'' && i + 1 < m_bytes.size() && m_bytes.at(i + 1) == quote)
                ++i;
            else if (m_bytes.at(i) == quote)
                return;
        }
        throw Refused{{node.offset, QStringLiteral("(syntax)"),
            QCoreApplication::translate("taskfile", "the quote that begins here is never closed"),
            QCoreApplication::translate("taskfile", "close it with another %1").arg(QLatin1Char(quote))}};
    }

    const QByteArray &m_bytes;
    std::vector<YamlNode> m_open;
    int m_nodes = 0;
};

YamlFault syntaxFault(const YAML::Exception &e, const QByteArray &bytes)
{
    const bool placed = !e.mark.is_null();
    const qsizetype offset = placed ? std::clamp<qsizetype>(e.mark.pos, 0, bytes.size()) : bytes.size();
    const char c = offset < bytes.size() ? bytes.at(offset) : '\0';
    const char before = offset > 0 ? bytes.at(offset - 1) : '\0';
    QString hint = QCoreApplication::translate("taskfile",
        "check indentation and quotes near this line; text with `: `, `#`, quotes or brackets goes into quotes");
    if (c == '\t' || before == '\t')
        hint = QCoreApplication::translate("taskfile", "indent with spaces: YAML allows no tabs there");
    else if (c == '@' || c == '`' || c == '%')
        hint = QCoreApplication::translate("taskfile", "put text that begins with %1 into quotes").arg(QLatin1Char(c));
    else if (offset >= bytes.size())
        hint = QCoreApplication::translate("taskfile", "close the quote or bracket that is still open");
    return {offset, QStringLiteral("(syntax)"),
        QCoreApplication::translate("taskfile", "this is not valid YAML: %1").arg(QString::fromStdString(e.msg)), hint};
}

} // namespace

YamlTree::Position YamlTree::position(qsizetype offset) const
{
    if (offset < 0)
        return {};
    const QByteArrayView before = QByteArrayView(bytes).first(std::min(offset, bytes.size()));
    // Qt 6.8 finds something in nothing.
    const qsizetype lineStart = before.isEmpty() ? 0 : before.lastIndexOf('\n') + 1;
    return {int(before.count('\n')) + 1, int(QString::fromUtf8(before.sliced(lineStart)).toUcs4().size()) + 1};
}

YamlTree readYamlTree(const QByteArray &bytes, qint64 maxBytes)
{
    YamlTree tree;
    tree.bytes = bytes;
    tree.fault = checkYamlBytes(tree.bytes, maxBytes);
    if (tree.fault)
        return tree;
    TreeBuilder builder(tree.bytes);
    try {
        std::istringstream stream(tree.bytes.toStdString());
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const Refused &refused) {
        tree.fault = refused.fault;
        tree.cut = refused.cut;
        builder.closeAll();
    } catch (const YAML::Exception &e) {
        tree.fault = syntaxFault(e, tree.bytes);
    }
    tree.root = std::move(builder.root);
    if (!tree.fault && tree.root.kind != YamlNode::Kind::Map)
        tree.fault = YamlFault{tree.root.offset, QStringLiteral("(file)"),
            builder.documents == 0 || tree.root.kind == YamlNode::Kind::Null
                ? QCoreApplication::translate("taskfile", "the file is empty")
                : QCoreApplication::translate("taskfile", "the file is not a list of `key: value` lines"),
            QCoreApplication::translate(
                "taskfile", "begin each line at the left margin with a key, a colon and a space")};
    return tree;
}

} // namespace vibecoder
