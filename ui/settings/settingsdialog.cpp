// SPDX-License-Identifier: MIT
#include "settings/settingsdialog.h"

#include "settings/settingspage.h"
#include "theme/focusframe.h"
#include "theme/icons.h"
#include "theme/pagestyle.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QStackedWidget>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kWidth = 860, kHeight = 620, kList = 200;

} // namespace

SettingsDialog::SettingsDialog(EngineBridge &bridge, QWidget *parent, const QString &configFile)
    : QDialog(parent)
    , m_bridge(bridge)
    , m_file(configFile)
{
    build();
    fill();
    // Language and theme change under the hand that chose them: the pages are made again when that is over.
    m_refill.setSingleShot(true);
    m_refill.setInterval(0);
    connect(&m_refill, &QTimer::timeout, this, &SettingsDialog::fill);
    connect(&Theme::instance(), &Theme::changed, &m_refill, qOverload<>(&QTimer::start));
}

void SettingsDialog::build()
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    auto *left = new QVBoxLayout;
    left->setContentsMargins(12, 14, 12, 12);
    left->setSpacing(8);
    m_search = new QLineEdit(this);
    m_search->setClearButtonEnabled(true);
    m_search->setObjectName(u"search"_s);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsDialog::find);
    m_list = new QListWidget(this);
    m_list->setObjectName(u"pages"_s);
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setStyleSheet(u"QListWidget { background: transparent; }"_s);
    left->addWidget(m_search);
    left->addWidget(m_list, 1);
    row->addLayout(left);
    auto *line = new QFrame(this);
    line->setProperty("line", true);
    line->setFixedWidth(1);
    row->addWidget(line);
    m_pages = new QStackedWidget(this);
    row->addWidget(m_pages, 1);
    connect(m_list, &QListWidget::currentRowChanged, this, [this](int index) {
        if (index >= 0)
            m_pages->setCurrentIndex(index);
    });
    new FocusFrame(this);
}

void SettingsDialog::fit()
{
    const double scale = Theme::instance().textScale();
    resize(pagestyle::onScreen(this, {int(kWidth * scale), int(kHeight * scale)}));
}

void SettingsDialog::fill()
{
    const Theme &theme = Theme::instance();
    if (std::exchange(m_scale, theme.textScale()) != theme.textScale())
        fit();
    const int index = std::max(0, m_list->currentRow());
    const QString focused =
        focusWidget() && m_pages->isAncestorOf(focusWidget()) ? focusWidget()->objectName() : QString();
    setWindowTitle(tr("Settings"));
    m_search->setPlaceholderText(tr("Search settings"));
    m_search->setAccessibleName(tr("Search settings"));
    m_list->setAccessibleName(tr("Pages of the settings"));
    for (QWidget *widget : {static_cast<QWidget *>(m_search), static_cast<QWidget *>(m_list)})
        widget->setFixedWidth(std::min(int(kList * theme.textScale()), width() / 3));
    while (m_pages->count() > 0) {
        QWidget *old = m_pages->widget(0);
        m_pages->removeWidget(old);
        old->deleteLater();
    }
    const auto fields = [this](const QString &title, const QString &text, const QStringList &keys) {
        return new FieldsPage(title, text, m_file, keys, m_pages);
    };
    auto *key = new KeyPage(m_bridge, m_file, m_pages);
    connect(key, &KeyPage::keyStored, this, &SettingsDialog::keyStored);
    const std::pair<QString, SettingsPage *> all[] = {
        {u"sliders-horizontal"_s, new GeneralPage(m_pages)},
        {u"key-round"_s, key},
        {u"gauge"_s, fields(tr("Limits"), tr("For tasks that do not say."),
                         {u"max_iterations"_s, u"timeout_per_iteration"_s, u"max_cost_usd"_s, u"max_wall_minutes"_s,
                             u"workers"_s})},
        {u"shield"_s, new SafetyPage(m_bridge, m_file, m_pages)},
        {u"server"_s, new ServerPage(m_file, m_pages)},
        {u"database"_s,
            fields(tr("Database"),
                tr("A file of SQLite: sqlite:///FILE. PostgreSQL (postgresql://HOST/NAME) is not part of this build."),
                {u"database_url"_s})},
        {u"history"_s,
            fields(tr("Checkpoints"),
                tr("States of the working directory that can be brought back. 0 days: none are kept."),
                {u"checkpoint_days"_s, u"checkpoint_file_mb"_s, u"checkpoint_store_mb"_s, u"restore_best"_s, u"view_days"_s,
                    u"view_store_mb"_s})},
        {u"file-text"_s,
            fields(tr("Logs"), tr("The log lies in the folder logs beside the database."), {u"log_level"_s})},
        {u"info"_s, new AboutPage(m_bridge, m_file, m_pages)},
    };
    const int icons = theme.px("control"_L1, "icon"_L1);
    m_list->setIconSize({icons, icons});
    m_list->clear();
    for (const auto &[icon, page] : all) {
        m_pages->addWidget(page);
        auto *item = new QListWidgetItem(Icons::get(icon), page->title(), m_list);
        item->setSizeHint({10, theme.px("row"_L1, "iteration"_L1)});
    }
    m_list->setCurrentRow(index);
    find(m_search->text());
    if (auto *again = focused.isEmpty() ? nullptr : m_pages->currentWidget()->findChild<QWidget *>(focused))
        again->setFocus();
}

void SettingsDialog::find(const QString &text)
{
    int first = -1;
    for (int i = 0; i < m_list->count(); ++i) {
        const bool holds = static_cast<SettingsPage *>(m_pages->widget(i))->holds(text.trimmed());
        m_list->item(i)->setHidden(!holds);
        if (holds && first < 0)
            first = i;
    }
    if (first >= 0 && m_list->currentRow() >= 0 && m_list->currentItem()->isHidden())
        m_list->setCurrentRow(first);
}

QStringList SettingsDialog::shownPages() const
{
    QStringList titles;
    for (int i = 0; i < m_list->count(); ++i) {
        if (!m_list->item(i)->isHidden())
            titles.append(m_list->item(i)->text());
    }
    return titles;
}

int SettingsDialog::pages() const
{
    return m_pages->count();
}

void SettingsDialog::showPage(int index)
{
    m_list->setCurrentRow(index);
}

int SettingsDialog::currentPage() const
{
    return m_pages->currentIndex();
}

void SettingsDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        m_refill.start();
}

} // namespace vibecoder
