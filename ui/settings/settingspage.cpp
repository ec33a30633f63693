// SPDX-License-Identifier: MIT
#include "settings/settingspage.h"
#include "theme/theme.h"

#include <QAbstractItemView>
#include <QBoxLayout>
#include <QComboBox>
#include <QLabel>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLabelWidth = 210;

} // namespace

SettingsPage::SettingsPage(const QString &title, QWidget *parent)
    : QScrollArea(parent)
    , m_title(title)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    m_body = new QWidget(this);
    m_body->setProperty("page", true);
    m_column = new QVBoxLayout(m_body);
    m_column->setContentsMargins(24, 18, 24, 20);
    m_column->setSpacing(10);
    auto *head = new QLabel(title, m_body);
    head->setFont(Theme::instance().font(FontRole::Title, 600));
    m_column->addWidget(head);
    setWidget(m_body);
}

bool SettingsPage::holds(const QString &text) const
{
    if (text.isEmpty() || m_title.contains(text, Qt::CaseInsensitive))
        return true;
    const QList<QWidget *> all = m_body->findChildren<QWidget *>();
    return std::any_of(all.begin(), all.end(), [&](const QWidget *widget) {
        const auto *label = qobject_cast<const QLabel *>(widget);
        return (label && label->text().contains(text, Qt::CaseInsensitive)) ||
               widget->accessibleName().contains(text, Qt::CaseInsensitive);
    });
}

void SettingsPage::addSection(const QString &title)
{
    m_column->addSpacing(8);
    auto *label = new QLabel(title, m_body);
    label->setFont(Theme::instance().font(FontRole::Base, 600));
    m_column->addWidget(label);
}

SettingField *SettingsPage::addField(ConfigFile &file, const QString &key)
{
    auto *field = new SettingField(file, key, m_body);
    m_column->addWidget(field);
    return field;
}

QWidget *SettingsPage::addRow(const QString &label, QWidget *editor, bool wide)
{
    auto *row = new QWidget(m_body);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto *text = new QLabel(label, row);
    text->setWordWrap(true);
    text->setFixedWidth(int(kLabelWidth * Theme::instance().textScale()));
    text->setBuddy(editor);
    if (editor->accessibleName().isEmpty())
        editor->setAccessibleName(label);
    if (auto *box = qobject_cast<QComboBox *>(editor))
        box->view()->setAccessibleName(label);
    layout->addWidget(text);
    layout->addWidget(editor, wide ? 1 : 0);
    if (!wide)
        layout->addStretch();
    m_column->addWidget(row);
    return row;
}

QLabel *SettingsPage::addText(const QString &text, bool muted)
{
    auto *label = new QLabel(text, m_body);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("muted", muted);
    m_column->addWidget(label);
    return label;
}

void SettingsPage::addWidget(QWidget *widget)
{
    widget->setParent(m_body);
    m_column->addWidget(widget);
}

void SettingsPage::addRestartNote()
{
    m_column->addSpacing(4);
    addText(tr("Counts from the next start of the program."));
}

void SettingsPage::finish()
{
    m_column->addStretch();
}

FieldsPage::FieldsPage(
    const QString &title, const QString &text, ConfigFile &file, const QStringList &keys, QWidget *parent)
    : SettingsPage(title, parent)
{
    if (!text.isEmpty())
        addText(text);
    for (const QString &key : keys)
        addField(file, key);
    addRestartNote();
    finish();
}

} // namespace vibecoder
