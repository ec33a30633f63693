// SPDX-License-Identifier: MIT
// A task by hand: fields at the left tab, the same as YAML in the other, each following the other.
#pragma once

#include "bridge/enginebridge.h"
#include "create/drafts.h"

#include <QDialog>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QTabWidget;

namespace vibecoder {

class NewTaskDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit NewTaskDialog(EngineBridge &bridge, QWidget *parent = nullptr);

    void setSpec(const TaskSpec &spec);
    void setFolder(const QString &folder);
    [[nodiscard]] TaskSpec spec() const;

signals:
    void created(const QStringList &taskIds, bool startQueue);

protected:
    void changeEvent(QEvent *event) override;
    void reject() override;

private:
    QWidget *buildForm();
    QWidget *buildYaml();
    void fill(const TaskSpec &spec);
    void check();
    [[nodiscard]] QString wordsFor(const TaskFileError &error) const;
    void fieldsChanged();
    void yamlChanged();
    void tryNow();
    void create();
    void explainChoices();
    void retranslate();

    EngineBridge &m_bridge;
    TaskSpec m_begun; ///< what the form showed before anybody wrote
    TaskSpec m_rest;  ///< what the form has no field for: labels, model, network …
    QTabWidget *m_tabs;
    QLineEdit *m_name = nullptr, *m_folder = nullptr;
    QPlainTextEdit *m_description = nullptr, *m_requirements = nullptr, *m_commands = nullptr, *m_setup = nullptr,
                   *m_keep = nullptr, *m_yaml = nullptr;
    QSpinBox *m_iterations = nullptr, *m_timeout = nullptr, *m_priority = nullptr;
    QDoubleSpinBox *m_cost = nullptr;
    QComboBox *m_isolation = nullptr;
    QLabel *m_isolationMeans = nullptr;
    QComboBox *m_deliver = nullptr;
    QLabel *m_deliverMeans = nullptr;
    QPushButton *m_browse = nullptr, *m_try = nullptr, *m_create = nullptr, *m_cancel = nullptr;
    QLabel *m_setupMeans = nullptr, *m_keepMeans = nullptr;
    QLabel *m_tryAnswer = nullptr, *m_why = nullptr, *m_yamlErrors = nullptr;
    QList<QLabel *> m_labels;
    bool m_filling = false, m_yamlWrong = false;
};

} // namespace vibecoder
