// SPDX-License-Identifier: MIT
#include "taskpage/artifactstab.h"
#include "base/whendone.h"

#include "diff/showntext.h"
#include "taskpage/rowdelegate.h"
#include "taskpage/tasktext.h"
#include "taskpage/taskwatch.h"
#include "theme/pagestyle.h"

#include <QBuffer>
#include <QEvent>
#include <QFileDialog>
#include <QHeaderView>
#include <QImageReader>
#include <QLabel>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QSaveFile>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLongestSide = 4096;

bool looksBinary(const QByteArray &bytes)
{
    return bytes.left(8192).contains('\0');
}

} // namespace

QImage safePicture(const QByteArray &bytes)
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer);
    reader.setDecideFormatFromContent(true);
    static const QList<QByteArray> known{"png", "jpeg", "jpg", "gif", "bmp", "webp"};
    if (!known.contains(reader.format().toLower()))
        return {};
    const QSize size = reader.size();
    if (!size.isValid() || size.width() > kLongestSide || size.height() > kLongestSide)
        return {};
    return reader.read();
}

ArtifactsTab::ArtifactsTab(TaskWatch &watch, QWidget *parent)
    : QWidget(parent)
    , m_watch(watch)
    , m_list(new QTreeWidget)
    , m_stack(new QStackedWidget)
    , m_text(new QPlainTextEdit)
    , m_picture(new QLabel)
    , m_note(new QLabel)
    , m_save(new QToolButton)
{
    setProperty("page", true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto *split = new QSplitter;
    split->setHandleWidth(1);
    split->setChildrenCollapsible(false);
    m_list->setItemDelegate(new RowDelegate(20, m_list));
    m_list->setRootIsDecorated(false);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setColumnCount(3);
    m_list->setUniformRowHeights(true);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_list->setTextElideMode(Qt::ElideMiddle);
    split->addWidget(m_list);
    auto *side = new QWidget;
    side->setProperty("page", true);
    auto *right = new QVBoxLayout(side);
    right->setContentsMargins(14, 8, 14, 14);
    right->setSpacing(8);
    auto *head = new QHBoxLayout;
    m_note->setTextFormat(Qt::PlainText);
    m_note->setProperty("muted", true);
    m_note->setWordWrap(true);
    head->addWidget(m_note, 1);
    m_save->setProperty("role", u"bare"_s);
    m_save->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    head->addWidget(m_save);
    right->addLayout(head);
    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTabChangesFocus(true);
    m_stack->addWidget(m_text);
    m_picture->setAlignment(Qt::AlignCenter);
    m_stack->addWidget(m_picture);
    right->addWidget(m_stack, 1);
    split->addWidget(side);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 1);
    split->setSizes({440, 440});
    column->addWidget(split);
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem *item) {
        const int at = item ? item->data(0, Qt::UserRole).toInt() : -1;
        if (at >= 0 && at < m_artifacts.size())
            preview(m_artifacts.at(at));
    });
    connect(m_save, &QToolButton::clicked, this, &ArtifactsTab::save);
    const auto stale = [this] {
        m_stale = true;
        if (isVisible())
            fill();
        else if (const auto list = m_watch.isValid() ? m_watch.engine().artifacts(m_watch.task().id, m_watch.attempt())
                                                     : Result<QList<Artifact>>())
            emit countChanged(int(list->size()));
    };
    connect(&m_watch, &TaskWatch::restarted, this, [this, stale] {
        m_shown.clear();
        stale();
    });
    connect(&m_watch, &TaskWatch::iterationsChanged, this, stale);
    pagestyle::follow(this, [this] { retranslate(); });
}

void ArtifactsTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        fill();
}

void ArtifactsTab::fill()
{
    m_stale = false;
    const auto list = m_watch.isValid() ? m_watch.engine().artifacts(m_watch.task().id, m_watch.attempt())
                                        : Result<QList<Artifact>>();
    m_artifacts = list.value_or(QList<Artifact>());
    const QString wanted = m_wanted.isEmpty() ? m_shown : m_wanted;
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    QTreeWidgetItem *chosen = nullptr;
    for (int i = int(m_artifacts.size()) - 1; i >= 0; --i) {
        const Artifact &one = m_artifacts.at(i);
        auto *item =
            new QTreeWidgetItem(m_list, {shownLine(one.name, 300), kindText(one.kind), TaskText::bytes(one.size)});
        item->setData(0, Qt::UserRole, i);
        item->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
        item->setFont(0, pagestyle::code());
        item->setForeground(1, pagestyle::tone(Role::TextSecondary));
        item->setForeground(2, pagestyle::tone(Role::TextMuted));
        item->setSizeHint(0, QSize(0, pagestyle::px(28)));
        item->setToolTip(0, shownLine(one.name, 300).toHtmlEscaped());
        if (one.id == wanted)
            chosen = item;
    }
    emit countChanged(int(m_artifacts.size()));
    if (!chosen)
        chosen = m_list->topLevelItem(0);
    m_list->setCurrentItem(chosen);
    if (chosen) {
        preview(m_artifacts.at(chosen->data(0, Qt::UserRole).toInt()));
    } else {
        m_text->clear();
        m_note->setText(tr("No artifacts yet: patches, outputs and changed files appear here."));
        m_save->setEnabled(false);
    }
    m_wanted.clear();
}

void ArtifactsTab::select(const QString &artifactId)
{
    m_wanted = artifactId;
    m_stale = true;
    if (isVisible())
        fill();
}

void ArtifactsTab::preview(const Artifact &artifact)
{
    if (m_shown == artifact.id && !m_note->text().isEmpty())
        return;
    m_shown = artifact.id;
    m_save->setEnabled(true);
    const QString id = artifact.id;
    whenDone(m_watch.bridge().inBackground<QByteArray>(
                 [id](Engine &engine) { return engine.artifactBytes(id, 0, kShownBytes); }),
        this, [this, artifact](const Result<QByteArray> &bytes) {
            if (artifact.id != m_shown)
                return;
            m_note->setText(shownLine(artifact.name, 300) + u" · "_s + TaskText::bytes(artifact.size));
            m_stack->setCurrentWidget(m_text);
            if (!bytes) {
                m_text->setPlainText(bytes.error().message);
                return;
            }
            if (looksBinary(*bytes)) {
                const QImage picture = artifact.size <= kShownBytes ? safePicture(*bytes) : QImage();
                if (picture.isNull()) {
                    m_text->setPlainText(tr("A binary file: its content is not shown."));
                    return;
                }
                const QSize room = m_stack->size() - QSize(8, 8);
                m_picture->setPixmap(
                    QPixmap::fromImage(picture.width() > room.width() || picture.height() > room.height()
                                           ? picture.scaled(room, Qt::KeepAspectRatio, Qt::SmoothTransformation)
                                           : picture));
                m_stack->setCurrentWidget(m_picture);
                return;
            }
            m_text->setPlainText(shownLines(QString::fromUtf8(*bytes), kShownBytes));
            if (artifact.size > kShownBytes)
                m_note->setText(m_note->text() + u" · "_s + tr("only the beginning is shown"));
        });
}

QString ArtifactsTab::kindText(const QString &kind)
{
    if (kind == u"patch")
        return tr("patch");
    if (kind == u"file")
        return tr("file");
    if (kind == u"output")
        return tr("output");
    return kind == u"model" ? tr("model") : kind;
}

void ArtifactsTab::save()
{
    const QString suggested = m_note->text().section(u" · "_s, 0, 0).section(u'/', -1);
    const QString file = QFileDialog::getSaveFileName(this, tr("Save the artifact"), suggested);
    if (file.isEmpty())
        return;
    const QString id = m_shown;
    whenDone(m_watch.bridge().inBackground<QString>([id, file](Engine &engine) -> Result<QString> {
        VC_TRY(const QByteArray bytes, engine.artifactBytes(id));
        QSaveFile out(file);
        if (!out.open(QIODevice::WriteOnly) || out.write(bytes) < 0 || !out.commit())
            return fail(ErrorCode::Io, out.errorString());
        return file;
    }),
        this, [this](const Result<QString> &done) {
            if (!done)
                QMessageBox::warning(
                    this, tr("Save the artifact"), tr("The file cannot be written: %1").arg(done.error().message));
        });
}

void ArtifactsTab::retranslate()
{
    using namespace pagestyle;
    m_list->setHeaderLabels({tr("Name"), tr("Kind"), tr("Size")});
    m_list->setAccessibleName(tr("Artifacts"));
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    for (const int column : {1, 2})
        m_list->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    setCodeFont(m_text);
    m_text->setAccessibleName(tr("Content of the artifact"));
    m_picture->setAccessibleName(tr("Picture of the artifact"));
    m_note->setFont(text(FontRole::Small));
    m_save->setText(tr("Save as…"));
    m_save->setAccessibleName(tr("Save the artifact"));
    m_save->setIcon(icon(u"download"_s, Role::TextSecondary));
    m_stale = true;
    if (isVisible())
        fill();
}

void ArtifactsTab::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vibecoder
