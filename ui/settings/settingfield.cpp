// SPDX-License-Identifier: MIT
#include "settings/settingfield.h"

#include "theme/icons.h"

#include <QAbstractItemView>
#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QStyle>
#include <QToolButton>
#include <QWheelEvent>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLabelWidth = 210, kNumberWidth = 150;
constexpr double kMostUsd = 100000;

// Scrolling the page must not change what lies under the pointer.
class NoWheel final : public QObject
{
public:
    using QObject::QObject;
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        const auto *widget = qobject_cast<QWidget *>(watched);
        if (event->type() == QEvent::Wheel && widget && !widget->hasFocus()) {
            event->ignore();
            return true;
        }
        return false;
    }
};

} // namespace

QString SettingWords::label(const QString &key)
{
    static const QHash<QString, const char *> labels{
        {u"base_url"_s, QT_TR_NOOP("Address of the model server")},
        {u"database_url"_s, QT_TR_NOOP("Database")},
        {u"host"_s, QT_TR_NOOP("Address to listen on")},
        {u"port"_s, QT_TR_NOOP("Port")},
        {u"tls_certificate"_s, QT_TR_NOOP("TLS certificate")},
        {u"tls_key"_s, QT_TR_NOOP("TLS key")},
        {u"max_iterations"_s, QT_TR_NOOP("Iterations of a task")},
        {u"timeout_per_iteration"_s, QT_TR_NOOP("Time of an iteration")},
        {u"claude_model"_s, QT_TR_NOOP("Model")},
        {u"claude_profile"_s, QT_TR_NOOP("Profile of the server")},
        {u"claude_api_version"_s, QT_TR_NOOP("Version of the interface")},
        {u"max_tokens"_s, QT_TR_NOOP("Longest answer")},
        {u"max_cost_usd"_s, QT_TR_NOOP("Budget of a task")},
        {u"max_wall_minutes"_s, QT_TR_NOOP("Working time of a task")},
        {u"workers"_s, QT_TR_NOOP("Tasks at the same time")},
        {u"approval_expiry_minutes"_s, QT_TR_NOOP("An approval waits for")},
        {u"model_idle_timeout"_s, QT_TR_NOOP("Silence of the model")},
        {u"log_level"_s, QT_TR_NOOP("Log level")},
        {u"checkpoint_days"_s, QT_TR_NOOP("Checkpoints are kept for")},
        {u"checkpoint_file_mb"_s, QT_TR_NOOP("Largest file in a checkpoint")},
        {u"checkpoint_store_mb"_s, QT_TR_NOOP("Space of a working directory")},
        {u"view_days"_s, QT_TR_NOOP("Views of ended tasks are kept for")},
        {u"view_store_mb"_s, QT_TR_NOOP("Space of all views")},
        {u"restore_best"_s, QT_TR_NOOP("End a failed run with its best state")},
        {u"sandbox"_s, QT_TR_NOOP("Sandbox")},
        {u"trace_baseline"_s, QT_TR_NOOP("Note what the first verification opens")},
        {u"sandbox_read_only"_s, QT_TR_NOOP("Folders commands may also read")},
    };
    const char *source = labels.value(key);
    return source ? tr(source) : key;
}

QString SettingWords::suffix(const QString &key)
{
    static const QHash<QString, const char *> suffixes{
        {u"timeout_per_iteration"_s, QT_TR_NOOP(" s")},
        {u"model_idle_timeout"_s, QT_TR_NOOP(" s")},
        {u"max_wall_minutes"_s, QT_TR_NOOP(" min")},
        {u"approval_expiry_minutes"_s, QT_TR_NOOP(" min")},
        {u"max_tokens"_s, QT_TR_NOOP(" tokens")},
        {u"checkpoint_days"_s, QT_TR_NOOP(" days")},
        {u"checkpoint_file_mb"_s, QT_TR_NOOP(" MB")},
        {u"checkpoint_store_mb"_s, QT_TR_NOOP(" MB")},
        {u"view_days"_s, QT_TR_NOOP(" days")},
        {u"view_store_mb"_s, QT_TR_NOOP(" MB")},
    };
    const char *source = suffixes.value(key);
    return source ? tr(source) : QString();
}

SettingField::SettingField(ConfigFile &file, const QString &key, QWidget *parent)
    : QWidget(parent)
    , m_file(file)
    , m_key(key)
{
    const double scale = Theme::instance().textScale();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    m_label = new QLabel(SettingWords::label(key), this);
    m_label->setFixedWidth(int(kLabelWidth * scale));
    m_label->setWordWrap(true);
    row->addWidget(m_label);
    buildEditor(ConfigFile::info(key));
    m_editor->setObjectName(key);
    m_editor->setAccessibleName(m_label->text());
    if (auto *box = qobject_cast<QComboBox *>(m_editor))
        box->view()->setAccessibleName(m_label->text());
    m_editor->installEventFilter(new NoWheel(m_editor));
    m_label->setBuddy(m_editor);
    row->addWidget(m_editor);
    if (!qobject_cast<QLineEdit *>(m_editor))
        row->addStretch();
    m_reset = new QToolButton(this);
    m_reset->setProperty("role", u"bare"_s);
    m_reset->setIcon(Icons::get(u"rotate-ccw"_s));
    m_reset->setToolTip(tr("Back to the default: %1").arg(ConfigFile::usual(key)));
    m_reset->setAccessibleName(tr("Reset %1").arg(m_label->text()));
    connect(m_reset, &QToolButton::clicked, this, &SettingField::reset);
    row->addWidget(m_reset);
    column->addLayout(row);
    m_note = new QLabel(this);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setIndent(int(kLabelWidth * scale) + 8);
    m_note->setFont(Theme::instance().font(FontRole::Small));
    column->addWidget(m_note);
    connect(&m_file, &ConfigFile::changed, this, [this](const QString &changed) {
        if (changed == m_key)
            show();
    });
    show();
}

void SettingField::buildEditor(const SettingInfo &info)
{
    const int narrow = int(kNumberWidth * Theme::instance().textScale());
    if (info.isFlag) {
        auto *box = new QCheckBox(this);
        connect(box, &QCheckBox::toggled, this, [this](bool on) { save(on ? u"true"_s : u"false"_s); });
        m_editor = box;
    } else if (!info.choices.isEmpty()) {
        auto *box = new QComboBox(this);
        for (const QString &choice : info.choices)
            box->addItem(choice == u"auto"_s ? tr("automatic") : choice, choice);
        box->setFixedWidth(narrow);
        connect(box, &QComboBox::activated, this, [this, box] { save(box->currentData().toString()); });
        m_editor = box;
    } else if (info.isAmount) {
        auto *box = new QDoubleSpinBox(this);
        box->setRange(0, kMostUsd);
        box->setPrefix(u"$"_s);
        box->setDecimals(2);
        box->setFixedWidth(narrow);
        box->setKeyboardTracking(false);
        connect(
            box, &QDoubleSpinBox::valueChanged, this, [this](double value) { save(QString::number(value, 'g', 12)); });
        m_editor = box;
    } else if (info.low != info.high) {
        auto *box = new QSpinBox(this);
        box->setRange(info.low, info.high);
        box->setSuffix(SettingWords::suffix(m_key));
        box->setFixedWidth(narrow);
        box->setKeyboardTracking(false);
        connect(box, &QSpinBox::valueChanged, this, [this](int value) { save(QString::number(value)); });
        m_editor = box;
    } else {
        auto *line = new QLineEdit(this);
        connect(line, &QLineEdit::editingFinished, this, [this, line] { save(line->text().trimmed()); });
        m_editor = line;
    }
}

void SettingField::show()
{
    m_showing = true;
    const SettingValue value = m_file.value(m_key);
    if (auto *check = qobject_cast<QCheckBox *>(m_editor))
        check->setChecked(value.value == u"true"_s);
    if (auto *choice = qobject_cast<QComboBox *>(m_editor))
        choice->setCurrentIndex(choice->findData(value.value));
    if (auto *amount = qobject_cast<QDoubleSpinBox *>(m_editor))
        amount->setValue(value.value.toDouble());
    if (auto *number = qobject_cast<QSpinBox *>(m_editor))
        number->setValue(value.value.toInt());
    if (auto *line = qobject_cast<QLineEdit *>(m_editor)) {
        line->setText(value.value);
        line->setCursorPosition(0);
    }
    const bool given = value.origin == SettingOrigin::Environment;
    m_editor->setEnabled(!given);
    m_reset->setEnabled(!given && value.value != ConfigFile::usual(m_key));
    m_editor->setProperty("wrong", false);
    m_editor->style()->unpolish(m_editor);
    m_editor->style()->polish(m_editor);
    m_note->setProperty("wrong", false);
    m_note->setProperty("muted", true);
    m_note->setText(given ? tr("Given by %1 in the environment").arg(value.originName) : QString());
    m_note->setVisible(given);
    m_note->style()->unpolish(m_note);
    m_note->style()->polish(m_note);
    m_showing = false;
}

void SettingField::save(const QString &value)
{
    if (m_showing || value == m_file.value(m_key).value)
        return;
    const auto saved = m_file.set(m_key, value);
    if (saved)
        return;
    m_note->setText(m_label->text() + u": "_s + saved.error().message +
                    (saved.error().hint.isEmpty() ? QString() : u' ' + saved.error().hint));
    m_note->setProperty("muted", false);
    m_note->setProperty("wrong", true);
    m_note->style()->unpolish(m_note);
    m_note->style()->polish(m_note);
    m_note->show();
    m_editor->setProperty("wrong", true);
    m_editor->style()->unpolish(m_editor);
    m_editor->style()->polish(m_editor);
}

void SettingField::reset()
{
    save(ConfigFile::usual(m_key));
}

QString SettingField::errorText() const
{
    return m_note->property("wrong").toBool() ? m_note->text() : QString();
}

} // namespace vibecoder
