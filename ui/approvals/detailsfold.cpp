// SPDX-License-Identifier: MIT
#include "approvals/detailsfold.h"

#include "approvals/actionview.h"
#include "base/harmless.h"
#include "theme/icons.h"
#include "wire/modelcodec.h"

#include <QBoxLayout>
#include <QEvent>
#include <QGridLayout>
#include <QJsonDocument>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSteps = 3;

QLabel *titleLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setProperty("muted", true);
    return label;
}

} // namespace

DetailsFold::DetailsFold(QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 2, 0, 0);
    column->setSpacing(6);
    m_button = new QPushButton(this);
    m_button->setObjectName(u"details"_s);
    m_button->setProperty("role", u"fold"_s);
    m_button->setAutoDefault(false);
    connect(m_button, &QPushButton::clicked, this, [this] { setOpen(!m_open); });
    column->addWidget(m_button, 0, Qt::AlignLeft);
    m_body = new QWidget(this);
    auto *body = new QVBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 8);
    body->setSpacing(6);
    m_rows = new QGridLayout;
    m_rows->setHorizontalSpacing(12);
    m_rows->setVerticalSpacing(4);
    m_rows->setColumnStretch(1, 1);
    body->addLayout(m_rows);
    m_diffTitle = titleLabel(m_body);
    m_diff = new DiffText(m_body);
    m_diff->setMinimumHeight(160);
    m_stepsTitle = titleLabel(m_body);
    m_steps = new QLabel(m_body);
    m_steps->setTextFormat(Qt::PlainText);
    m_steps->setWordWrap(true);
    m_rawTitle = titleLabel(m_body);
    m_raw = new QPlainTextEdit(m_body);
    m_raw->setReadOnly(true);
    m_raw->setTabChangesFocus(true);
    m_raw->setMinimumHeight(140);
    for (QWidget *widget :
        {static_cast<QWidget *>(m_diffTitle), static_cast<QWidget *>(m_diff), static_cast<QWidget *>(m_stepsTitle),
            static_cast<QWidget *>(m_steps), static_cast<QWidget *>(m_rawTitle), static_cast<QWidget *>(m_raw)})
        body->addWidget(widget);
    column->addWidget(m_body);
    m_body->hide();
    connect(&Theme::instance(), &Theme::changed, this, &DetailsFold::retranslate);
    retranslate();
}

void DetailsFold::setApproval(const Approval &approval, const CardContent &content)
{
    m_approval = approval;
    m_diffTitle->setVisible(!content.diff.isEmpty());
    m_diff->setVisible(!content.diff.isEmpty());
    m_diff->setDiff(content.diff);
    m_raw->setPlainText(harmless(QString::fromUtf8(QJsonDocument(toJson(approval)).toJson(QJsonDocument::Indented))));
    retranslate();
}

void DetailsFold::setSteps(const QList<Event> &events)
{
    QStringList lines;
    for (const Event &event : events) {
        if (event.kind != EventKind::ActionFinished && event.kind != EventKind::CommandFinished)
            continue;
        QString what = event.body.value(event.kind == EventKind::CommandFinished ? u"command"_s : u"what"_s).toString();
        if (what.isEmpty())
            what = event.body.value(u"tool"_s).toString();
        lines.append(harmless(what.left(200), false));
    }
    lines = lines.mid(std::max<qsizetype>(0, lines.size() - kSteps));
    m_steps->setText(lines.join(u'\n'));
    m_steps->setVisible(!lines.isEmpty());
    m_stepsTitle->setVisible(!lines.isEmpty());
}

void DetailsFold::setOpen(bool open)
{
    if (m_open == open)
        return;
    m_open = open;
    m_body->setVisible(open);
    retranslate();
    emit toggled(open);
}

void DetailsFold::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void DetailsFold::retranslate()
{
    const Theme &theme = Theme::instance();
    m_button->setIcon(Icons::get(m_open ? u"chevron-down"_s : u"chevron-right"_s));
    m_button->setText(tr("Details: previous steps, rights, raw request"));
    m_button->setAccessibleDescription(m_open ? tr("open") : tr("folded"));
    m_diffTitle->setText(tr("What would change"));
    m_diff->setAccessibleName(tr("What would change"));
    m_stepsTitle->setText(tr("Steps before"));
    m_steps->setFont(theme.font(FontRole::Code));
    m_rawTitle->setText(tr("Raw request"));
    m_raw->setAccessibleName(tr("Raw request"));
    m_raw->setFont(theme.font(FontRole::Code));
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int row = 0;
    for (const auto &[name, value] : Cards::details(m_approval)) {
        QLabel *label = titleLabel(m_body);
        label->setText(name);
        auto *text = new QLabel(value, m_body);
        text->setTextFormat(Qt::PlainText);
        text->setWordWrap(true);
        m_rows->addWidget(label, row, 0, Qt::AlignTop);
        m_rows->addWidget(text, row++, 1);
    }
}

} // namespace vibecoder
