// SPDX-License-Identifier: MIT
#include "approvals/borderview.h"

#include "approvals/borderwords.h"
#include "approvals/shownrow.h"
#include "base/harmless.h"
#include "theme/icons.h"
#include "wire/borderreasons.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QEvent>
#include <QLabel>
#include <QPushButton>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QList<ShownPiece> piecesOf(const BorderRow &row, bool whole)
{
    QList<ShownPiece> pieces{{BorderWords::classWord(row.code) + u"  "_s, Role::Text, false, true, true},
        {harmless(row.path, false), Role::Text, true, false, false}};
    if (const QString sums = BorderWords::sums(row); !sums.isEmpty())
        pieces.append({u"  "_s + sums, Role::TextMuted, false, false, false});
    if (const QString why = BorderWords::why(row); !why.isEmpty())
        pieces.append({why, Role::TextSecondary, false, false, true});
    for (const BorderFinding &finding : whole ? row.findings + row.furtherFindings : row.findings)
        pieces.append({u"· "_s + BorderWords::finding(finding), Role::Text, false, false, true});
    for (const QString &line : row.excerpt)
        pieces.append({harmless(line, false), line.startsWith(u'+') ? Role::Success : Role::Danger, true, false, true});
    if (row.furtherLines > 0)
        pieces.append({BorderView::tr("%n more line(s)", "", row.furtherLines), Role::TextMuted, false, false, true});
    return pieces;
}

QPushButton *linkButton(const QString &text, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setProperty("role", u"link"_s);
    button->setAutoDefault(false);
    return button;
}

} // namespace

BorderView::BorderView(QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    connect(&Theme::instance(), &Theme::changed, this, &BorderView::fill);
}

void BorderView::setCard(const BorderCard &card, bool open)
{
    if (m_set && card.digest == m_card.digest && open == m_open)
        return; // keeps what was chosen and opened
    if (!m_set || card.digest != m_card.digest) {
        m_answers.clear();
        m_shown = kFirst;
    }
    m_card = card;
    m_open = open;
    m_set = true;
    fill();
}

int BorderView::hidden() const
{
    return std::max(0, m_card.asked - m_shown);
}

void BorderView::showMore()
{
    m_shown += kMore;
    fill();
    emit chosen();
}

QJsonObject BorderView::answers() const
{
    QJsonObject answers;
    for (auto it = m_answers.cbegin(); it != m_answers.cend(); ++it)
        answers.insert(it.key(), it.value() ? u"use"_s : u"leave"_s);
    return answers;
}

void BorderView::choose(const QString &digest, bool use)
{
    m_answers.insert(digest, use);
    emit chosen();
}

void BorderView::fill()
{
    if (!m_set)
        return;
    // One of its own buttons may have been pressed.
    if (m_body) {
        layout()->removeWidget(m_body);
        m_body->setParent(nullptr);
        m_body->deleteLater();
    }
    m_body = new QWidget(this);
    m_rows = new QVBoxLayout(m_body);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(10);
    if (const int left = hidden(); left > 0) {
        auto *more = linkButton(tr("%n not shown", "", left), m_body);
        more->setObjectName(u"showMore"_s);
        connect(more, &QPushButton::clicked, this, &BorderView::showMore);
        m_rows->addWidget(more, 0, Qt::AlignLeft);
    }
    for (const QString &problem : std::as_const(m_card.problems)) {
        auto *told = new ShownRow(m_body);
        told->setPieces({{harmless(problem, false), Role::Danger, false, false, true}});
        m_rows->addWidget(told);
    }
    int asked = 0, denied = 0;
    for (const BorderRow &row : std::as_const(m_card.rows)) {
        if ((row.kind == BorderKind::Asked && asked++ < m_shown) ||
            (row.kind == BorderKind::Denied && denied++ < kFirst))
            m_rows->addWidget(rowWidget(row));
    }
    addFold(BorderKind::Denied, kFirst);
    addFold(BorderKind::LeftOut, 0);
    addFold(BorderKind::Unasked, 0);
    layout()->addWidget(m_body);
    m_body->show();
    emit layoutChanged();
}

QWidget *BorderView::rowWidget(const BorderRow &row)
{
    auto *place = new QWidget(m_body);
    auto *columns = new QHBoxLayout(place);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(8);
    const bool denied = row.kind == BorderKind::Denied;
    auto *icon = new QLabel(place);
    icon->setPixmap(
        Icons::pixmap(denied ? u"octagon-alert"_s : u"triangle-alert"_s, denied ? Role::Danger : Role::Warning,
            Theme::instance().px("control"_L1, "iconSmall"_L1), devicePixelRatioF()));
    icon->setContentsMargins(0, 2, 0, 0);
    columns->addWidget(icon, 0, Qt::AlignTop);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    auto *text = new ShownRow(place);
    text->setPieces(piecesOf(row, false));
    texts->addWidget(text);
    if (const int further = int(row.furtherFindings.size()); further > 0) {
        auto *more = linkButton(tr("%n more in this file", "", further), place);
        more->setObjectName(u"moreFindings"_s);
        connect(more, &QPushButton::clicked, text, [this, text, more, row] {
            text->setPieces(piecesOf(row, true));
            more->hide();
            emit layoutChanged();
        });
        texts->addWidget(more, 0, Qt::AlignLeft);
    }
    texts->addStretch();
    columns->addLayout(texts, 1);
    if (row.kind == BorderKind::Asked && m_open)
        columns->addWidget(choiceWidget(row, place), 0, Qt::AlignTop);
    return place;
}

QWidget *BorderView::choiceWidget(const BorderRow &row, QWidget *parent)
{
    auto *place = new QWidget(parent);
    auto *line = new QHBoxLayout(place);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    auto *group = new QButtonGroup(place);
    const auto add = [&](const QString &text, bool use) {
        auto *button = new QPushButton(text, place);
        button->setCheckable(true);
        button->setAutoDefault(false);
        button->setAccessibleName(tr("%1: %2", "answer, path").arg(text, harmless(row.path, false)));
        button->setObjectName(use ? u"useRow"_s : u"leaveRow"_s);
        group->addButton(button);
        if (const auto known = m_answers.constFind(row.digest); known != m_answers.cend())
            button->setChecked(*known == use);
        connect(button, &QPushButton::clicked, this, [this, digest = row.digest, use] { choose(digest, use); });
        line->addWidget(button);
    };
    add(tr("Leave out"), false);
    add(tr("Use"), true);
    return place;
}

// What nobody is asked about, in one text that opens.
void BorderView::addFold(BorderKind kind, int shown)
{
    QList<ShownPiece> pieces;
    int count = 0;
    for (const BorderRow &row : std::as_const(m_card.rows)) {
        if (row.kind != kind || count++ < shown)
            continue;
        pieces.append({harmless(row.path, false), Role::Text, true, false, true});
        pieces.append(
            {u"  "_s + QStringList{BorderWords::sums(row), reasonTexts(row).constFirst()}.join(u"  "_s).trimmed(),
                Role::TextMuted, false, false, false});
    }
    if (pieces.isEmpty())
        return;
    const QString name = kind == BorderKind::Unasked  ? tr("%n change(s) that need no answer", "", count)
                         : kind == BorderKind::Denied ? tr("%n more that can never be applied", "", count - shown)
                                                      : tr("%n change(s) left out", "", count);
    auto *button = new QPushButton(Icons::get(u"chevron-right"_s), name, m_body);
    button->setProperty("role", u"fold"_s);
    button->setObjectName(toWire(kind));
    button->setAutoDefault(false);
    auto *text = new ShownRow(m_body);
    text->hide();
    connect(button, &QPushButton::clicked, text, [this, button, text, pieces] {
        text->setPieces(pieces);
        text->setVisible(!text->isVisible());
        button->setIcon(Icons::get(text->isVisible() ? u"chevron-down"_s : u"chevron-right"_s));
        emit layoutChanged();
    });
    m_rows->addWidget(button, 0, Qt::AlignLeft);
    m_rows->addWidget(text);
}

void BorderView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        fill();
}

} // namespace vibecoder
