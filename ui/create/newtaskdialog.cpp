// SPDX-License-Identifier: MIT
#include "create/newtaskdialog.h"

#include "base/harmless.h"
#include "base/whendone.h"
#include "core/exitcodeadvice.h"
#include "create/draftcard.h"
#include "create/itemlines.h"
#include "theme/focusframe.h"
#include "theme/icons.h"
#include "theme/pagestyle.h"
#include "wire/ruletext.h"

#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QTabWidget>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

/// Where an attempt may work, the usual one first.
constexpr Isolation kIsolations[] = {Isolation::Auto, Isolation::View, Isolation::InPlace, Isolation::Worktree};
constexpr Deliver kDeliveries[] = {Deliver::Apply, Deliver::Patch};

/// In the folder itself and in a worktree there is nothing to deliver.
bool delivers(Isolation isolation)
{
    return isolation == Isolation::Auto || isolation == Isolation::View;
}

} // namespace

NewTaskDialog::NewTaskDialog(EngineBridge &bridge, QWidget *parent)
    : QDialog(parent)
    , m_bridge(bridge)
    , m_tabs(new QTabWidget(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    m_tabs->setDocumentMode(true);
    // What does not fit on the screen scrolls; the buttons stay.
    auto *area = new QScrollArea(m_tabs);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    area->setStyleSheet(u"QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }"_s);
    area->setWidget(buildForm());
    m_tabs->addTab(area, QString());
    m_tabs->addTab(buildYaml(), QString());
    layout->addWidget(m_tabs, 1);
    auto *row = new QHBoxLayout;
    m_why = new QLabel(this);
    m_why->setTextFormat(Qt::PlainText);
    m_why->setWordWrap(true);
    m_why->setProperty("muted", true);
    m_cancel = new QPushButton(this);
    m_create = new QPushButton(this);
    m_create->setProperty("role", u"primary"_s);
    m_create->setDefault(true);
    row->addWidget(m_why, 1);
    row->addWidget(m_cancel);
    row->addWidget(m_create);
    layout->addLayout(row);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_create, &QPushButton::clicked, this, &NewTaskDialog::create);
    const double scale = Theme::instance().textScale();
    resize(pagestyle::onScreen(this, {int(720 * std::min(scale, 1.4)), int(720 * scale)}));
    new FocusFrame(this);
    TaskSpec spec;
    spec.maxIterations = bridge.settings().maxIterations;
    spec.timeoutPerIteration = bridge.settings().timeoutPerIteration;
    spec.maxCostUsd = bridge.settings().maxCostUsd;
    retranslate();
    setSpec(spec);
    m_name->setFocus();
}

QWidget *NewTaskDialog::buildForm()
{
    auto *page = new QWidget(m_tabs);
    auto *form = new QFormLayout(page);
    form->setContentsMargins(0, 16, 0, 0);
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(10);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const auto row = [&](QWidget *field, QLayout *whole = nullptr) {
        auto *label = new QLabel(page);
        label->setBuddy(field);
        m_labels.append(label);
        whole ? form->addRow(label, whole) : form->addRow(label, field);
    };
    const auto text = [&](int lines) {
        auto *edit = new QPlainTextEdit(page);
        edit->setProperty("field", true);
        edit->setTabChangesFocus(true);
        edit->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents); // else each wants 192 pixels
        edit->setMinimumHeight(22 + int(lines * 20 * Theme::instance().textScale()));
        connect(edit, &QPlainTextEdit::textChanged, this, &NewTaskDialog::fieldsChanged);
        return edit;
    };
    m_name = new QLineEdit(page);
    m_name->setMaxLength(200);
    row(m_name);
    m_folder = new QLineEdit(page);
    m_browse = new QPushButton(Icons::get(u"folder-open"_s), QString(), page);
    auto *where = new QHBoxLayout;
    where->setSpacing(8);
    where->addWidget(m_folder, 1);
    where->addWidget(m_browse);
    row(m_folder, where);
    m_description = text(2);
    row(m_description);
    m_requirements = text(2);
    row(m_requirements);
    m_commands = text(2);
    m_commands->setFont(Theme::instance().font(FontRole::Code));
    m_try = new QPushButton(Icons::get(u"play"_s), QString(), page);
    m_tryAnswer = new QLabel(page);
    m_tryAnswer->setWordWrap(true);
    auto *proof = new QVBoxLayout;
    proof->setSpacing(8);
    proof->addWidget(m_commands);
    auto *tryRow = new QHBoxLayout;
    tryRow->addWidget(m_try);
    tryRow->addWidget(m_tryAnswer, 1);
    proof->addLayout(tryRow);
    row(m_commands, proof);
    // Few tasks need these, so they stay small.
    const auto few = [&](QPlainTextEdit *&edit, QLabel *&means, const QString &name) {
        edit = text(1);
        edit->setMaximumHeight(22 + int(2 * 20 * Theme::instance().textScale()));
        edit->setFont(Theme::instance().font(FontRole::Code));
        edit->setObjectName(name);
        means = new QLabel(page);
        means->setTextFormat(Qt::PlainText);
        means->setWordWrap(true);
        means->setProperty("muted", true);
        auto *both = new QVBoxLayout;
        both->setSpacing(4);
        both->addWidget(edit);
        both->addWidget(means);
        row(edit, both);
    };
    few(m_setup, m_setupMeans, u"setup"_s);
    few(m_keep, m_keepMeans, u"keep"_s);
    const auto number = [&](int from, int to) {
        auto *box = new QSpinBox(page);
        box->setRange(from, to);
        box->setMaximumWidth(int(140 * Theme::instance().textScale()));
        connect(box, &QSpinBox::valueChanged, this, &NewTaskDialog::fieldsChanged);
        row(box);
        return box;
    };
    m_iterations = number(1, 1000);
    m_timeout = number(1, 86400);
    m_cost = new QDoubleSpinBox(page);
    m_cost->setRange(0.01, 10000);
    m_cost->setPrefix(u"$ "_s);
    m_cost->setMaximumWidth(int(140 * Theme::instance().textScale()));
    row(m_cost);
    m_priority = number(-1000, 1000);
    // What can be chosen, and below it what that means.
    const auto choice = [&](QComboBox *&box, QLabel *&means, const auto &values) {
        box = new QComboBox(page);
        means = new QLabel(page);
        means->setTextFormat(Qt::PlainText);
        means->setWordWrap(true);
        means->setProperty("muted", true);
        for (const auto one : values)
            box->addItem(QString(), int(one));
        auto *both = new QVBoxLayout;
        both->setSpacing(4);
        both->addWidget(box, 0, Qt::AlignLeft);
        both->addWidget(means);
        row(box, both);
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            explainChoices();
            fieldsChanged();
        });
    };
    choice(m_isolation, m_isolationMeans, kIsolations);
    choice(m_deliver, m_deliverMeans, kDeliveries);
    m_deliver->setObjectName(u"deliver"_s);
    m_isolation->setObjectName(u"isolation"_s);
    connect(m_cost, &QDoubleSpinBox::valueChanged, this, &NewTaskDialog::fieldsChanged);
    connect(m_name, &QLineEdit::textChanged, this, &NewTaskDialog::fieldsChanged);
    connect(m_folder, &QLineEdit::textChanged, this, &NewTaskDialog::fieldsChanged);
    connect(m_try, &QPushButton::clicked, this, &NewTaskDialog::tryNow);
    connect(m_browse, &QPushButton::clicked, this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Working directory"), m_folder->text());
        if (!folder.isEmpty())
            m_folder->setText(folder);
    });
    return page;
}

QWidget *NewTaskDialog::buildYaml()
{
    auto *page = new QWidget(m_tabs);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 16, 0, 0);
    m_yaml = new QPlainTextEdit(page);
    m_yaml->setFont(Theme::instance().font(FontRole::Code));
    m_yaml->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_yaml->setTabChangesFocus(true);
    m_yamlErrors = new QLabel(page);
    m_yamlErrors->setWordWrap(true);
    m_yamlErrors->setTextFormat(Qt::PlainText);
    m_yamlErrors->setProperty("wrong", true);
    layout->addWidget(m_yaml, 1);
    layout->addWidget(m_yamlErrors);
    connect(m_yaml, &QPlainTextEdit::textChanged, this, &NewTaskDialog::yamlChanged);
    return page;
}

void NewTaskDialog::retranslate()
{
    setWindowTitle(tr("New task"));
    m_tabs->setTabText(0, tr("Fields"));
    m_tabs->setTabText(1, tr("YAML"));
    const QStringList names{tr("Name"), tr("Folder"), tr("Description"), tr("Requirements, one per line"),
        tr("Verification commands, one per line"), tr("Setup, one per line (optional)"),
        tr("Keep, one path per line (optional)"), tr("Iterations at most"), tr("Seconds per iteration"),
        tr("Cost limit"), tr("Priority, higher first"), tr("Where it works"), tr("When it passes")};
    for (int i = 0; i < m_labels.size(); ++i) {
        m_labels.at(i)->setText(names.at(i));
        m_labels.at(i)->setWordWrap(true);
        m_labels.at(i)->buddy()->setAccessibleName(names.at(i));
    }
    m_labels.constFirst()->setMinimumWidth(130);
    m_isolation->setItemText(0, tr("Choose by itself"));
    m_isolation->setItemText(1, tr("In a view"));
    m_isolation->setItemText(2, tr("In your folder itself"));
    m_isolation->setItemText(3, tr("In a worktree"));
    m_deliver->setItemText(0, tr("Apply to your folder"));
    m_deliver->setItemText(1, tr("Keep as a patch"));
    explainChoices();
    m_browse->setText(tr("Browse…"));
    m_try->setText(tr("Try now"));
    m_cancel->setText(tr("Cancel"));
    m_create->setText(tr("Create task"));
    m_commands->setPlaceholderText(u"pytest -q"_s);
    m_setup->setPlaceholderText(u"npm ci"_s);
    m_setup->setToolTip(tr("A command of several lines goes on in lines that begin with four spaces."));
    m_setupMeans->setText(
        tr("Makes what git ignores and the verification needs. Runs before the first verification and "
           "on the clean copy."));
    m_keep->setPlaceholderText(u"dist/"_s);
    m_keepMeans->setText(
        tr("Files and folders of the result that git ignores; they are applied with it all the same."));
    m_commands->setToolTip(tr("A command of several lines goes on in lines that begin with four spaces."));
    m_requirements->setToolTip(tr("A requirement of several lines goes on in lines that begin with four spaces."));
    m_yaml->setAccessibleName(tr("Task as YAML"));
}

void NewTaskDialog::explainChoices()
{
    const bool patch = Deliver(m_deliver->currentData().toInt()) == Deliver::Patch;
    m_deliver->setEnabled(delivers(Isolation(m_isolation->currentData().toInt())));
    m_deliverMeans->setVisible(m_deliver->isEnabled());
    m_deliverMeans->setText(patch ? tr("The changes of the view wait as a patch until you apply them.")
                                  : tr("The changes come into your folder; what is risky is asked before."));
    switch (Isolation(m_isolation->currentData().toInt())) {
    case Isolation::View:
        m_isolationMeans->setText(tr("Your folder stays as it is until the task has passed."));
        return;
    case Isolation::InPlace:
        m_isolationMeans->setText(tr("The files in your folder change while it works."));
        return;
    case Isolation::Worktree:
        m_isolationMeans->setText(
            tr("In a clone of your repository, which leaves a branch; your folder is unchanged."));
        return;
    case Isolation::Auto:
        m_isolationMeans->setText(
            tr("Your folder stays as it is until the task has passed; where that is not possible, "
               "in the folder itself."));
        return;
    }
}

void NewTaskDialog::setSpec(const TaskSpec &spec)
{
    fill(spec);
    fieldsChanged();
    m_begun = this->spec();
}

void NewTaskDialog::fill(const TaskSpec &spec)
{
    m_filling = true;
    m_rest = spec;
    m_name->setText(spec.name);
    m_folder->setText(spec.workingDirectory);
    m_description->setPlainText(spec.description);
    m_requirements->setPlainText(linesOfItems(spec.requirements));
    m_commands->setPlainText(linesOfItems(spec.verificationCommands));
    m_setup->setPlainText(linesOfItems(spec.setup));
    m_keep->setPlainText(linesOfItems(spec.keep));
    m_iterations->setValue(spec.maxIterations);
    m_timeout->setValue(spec.timeoutPerIteration);
    m_cost->setValue(spec.maxCostUsd.value_or(m_bridge.settings().maxCostUsd));
    m_priority->setValue(spec.priority);
    m_isolation->setCurrentIndex(m_isolation->findData(int(spec.isolation)));
    m_deliver->setCurrentIndex(m_deliver->findData(int(spec.deliver)));
    m_filling = false;
}

void NewTaskDialog::setFolder(const QString &folder)
{
    m_folder->setText(folder);
    m_begun = spec();
}

TaskSpec NewTaskDialog::spec() const
{
    TaskSpec spec = m_rest;
    spec.name = m_name->text().trimmed();
    spec.workingDirectory = m_folder->text().trimmed();
    if (spec.workingDirectory.startsWith(u"~/"_s))
        spec.workingDirectory = QDir::homePath() + spec.workingDirectory.mid(1);
    if (const QString real = QDir(spec.workingDirectory).canonicalPath();
        !spec.workingDirectory.isEmpty() && !real.isEmpty())
        spec.workingDirectory = real;
    spec.description = m_description->toPlainText().trimmed();
    spec.requirements = itemsOfLines(m_requirements->toPlainText());
    spec.verificationCommands = itemsOfLines(m_commands->toPlainText());
    spec.setup = itemsOfLines(m_setup->toPlainText());
    spec.keep = itemsOfLines(m_keep->toPlainText());
    spec.maxIterations = m_iterations->value();
    spec.timeoutPerIteration = m_timeout->value();
    spec.priority = m_priority->value();
    spec.maxCostUsd = m_cost->value();
    spec.isolation = Isolation(m_isolation->currentData().toInt());
    spec.deliver = delivers(spec.isolation) ? Deliver(m_deliver->currentData().toInt()) : Deliver::Apply;
    return spec;
}

void NewTaskDialog::fieldsChanged()
{
    if (m_filling)
        return;
    m_filling = true;
    m_yaml->setPlainText(QString::fromUtf8(writeTaskYaml(spec())));
    m_yamlErrors->clear();
    m_yamlWrong = false;
    m_filling = false;
    check();
}

void NewTaskDialog::yamlChanged()
{
    if (m_filling)
        return;
    const TaskFileResult read =
        readTaskYaml(m_yaml->toPlainText().toUtf8(), contextFor(m_bridge.settings(), QDir::homePath()));
    QStringList lines;
    for (const TaskFileError &error : read.errors)
        lines.append(u"%1:%2  %3"_s.arg(error.line).arg(error.column).arg(joined(error)));
    m_yamlErrors->setText(lines.mid(0, 6).join(u'\n'));
    m_yamlWrong = !read.ok();
    // The text stays as it is typed, with its cursor, comments and order.
    if (read.ok())
        fill(read.spec);
    check();
}

// Of a field that nobody has filled yet, in the words of the form; what else is wrong, as in a file.
QString NewTaskDialog::wordsFor(const TaskFileError &error) const
{
    const QString field = error.field.section(u'[', 0, 0);
    if (field == u"name"_s && m_name->text().trimmed().isEmpty())
        return tr("Give it a name.");
    if (field == u"working_directory"_s && m_folder->text().trimmed().isEmpty())
        return tr("Choose the folder to work in.");
    if (field == u"description"_s && m_description->toPlainText().trimmed().isEmpty())
        return tr("Describe what is to be done.");
    if (field == u"verification_commands"_s && itemsOfLines(m_commands->toPlainText()).isEmpty())
        return tr("Write at least one command that proves the result.");
    return joined(error);
}

// Create says why it cannot.
void NewTaskDialog::check()
{
    QString why;
    if (m_yamlWrong) {
        why = tr("The YAML has errors.");
    } else {
        const QList<TaskFileError> errors = checkTaskSpec(spec(), contextFor(m_bridge.settings(), QDir::homePath()));
        if (!errors.isEmpty())
            why = wordsFor(errors.constFirst());
    }
    QString says = why;
    if (why.isEmpty())
        says = spec().setup.isEmpty() ? tr("Create accepts the verification commands as they stand above.")
                                      : tr("Create accepts the verification and setup commands as they stand above.");
    for (const QString &command : withHiddenExitCode(spec().verificationCommands))
        says +=
            u'\n' +
            tr("Attention, %1: %2", "command, warning").arg(harmless(command, false), ruleText(u"hidden_exit_code"_s));
    m_why->setText(says);
    m_create->setEnabled(why.isEmpty());
    m_create->setToolTip(why);
    const TaskSpec now = spec();
    m_try->setEnabled(
        !now.verificationCommands.isEmpty() && QDir(now.workingDirectory).exists() && !now.workingDirectory.isEmpty());
}

void NewTaskDialog::tryNow()
{
    m_try->setEnabled(false);
    m_tryAnswer->setText(tr("running…"));
    const TaskSpec now = spec();
    TrialRequest request{now.verificationCommands, now.workingDirectory, now.timeoutPerIteration * 1000LL, now.network};
    const Settings settings = m_bridge.settings();
    const auto tried =
        m_bridge.aside<VerificationReport>([settings, request] { return Engine::tryCommands(settings, request); });
    whenDone(tried, this, [this](const Result<VerificationReport> &report) {
        m_try->setEnabled(true);
        m_tryAnswer->setProperty("wrong", !report || !trialStarted(*report));
        m_tryAnswer->setText(report ? trialText(*report) : report.error().message);
        m_tryAnswer->setStyleSheet(QString());
    });
}

void NewTaskDialog::create()
{
    m_create->setEnabled(false);
    const auto submitted = m_bridge.engine().submit({spec(), {}, true, EngineBridge::actor()});
    whenDone(submitted, this, [this](const Result<Task> &task) {
        if (!task) {
            check();
            m_why->setText(task.error().message);
            return;
        }
        emit created({task->id}, true);
        accept();
    });
}

// What was written is not thrown away by a single Esc.
void NewTaskDialog::reject()
{
    if (spec() == m_begun && !m_yamlWrong) {
        QDialog::reject();
        return;
    }
    auto *box = new QMessageBox(
        QMessageBox::Question, windowTitle(), tr("Throw away what was written?"), QMessageBox::NoButton, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QPushButton *away = box->addButton(tr("Throw away"), QMessageBox::DestructiveRole);
    QPushButton *keep = box->addButton(tr("Go on writing"), QMessageBox::RejectRole);
    box->setDefaultButton(keep);
    box->setEscapeButton(keep);
    connect(box, &QMessageBox::buttonClicked, this, [this, away](const QAbstractButton *clicked) {
        if (clicked == away)
            QDialog::reject();
    });
    box->open();
}

void NewTaskDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QDialog::changeEvent(event);
}

} // namespace vibecoder
