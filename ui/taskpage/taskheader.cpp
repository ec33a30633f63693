// SPDX-License-Identifier: MIT
#include "taskpage/taskheader.h"

#include "diff/showntext.h"
#include "taskpage/openfile.h"
#include "taskpage/taskwatch.h"
#include "theme/icons.h"
#include "theme/pagestyle.h"
#include "theme/status.h"

#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace vibecoder {

using namespace Qt::StringLiterals;
using namespace pagestyle;

namespace {

/// Icon and word on a soft ground.
class Pill : public QLabel
{
public:
    void setLook(const StatusLook &look)
    {
        m_look = look;
        setText(look.word);
        setAccessibleName(look.word);
        setFont(pagestyle::text(FontRole::Small, QFont::DemiBold));
        setFixedSize(textWidth(look.word, font()) + px(16) + 26, px(24));
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override;

private:
    StatusLook m_look;
};

void Pill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::instance().color(m_look.soft));
    painter.drawRoundedRect(rect(), height() / 2.0, height() / 2.0);
    painter.setRenderHint(QPainter::Antialiasing, false);
    const int size = px(14);
    painter.drawPixmap(10, (height() - size) / 2, Icons::pixmap(m_look.icon, m_look.role, size, devicePixelRatioF()));
    painter.setFont(font());
    painter.setPen(Theme::instance().color(m_look.role));
    painter.drawText(rect().adjusted(10 + size + 6, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text());
}

QString shortPath(const QString &path)
{
    const QString home = QDir::homePath();
    return path == home || path.startsWith(home + u'/') ? u'~' + path.mid(home.size()) : path;
}

QLabel *plainLabel()
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

TaskHeader::TaskHeader(TaskWatch &watch, QWidget *parent)
    : QWidget(parent)
    , m_watch(watch)
    , m_name(plainLabel())
    , m_pill(new Pill)
    , m_model(plainLabel())
    , m_id(plainLabel())
    , m_folder(new QPushButton)
    , m_attempt(new QComboBox)
    , m_cancel(new QPushButton)
    , m_retry(new QPushButton)
    , m_rollback(new QPushButton)
    , m_report(new QPushButton)
    , m_result(new QWidget)
    , m_resultIcon(new QLabel)
    , m_resultText(plainLabel())
    , m_note(new QWidget)
    , m_noteIcon(new QLabel)
    , m_noteText(plainLabel())
    , m_noteAction(new QPushButton)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 12, 20, 8);
    column->setSpacing(4);
    auto *top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(m_name);
    top->addWidget(m_pill);
    top->addStretch(1);
    for (QPushButton *button : {m_cancel, m_retry, m_rollback, m_report})
        top->addWidget(button);
    auto *below = new QHBoxLayout;
    below->setSpacing(12);
    m_folder->setProperty("role", u"link"_s);
    m_folder->setCursor(Qt::PointingHandCursor);
    below->addWidget(m_folder);
    below->addWidget(m_model);
    below->addWidget(m_id);
    below->addWidget(m_attempt);
    below->addStretch(1);
    column->addLayout(top);
    column->addLayout(below);
    auto *result = new QHBoxLayout(m_result);
    result->setContentsMargins(0, 2, 0, 0);
    result->setSpacing(8);
    m_resultText->setWordWrap(true);
    m_resultText->setObjectName(u"resultText"_s);
    result->addWidget(m_resultIcon);
    result->addWidget(m_resultText, 1);
    constexpr int most = 2;
    for (int i = 0; i < most; ++i) {
        auto *button = new QPushButton(m_result);
        button->setProperty("role", u"link"_s);
        button->setObjectName(u"resultAct"_s);
        connect(button, &QPushButton::clicked, this, [this, i] {
            if (i < m_resultActs.size())
                emit resultWanted(m_resultActs.at(i));
        });
        result->addWidget(button);
        m_resultButtons.append(button);
    }
    column->addWidget(m_result);
    auto *note = new QHBoxLayout(m_note);
    note->setContentsMargins(12, 4, 6, 4);
    note->setSpacing(10);
    m_noteText->setWordWrap(true);
    m_noteAction->setProperty("role", u"link"_s);
    note->addWidget(m_noteIcon);
    note->addWidget(m_noteText, 1);
    note->addWidget(m_noteAction);
    m_note->setObjectName(u"taskNote"_s);
    m_note->setAttribute(Qt::WA_StyledBackground);
    column->addSpacing(4);
    column->addWidget(m_note);

    connect(
        m_folder, &QPushButton::clicked, this, [this] { (void)openFileOf(m_watch.task().spec.workingDirectory, {}); });
    connect(m_cancel, &QPushButton::clicked, this, &TaskHeader::cancelWanted);
    connect(m_retry, &QPushButton::clicked, this, &TaskHeader::retryWanted);
    connect(m_rollback, &QPushButton::clicked, this, &TaskHeader::rollbackWanted);
    connect(m_report, &QPushButton::clicked, this, &TaskHeader::reportWanted);
    connect(m_noteAction, &QPushButton::clicked, this, [this] { emit actionWanted(m_action); });
    connect(m_attempt, &QComboBox::activated, this,
        [this](int at) { m_watch.showAttempt(m_attempt->itemData(at).toInt()); });
    connect(&m_watch, &TaskWatch::taskChanged, this, &TaskHeader::take);
    follow(this, [this] { retranslate(); });
}

void TaskHeader::retranslate()
{
    const auto name = [](QPushButton *button, const QString &words, const QString &picture, const QString &spoken) {
        button->setProperty("words", words);
        button->setIcon(icon(picture, Role::TextSecondary));
        button->setAccessibleName(spoken);
        button->setFixedHeight(px(30));
    };
    name(m_cancel, tr("Cancel"), u"square"_s, tr("Cancel this task"));
    name(m_retry, tr("Retry"), u"rotate-ccw"_s, tr("Retry: another attempt"));
    name(m_rollback, tr("Roll back…"), u"history"_s, tr("Roll the files back"));
    name(m_report, tr("Report"), u"file-text"_s, tr("Report of this task"));
    m_attempt->setAccessibleName(tr("Attempt"));
    m_name->setFont(text(FontRole::Title, QFont::DemiBold));
    m_name->setFixedHeight(px(30));
    m_folder->setFont(code());
    m_folder->setAccessibleName(tr("Open your folder"));
    m_resultText->setFont(text());
    m_model->setFont(text(FontRole::Small));
    m_id->setFont(code());
    for (QLabel *label : {m_model, m_id}) {
        QPalette colours = label->palette();
        colours.setColor(QPalette::WindowText, tone(Role::TextMuted));
        label->setPalette(colours);
    }
    m_noteText->setFont(text(FontRole::Base, QFont::Medium));
    m_attempt->clear();
    take();
}

void TaskHeader::fillAttempts()
{
    const int attempts = m_watch.task().attempt;
    if (m_attempt->count() != attempts) {
        m_attempt->clear();
        for (int i = attempts; i >= 1; --i)
            m_attempt->addItem(tr("Attempt %1").arg(i), i);
    }
    m_attempt->setCurrentIndex(m_attempt->findData(m_watch.attempt()));
    m_attempt->setVisible(attempts > 1);
}

void TaskHeader::take()
{
    const Task &task = m_watch.task();
    if (!m_watch.isValid())
        return;
    const StatusLook look = Status::look(Status::of(task));
    static_cast<Pill *>(m_pill)->setLook(look);
    m_folder->setIcon(icon(u"folder"_s, Role::TextMuted));
    m_folder->setToolTip(shownLine(task.spec.workingDirectory, 500).toHtmlEscaped());
    m_model->setText(
        task.spec.model.isEmpty() ? m_watch.engine().settings().claudeModel : shownLine(task.spec.model, 60));
    m_id->setText(u'#' + task.id.left(6));
    fillAttempts();
    fit();
    const bool ended = isEnded(task.state), current = m_watch.isCurrent();
    const auto enable = [](QPushButton *button, bool on, const QString &why) {
        button->setEnabled(on);
        button->setToolTip(on ? button->accessibleName() : why);
    };
    enable(m_cancel, !ended && !task.cancelRequested, ended ? tr("It has ended already") : tr("It is being cancelled"));
    enable(m_retry, ended, tr("Possible when it has ended"));
    enable(m_rollback, ended, tr("Possible when it has ended"));
    enable(m_report, true, {});

    Headline line = current ? headlineOf(task, m_watch.waits()) : Headline();
    if (takeResult())
        line = {}; // the sentence of the result says it, with the button
    if (line.action == NextAction::Changes && m_resultActs.contains(ResultAct::Changes))
        line.action = NextAction::None;
    if (task.cancelRequested && !ended)
        line = {tr("Is being cancelled; the running step ends first."), {}, NextAction::None, {}};
    m_action = line.action;
    m_note->setVisible(!line.text.isEmpty());
    m_noteText->setText(line.text);
    m_noteText->setToolTip(shownLine(line.detail, 600).toHtmlEscaped());
    m_noteAction->setVisible(line.action != NextAction::None);
    m_noteAction->setText(line.actionText);
    m_noteAction->setAccessibleName(line.actionText);
    m_noteIcon->setPixmap(Icons::pixmap(look.icon, look.role, px(16), devicePixelRatioF()));
    m_note->setStyleSheet(
        u"QWidget#taskNote { background: %1; border-radius: 6px; }"_s.arg(Theme::instance().color(look.soft).name()));
}

// Whether it asks the person for something.
bool TaskHeader::takeResult()
{
    const Task &task = m_watch.task();
    const Approval *asked = nullptr;
    QList<Approval> open;
    if (m_watch.isCurrent() && task.state == TaskState::WaitingApproval && task.isolation == Isolation::View)
        open = m_watch.engine().approvals(ApprovalState::Pending, task.id).value_or(QList<Approval>());
    for (const Approval &one : std::as_const(open)) {
        if (!asked && (one.kind == ApprovalKind::Border || one.kind == ApprovalKind::ApplyConflict))
            asked = &one;
    }
    const ResultLine line = m_watch.isCurrent() ? ResultText::line(task, asked) : ResultLine();
    m_result->setVisible(!line.text.isEmpty());
    m_resultText->setText(line.text);
    m_resultIcon->setPixmap(Icons::pixmap(
        task.isolation == Isolation::View ? u"layers"_s : u"folder"_s, Role::TextMuted, px(16), devicePixelRatioF()));
    m_resultActs = line.acts;
    for (int i = 0; i < m_resultButtons.size(); ++i) {
        QPushButton *button = m_resultButtons.at(i);
        button->setVisible(i < line.acts.size());
        if (i >= line.acts.size())
            continue;
        button->setText(ResultText::act(line.acts.at(i), task, asked));
        button->setAccessibleName(button->text());
    }
    return line.acts.contains(ResultAct::Answer);
}

QSize TaskHeader::minimumSizeHint() const
{
    return {px(320), QWidget::minimumSizeHint().height()};
}

// The name keeps a legible length; for it the buttons give up their words, the last one first. Then the folder takes
// what its neighbours leave.
void TaskHeader::fit()
{
    constexpr int sides = 40, gap = 8;
    const int side = px(16);
    const auto speak = [side](QPushButton *button, bool words) {
        button->setText(words ? button->property("words").toString() : QString());
        button->setIconSize(words ? Icons::besideText(side) : QSize(side, side));
    };
    int taken = sides + m_pill->width() + 6 * gap;
    const QList<QPushButton *> buttons{m_report, m_rollback, m_retry, m_cancel};
    for (QPushButton *button : buttons) {
        speak(button, true);
        taken += button->sizeHint().width();
    }
    const QString name = shownLine(m_watch.task().spec.name, 300);
    const QFontMetrics metrics(m_name->font());
    const int wanted = std::min(metrics.horizontalAdvance(name) + 4, px(180));
    for (QPushButton *button : buttons) {
        if (taken + wanted <= width())
            break;
        taken -= button->sizeHint().width();
        speak(button, false);
        taken += button->sizeHint().width();
    }
    m_name->setText(metrics.elidedText(name, Qt::ElideRight, std::max(60, width() - taken)));
    m_name->setMinimumWidth(0);
    m_name->setToolTip(name.toHtmlEscaped());
    m_name->setAccessibleName(name);

    int beside =
        sides + m_folder->iconSize().width() + 8 + m_model->sizeHint().width() + m_id->sizeHint().width() + 3 * 12;
    if (m_attempt->count() > 1)
        beside += m_attempt->sizeHint().width() + 12;
    m_folder->setText(QFontMetrics(m_folder->font())
                          .elidedText(shownLine(shortPath(m_watch.task().spec.workingDirectory), 60), Qt::ElideMiddle,
                              std::max(px(80), width() - beside)));
}

void TaskHeader::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_watch.isValid())
        fit();
}

void TaskHeader::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vibecoder
