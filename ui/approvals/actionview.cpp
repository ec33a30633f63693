// SPDX-License-Identifier: MIT
#include "approvals/actionview.h"

#include "base/harmless.h"
#include "theme/icons.h"

#include <QEvent>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPadding = 10, kDiffLines = 2000;

QTextCharFormat format(const QFont &font, Role role)
{
    QTextCharFormat format;
    format.setFont(font);
    format.setForeground(Theme::instance().color(role));
    return format;
}

QTextCharFormat formatOf(SpanKind kind)
{
    const Theme &theme = Theme::instance();
    QTextCharFormat result = format(theme.font(FontRole::CodeAction, kind == SpanKind::Plain ? 400 : 600), Role::Text);
    if (kind == SpanKind::Danger)
        result.setBackground(theme.color(Role::DiffDelWord));
    if (kind == SpanKind::Escape) {
        result.setBackground(theme.color(Role::WarningSoft));
        result.setForeground(theme.color(Role::Warning));
    }
    return result;
}

void setUp(QTextEdit *edit)
{
    edit->setReadOnly(true);
    edit->setUndoRedoEnabled(false);
    edit->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    edit->setTabChangesFocus(true);
    edit->setFrameShape(QFrame::NoFrame);
    edit->document()->setDocumentMargin(kPadding);
    QTextOption option = edit->document()->defaultTextOption();
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    // What the model wrote must not turn the rest of the line around.
    option.setTextDirection(Qt::LeftToRight);
    edit->document()->setDefaultTextOption(option);
}

} // namespace

ActionView::ActionView(QWidget *parent)
    : QTextEdit(parent)
{
    setUp(this);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, &ActionView::fill);
}

void ActionView::setHighest(int pixels)
{
    m_highest = pixels;
    fit();
}

void ActionView::setContent(const CardContent &content)
{
    if (m_content.action.size() == content.action.size() && m_content.target == content.target &&
        m_content.targetFigures == content.targetFigures && m_content.headline == content.headline &&
        std::equal(m_content.action.begin(), m_content.action.end(), content.action.begin(),
            [](const ActionLine &a, const ActionLine &b) {
                return a.spans == b.spans && a.note == b.note && a.heading == b.heading;
            }) &&
        !toPlainText().isEmpty()) {
        m_content = content;
        return; // keeps a selection
    }
    m_content = content;
    fill();
}

void ActionView::fill()
{
    const Theme &theme = Theme::instance();
    clear();
    QTextCursor cursor(document());
    bool first = true;
    const auto block = [&](int above) {
        QTextBlockFormat spacing;
        spacing.setTopMargin(above);
        if (first)
            cursor.setBlockFormat(spacing);
        else
            cursor.insertBlock(spacing);
        first = false;
    };
    if (!m_content.headline.isEmpty()) {
        block(0);
        cursor.insertText(m_content.headline, format(theme.font(FontRole::Small), Role::TextMuted));
    }
    for (const ActionLine &line : std::as_const(m_content.action)) {
        if (!line.heading.isEmpty()) {
            block(10);
            cursor.insertText(line.heading, format(theme.font(FontRole::Small), Role::TextMuted));
        }
        block(first ? 0 : 4);
        if (!line.prompt.isEmpty())
            cursor.insertText(line.prompt + u' ', format(theme.font(FontRole::CodeAction), Role::TextMuted));
        for (const ActionSpan &span : line.spans)
            cursor.insertText(span.text, formatOf(span.kind));
        if (!line.note.isEmpty()) {
            block(0);
            cursor.insertText(line.note, format(theme.font(FontRole::Small), Role::Warning));
        }
    }
    if (m_content.hasEscapes) {
        block(4);
        cursor.insertText(tr("Attention: it holds characters that cannot be seen, shown as \\u{…}."),
            format(theme.font(FontRole::Small, 600), Role::Warning));
    }
    if (!m_content.target.isEmpty()) {
        block(4);
        const QUrl name(u"icon:target"_s);
        const int size = theme.px("control"_L1, "iconSmall"_L1);
        document()->addResource(QTextDocument::ImageResource, name,
            Icons::pixmap(u"corner-down-right"_s, Role::TextMuted, size, devicePixelRatioF()).toImage());
        QTextImageFormat image;
        image.setName(name.toString());
        image.setWidth(size);
        image.setHeight(size);
        cursor.insertImage(image);
        cursor.insertText(u" "_s + m_content.target, format(theme.font(FontRole::Code), Role::TextSecondary));
        if (!m_content.targetFigures.isEmpty())
            cursor.insertText(
                u"  ·  "_s + m_content.targetFigures, format(theme.font(FontRole::Small, 500), Role::Text));
    }
    setAccessibleDescription(toPlainText());
    moveCursor(QTextCursor::Start);
    fit();
}

void ActionView::fit()
{
    document()->setTextWidth(viewport()->width());
    const int frame = std::max(0, height() - viewport()->height());
    const int wanted = int(std::ceil(document()->size().height())) + frame;
    setVerticalScrollBarPolicy(wanted > m_highest ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    if (const int height = std::clamp(wanted, 44, m_highest); height != this->height())
        setFixedHeight(height);
}

void ActionView::resizeEvent(QResizeEvent *event)
{
    QTextEdit::resizeEvent(event);
    fit();
}

void ActionView::changeEvent(QEvent *event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        fill();
}

DiffText::DiffText(QWidget *parent)
    : QTextEdit(parent)
{
    setUp(this);
    connect(&Theme::instance(), &Theme::changed, this, &DiffText::fill);
}

void DiffText::setDiff(const QByteArray &diff)
{
    m_diff = diff;
    fill();
}

void DiffText::fill()
{
    const Theme &theme = Theme::instance();
    clear();
    QTextCursor cursor(document());
    const QStringList lines = QString::fromUtf8(m_diff).split(u'\n');
    for (qsizetype i = 0; i < lines.size() && i < kDiffLines; ++i) {
        const QString &line = lines.at(i);
        if (line.isEmpty() && i + 1 == lines.size())
            break;
        const bool file = line.startsWith(u"+++"_s) || line.startsWith(u"---"_s) || line.startsWith(u"diff "_s);
        const bool added = !file && line.startsWith(u'+'), removed = !file && line.startsWith(u'-');
        QTextBlockFormat back;
        if (added || removed)
            back.setBackground(theme.color(added ? Role::SuccessSoft : Role::DangerSoft));
        if (i == 0)
            cursor.setBlockFormat(back);
        else
            cursor.insertBlock(back);
        QTextCharFormat text =
            format(theme.font(FontRole::Code), file || line.startsWith(u'@') ? Role::TextMuted : Role::Text);
        cursor.insertText(harmless(line), text);
    }
    if (lines.size() > kDiffLines) {
        cursor.insertBlock(QTextBlockFormat());
        cursor.insertText(tr("%n more line(s): the command line shows them all", "", int(lines.size()) - kDiffLines),
            format(theme.font(FontRole::Small), Role::Warning));
    }
    moveCursor(QTextCursor::Start);
}

} // namespace vibecoder
