// SPDX-License-Identifier: MIT
#include "create/draftcard.h"

#include "base/whendone.h"
#include "theme/icons.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QLabel *plain(const QString &text, QWidget *parent, FontRole font = FontRole::Base, int weight = 400)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setFont(Theme::instance().font(font, weight));
    return label;
}

QLabel *muted(const QString &text, QWidget *parent)
{
    QLabel *label = plain(text, parent);
    label->setProperty("muted", true);
    return label;
}

QLabel *icon(const QString &name, Role role, QWidget *parent)
{
    auto *label = new QLabel(parent);
    const int side = int(14 * Theme::instance().textScale());
    label->setPixmap(Icons::pixmap(name, role, side, parent->devicePixelRatioF()));
    label->setFixedWidth(side + 4);
    return label;
}

} // namespace

QString joined(const TaskFileError &error)
{
    return QCoreApplication::translate("Drafts", "%1; %2").arg(error.message, error.hint);
}

QString trialText(const VerificationReport &report)
{
    int tests = 0, failing = 0;
    qint64 ms = 0;
    bool counted = false;
    for (const CommandReport &command : report.commands) {
        ms += command.durationMs;
        if (!command.environmentError.isEmpty())
            return QCoreApplication::translate("Drafts", "cannot start: %1").arg(command.environmentError);
        counted = counted || command.counts.passed || command.counts.failed;
        const int wrong = command.counts.failed.value_or(0) + command.counts.errors.value_or(0);
        tests += command.counts.passed.value_or(0) + wrong;
        failing += wrong;
    }
    const QString seconds = QString::number(double(ms) / 1000, 'f', 1);
    if (counted)
        return QCoreApplication::translate("Drafts", "runs: %1 tests, %2 failing, %3 s")
            .arg(tests)
            .arg(failing)
            .arg(seconds);
    if (report.commands.isEmpty())
        return {};
    const auto &last = report.commands.constLast();
    return QCoreApplication::translate("Drafts", "runs: exit code %1, %2 s")
        .arg(last.exitCode ? QString::number(*last.exitCode) : u"–"_s, seconds);
}

bool trialStarted(const VerificationReport &report)
{
    return !report.commands.isEmpty() && std::all_of(report.commands.begin(), report.commands.end(),
                                             [](const CommandReport &c) { return c.environmentError.isEmpty(); });
}

DraftCard::DraftCard(EngineBridge &bridge, Draft draft, QWidget *parent)
    : QFrame(parent)
    , m_bridge(bridge)
    , m_draft(std::move(draft))
{
    build();
}

void DraftCard::build()
{
    qDeleteAll(findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly));
    delete layout();
    setObjectName(u"draftCard"_s);
    const Theme &theme = Theme::instance();
    setStyleSheet(u"QFrame#draftCard { background: %1; border: 1px solid %2; border-radius: 8px; }"_s.arg(
        theme.color(Role::Raised).name(), theme.color(m_draft.ok() ? Role::Border : Role::Danger).name()));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    buildHeader(layout);
    if (m_draft.ok())
        buildFacts(layout);
    else
        buildErrors(layout);
}

void DraftCard::buildHeader(QVBoxLayout *layout)
{
    auto *row = new QHBoxLayout;
    row->setContentsMargins(14, 6, 14, 6);
    row->setSpacing(8);
    m_wanted = new QCheckBox(this);
    m_wanted->setChecked(m_draft.ok() && m_draft.duplicateOf.isEmpty());
    m_wanted->setEnabled(m_draft.ok());
    m_wanted->setAccessibleName(tr("Create the task of %1").arg(m_draft.name));
    connect(m_wanted, &QCheckBox::toggled, this, &DraftCard::changed);
    row->addWidget(m_wanted);
    row->addWidget(icon(u"file-text"_s, Role::TextSecondary, this));
    row->addWidget(plain(m_draft.name, this, FontRole::Code, 600));
    const Theme &theme = Theme::instance();
    const bool ok = m_draft.ok();
    QLabel *tag =
        plain(ok ? tr("Valid") : tr("%n error(s)", nullptr, int(m_draft.result.errors.size())), this, FontRole::Small);
    tag->setStyleSheet(u"background: %1; color: %2; border-radius: 4px; padding: 2px 6px;"_s.arg(
        theme.color(ok ? Role::SuccessSoft : Role::DangerSoft).name(),
        theme.color(ok ? Role::Success : Role::Danger).name()));
    row->addWidget(tag);
    if (!m_draft.duplicateOf.isEmpty()) {
        QLabel *twin = plain(tr("Same content as %1").arg(m_draft.duplicateOf), this, FontRole::Small);
        twin->setStyleSheet(u"background: %1; color: %2; border-radius: 4px; padding: 2px 6px;"_s.arg(
            theme.color(Role::WarningSoft).name(), theme.color(Role::Warning).name()));
        row->addWidget(twin);
    }
    row->addStretch(1);
    if (ok) {
        row->addWidget(muted(tr("%n byte(s)", nullptr, int(m_draft.bytes.size())), this));
    } else if (!m_draft.source.isEmpty()) {
        auto *edit = new QPushButton(Icons::get(u"external-link"_s), tr("Open in editor"), this);
        edit->setProperty("role", u"bare"_s);
        connect(edit, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_draft.source)); });
        auto *again = new QPushButton(Icons::get(u"rotate-cw"_s), tr("Check again"), this);
        connect(again, &QPushButton::clicked, this, &DraftCard::checkAgain);
        row->addWidget(edit);
        row->addWidget(again);
    }
    layout->addLayout(row);
    auto *line = new QFrame(this);
    line->setProperty("line", true);
    line->setFixedHeight(1);
    layout->addWidget(line);
}

void DraftCard::buildFacts(QVBoxLayout *layout)
{
    const TaskSpec &spec = m_draft.result.spec;
    auto *grid = new QGridLayout;
    grid->setContentsMargins(14, 12, 14, 12);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    grid->setColumnMinimumWidth(0, 100);
    grid->setColumnStretch(1, 3);
    grid->setColumnStretch(3, 2);
    QLabel *name = plain(spec.name, this, FontRole::Base, 500);
    name->setWordWrap(true);
    grid->addWidget(muted(tr("Name"), this), 0, 0);
    grid->addWidget(name, 0, 1);
    QString folder = spec.workingDirectory;
    if (folder.startsWith(QDir::homePath() + u'/'))
        folder = u"~"_s + folder.mid(QDir::homePath().size());
    QLabel *where = plain(folder, this, FontRole::Code);
    where->setWordWrap(true);
    grid->addWidget(muted(tr("Folder"), this), 1, 0);
    grid->addWidget(where, 1, 1);
    grid->addWidget(muted(tr("Requirements"), this), 2, 0);
    grid->addWidget(plain(QString::number(spec.requirements.size()), this), 2, 1);
    grid->addWidget(muted(tr("Iterations"), this), 0, 2);
    grid->addWidget(plain(tr("%1 · %2 s each").arg(spec.maxIterations).arg(spec.timeoutPerIteration), this), 0, 3);
    grid->addWidget(muted(tr("Cost limit"), this), 1, 2);
    const double cap = spec.maxCostUsd.value_or(m_bridge.settings().maxCostUsd);
    const QString dollars = u'$' + QString::number(cap, 'f', 2);
    grid->addWidget(plain(spec.maxCostUsd ? dollars : tr("%1 · default").arg(dollars), this), 1, 3);
    grid->addWidget(muted(tr("Priority"), this), 2, 2);
    m_priority = new QSpinBox(this);
    m_priority->setRange(-1000, 1000);
    m_priority->setValue(spec.priority);
    m_priority->setAccessibleName(tr("Priority of %1").arg(spec.name));
    m_priority->setMaximumWidth(90);
    grid->addWidget(m_priority, 2, 3);
    // All of them, unshortened: who presses Create accepts them.
    const QList<Judgement> judged = m_bridge.engine().judgeVerificationCommands(spec);
    const QStringList all = commandsToAccept(spec);
    const auto column = [&](qsizetype from, qsizetype to) {
        auto *lines = new QVBoxLayout;
        lines->setSpacing(2);
        for (qsizetype i = from; i < to; ++i) {
            QLabel *command = plain(all.at(i), this, FontRole::Code);
            command->setWordWrap(true);
            lines->addWidget(command);
            if (i < judged.size() && isDangerous(judged.at(i))) {
                QLabel *warning =
                    plain(tr("Dangerous: you are asked each time before it runs."), this, FontRole::Small);
                warning->setProperty("wrong", true);
                lines->addWidget(warning);
            }
        }
        return lines;
    };
    QVBoxLayout *commands = column(spec.setup.size(), all.size());
    if (spec.network)
        commands->addWidget(muted(tr("The task asks for network access."), this));
    if (spec.guard != GuardMode::Ask)
        commands->addWidget(muted(tr("Changes of tests: %1").arg(toWire(spec.guard)), this));
    if (!spec.keep.isEmpty())
        commands->addWidget(plain(
            tr("Part of the result, although git ignores it: %1").arg(spec.keep.join(u", "_s)), this, FontRole::Small));
    grid->addWidget(muted(tr("Verification"), this), 3, 0, Qt::AlignTop);
    grid->addLayout(commands, 3, 1);
    if (!spec.setup.isEmpty()) {
        grid->addWidget(muted(tr("Setup"), this), 4, 0, Qt::AlignTop);
        grid->addLayout(column(0, spec.setup.size()), 4, 1);
    }
    auto *run = new QHBoxLayout;
    auto *button = new QPushButton(Icons::get(u"play"_s), tr("Try now"), this);
    button->setAccessibleName(tr("Try the verification commands of %1 now").arg(spec.name));
    QLabel *answer = muted(QString(), this);
    answer->setWordWrap(true);
    connect(button, &QPushButton::clicked, this, [this, answer] { tryNow(answer); });
    run->addWidget(button);
    run->addWidget(answer, 1);
    grid->addLayout(run, 3, 2, 1, 2, Qt::AlignTop);
    layout->addLayout(grid);
}

void DraftCard::buildErrors(QVBoxLayout *layout)
{
    auto *grid = new QGridLayout;
    grid->setContentsMargins(14, 10, 14, 10);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(2, 1);
    const QList<QByteArray> lines = m_draft.bytes.split('\n');
    int row = 0;
    for (const TaskFileError &error : m_draft.result.errors) {
        if (error.line > 0 && error.line <= lines.size()) {
            QLabel *text =
                plain(u"%1  %2"_s.arg(error.line, 4).arg(QString::fromUtf8(lines.at(error.line - 1)).left(200)), this,
                    FontRole::Code);
            text->setStyleSheet(
                u"background: %1; padding: 2px 4px;"_s.arg(Theme::instance().color(Role::DangerSoft).name()));
            grid->addWidget(text, row++, 0, 1, 3);
        }
        grid->addWidget(icon(u"circle-x"_s, Role::Danger, this), row, 0, Qt::AlignTop);
        QLabel *place =
            plain(error.line > 0 ? u"%1:%2"_s.arg(error.line).arg(error.column) : error.field, this, FontRole::Code);
        grid->addWidget(place, row, 1, Qt::AlignTop);
        QLabel *message = plain(joined(error), this);
        message->setWordWrap(true);
        grid->addWidget(message, row++, 2);
    }
    layout->addLayout(grid);
}

void DraftCard::tryNow(QLabel *answer)
{
    answer->setText(tr("running…"));
    const TaskSpec spec = m_draft.result.spec;
    TrialRequest request{
        spec.verificationCommands, spec.workingDirectory, spec.timeoutPerIteration * 1000LL, spec.network};
    const Settings settings = m_bridge.settings();
    const auto tried =
        m_bridge.aside<VerificationReport>([settings, request] { return Engine::tryCommands(settings, request); });
    whenDone(tried, answer, [answer](const Result<VerificationReport> &report) {
        const bool started = report && trialStarted(*report);
        answer->setProperty("muted", started);
        answer->setProperty("wrong", !started);
        answer->setText(report ? trialText(*report) : report.error().message);
        answer->setStyleSheet(QString());
    });
}

void DraftCard::checkAgain()
{
    Dropped again = readDropped({m_draft.source}, m_bridge.settings());
    if (again.drafts.isEmpty())
        return;
    m_draft = again.drafts.constFirst();
    // Later: the button that asked is a child that goes.
    QMetaObject::invokeMethod(
        this,
        [this] {
            build();
            emit changed();
        },
        Qt::QueuedConnection);
}

bool DraftCard::isWanted() const
{
    return m_draft.ok() && m_wanted->isChecked();
}

TaskSpec DraftCard::spec() const
{
    TaskSpec spec = m_draft.result.spec;
    if (m_priority)
        spec.priority = m_priority->value();
    return spec;
}

} // namespace vibecoder
