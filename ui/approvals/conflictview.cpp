// SPDX-License-Identifier: MIT
#include "approvals/conflictview.h"

#include "approvals/borderwords.h"
#include "approvals/shownrow.h"
#include "base/harmless.h"
#include "theme/icons.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kEditorHeight = 150;

} // namespace

ConflictView::ConflictView(QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    connect(&Theme::instance(), &Theme::changed, this, &ConflictView::fill);
}

void ConflictView::setCard(const ConflictCard &card, bool open)
{
    if (m_set && card.digest == m_card.digest && open == m_open)
        return; // keeps what was chosen and written
    if (!m_set || card.digest != m_card.digest) {
        m_answers.clear();
        m_shown = kFirst;
    }
    m_card = card;
    m_open = open;
    m_set = true;
    fill();
}

int ConflictView::hidden() const
{
    return std::max(0, int(m_card.files.size()) - m_shown);
}

void ConflictView::showMore()
{
    m_shown += kMore;
    fill();
    emit chosen();
}

bool ConflictView::isBlocked() const
{
    return std::any_of(m_answers.cbegin(), m_answers.cend(),
        [](const Answer &answer) { return answer.kind == AnswerKind::Edited && holdsMarks(answer.text); });
}

QJsonObject ConflictView::answers() const
{
    QJsonObject answers;
    for (auto it = m_answers.cbegin(); it != m_answers.cend(); ++it) {
        QJsonObject answer{{u"use"_s, toWire(it->kind)}};
        if (it->kind == AnswerKind::Edited)
            answer.insert(u"text"_s, it->text);
        answers.insert(it.key(), answer);
    }
    return answers;
}

void ConflictView::choose(const QString &path, AnswerKind kind)
{
    const auto file = std::find_if(
        m_card.files.cbegin(), m_card.files.cend(), [&path](const ConflictFile &one) { return one.path == path; });
    if (file == m_card.files.cend() || (kind == AnswerKind::Edited && !canBeEdited(*file)))
        return;
    QPlainTextEdit *editor = m_editors.value(path);
    if (editor) {
        editor->setReadOnly(kind != AnswerKind::Edited);
        editor->parentWidget()->setVisible(kind == AnswerKind::Edited || !file->merged.isEmpty());
    }
    if (kind == AnswerKind::Edited && editor) {
        edit(*file, editor->toPlainText());
        editor->setFocus();
        return;
    }
    m_answers.insert(path, {kind, {}});
    if (QLabel *marks = m_marks.value(path))
        marks->hide();
    emit chosen();
}

void ConflictView::edit(const ConflictFile &file, const QString &text)
{
    m_answers.insert(file.path, {AnswerKind::Edited, editResult(file, text)});
    if (QLabel *marks = m_marks.value(file.path))
        marks->setVisible(holdsMarks(text));
    emit chosen();
}

void ConflictView::fill()
{
    if (!m_set)
        return;
    // One of its own buttons may have been pressed.
    if (m_body) {
        layout()->removeWidget(m_body);
        m_body->setParent(nullptr);
        m_body->deleteLater();
    }
    m_editors.clear();
    m_marks.clear();
    m_body = new QWidget(this);
    auto *column = new QVBoxLayout(m_body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(14);
    if (const int left = hidden(); left > 0) {
        auto *more = new QPushButton(tr("%n not shown", "", left), m_body);
        more->setObjectName(u"showMore"_s);
        more->setProperty("role", u"link"_s);
        more->setAutoDefault(false);
        connect(more, &QPushButton::clicked, this, &ConflictView::showMore);
        column->addWidget(more, 0, Qt::AlignLeft);
    }
    for (const ConflictFile &file : m_card.files.mid(0, m_shown))
        column->addWidget(fileWidget(file));
    layout()->addWidget(m_body);
    m_body->show();
    emit layoutChanged();
}

QWidget *ConflictView::sideWidget(const QString &title, const QString &text, const QString &absent, QWidget *parent)
{
    auto *place = new QWidget(parent);
    auto *column = new QVBoxLayout(place);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    auto *name = new QLabel(title, place);
    name->setProperty("muted", true);
    column->addWidget(name);
    if (!absent.isEmpty()) {
        auto *why = new QLabel(absent, place);
        why->setTextFormat(Qt::PlainText);
        why->setWordWrap(true);
        column->addWidget(why);
        column->addStretch();
        return place;
    }
    auto *content = new QPlainTextEdit(place);
    content->setReadOnly(true);
    content->setTabChangesFocus(true);
    content->setLineWrapMode(QPlainTextEdit::NoWrap);
    content->setFont(Theme::instance().font(FontRole::Code));
    content->setFixedHeight(int(kEditorHeight * Theme::instance().textScale()));
    content->setAccessibleName(title);
    content->setPlainText(text);
    column->addWidget(content);
    column->addStretch();
    return place;
}

QWidget *ConflictView::fileWidget(const ConflictFile &file)
{
    auto *place = new QWidget(m_body);
    auto *column = new QVBoxLayout(place);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    auto *head = new ShownRow(place);
    head->setPieces({{harmless(file.path, false), Role::Text, true, true, true},
        {u"  "_s + BorderWords::reason(file), Role::TextMuted, false, false, false}});
    column->addWidget(head);
    auto *sides = new QHBoxLayout;
    sides->setSpacing(8);
    sides->addWidget(sideWidget(tr("Yours"), harmless(file.mine.text), BorderWords::absent(file.mine), place), 1);
    sides->addWidget(
        sideWidget(tr("This attempt's"), harmless(file.theirs.text), BorderWords::absent(file.theirs), place), 1);
    const auto answer = m_answers.constFind(file.path);
    const bool editing = answer != m_answers.cend() && answer->kind == AnswerKind::Edited;
    const bool editable = canBeEdited(file);
    if (editable || !file.merged.isEmpty()) {
        const QString begin = editing ? QString(answer->text).replace(u"\r\n"_s, u"\n"_s) : editBegin(file);
        QWidget *merged = sideWidget(tr("Merged"), editable ? begin : harmless(file.merged), {}, place);
        sides->addWidget(merged, 1);
        auto *editor = merged->findChild<QPlainTextEdit *>();
        editor->setObjectName(u"merged"_s);
        editor->setReadOnly(!editing);
        merged->setVisible(editing || !file.merged.isEmpty());
        if (editable) {
            m_editors.insert(file.path, editor);
            connect(editor, &QPlainTextEdit::textChanged, this, [this, editor, file] {
                if (!editor->isReadOnly())
                    edit(file, editor->toPlainText());
            });
        }
    }
    column->addLayout(sides);
    auto *marks = new QLabel(tr("Marks of the conflict are still in the text."), place);
    marks->setProperty("wrong", true);
    marks->setVisible(editing && holdsMarks(answer->text));
    m_marks.insert(file.path, marks);
    column->addWidget(marks);
    if (!m_open)
        return place;
    auto *line = new QHBoxLayout;
    line->setSpacing(4);
    auto *group = new QButtonGroup(place);
    const auto add = [&](AnswerKind kind, const QString &text, const QString &tip = {}) {
        auto *button = new QPushButton(text, place);
        button->setCheckable(true);
        button->setAutoDefault(false);
        button->setToolTip(tip.toHtmlEscaped());
        button->setObjectName(u"answer-"_s + toWire(kind));
        button->setAccessibleName(tr("%1: %2", "answer, path").arg(text, harmless(file.path, false)));
        group->addButton(button);
        button->setChecked(answer != m_answers.cend() && answer->kind == kind);
        connect(button, &QPushButton::clicked, this, [this, path = file.path, kind] { choose(path, kind); });
        line->addWidget(button);
    };
    add(AnswerKind::KeepMine, tr("Keep mine"));
    add(AnswerKind::UseTheirs, tr("Use this attempt's"));
    if (file.mine.mode != 0 && file.theirs.mode != 0)
        add(AnswerKind::Both, tr("Keep both"),
            tr("Yours stays, this attempt's comes beside it as %1.theirs").arg(harmless(file.path, false)));
    if (editable)
        add(AnswerKind::Edited, tr("Edit the merged text"));
    line->addStretch();
    column->addLayout(line);
    return place;
}

void ConflictView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        fill();
}

} // namespace vibecoder
