// SPDX-License-Identifier: MIT
// The settings: pages at the left with a search above, one page at the right. Every change is written at once; there is
// nothing to confirm.
#pragma once

#include "bridge/enginebridge.h"
#include "settings/configfile.h"

#include <QDialog>

class QLineEdit;
class QListWidget;
class QStackedWidget;

namespace vibecoder {

class SettingsPage;

/// In the order of the list.
enum class SettingsPageId { General, Key, Limits, Safety, Server, Database, Checkpoints, Logs, About };

class SettingsDialog final : public QDialog
{
    Q_OBJECT

public:
    /// configFile empty: the person's own.
    explicit SettingsDialog(EngineBridge &bridge, QWidget *parent = nullptr, const QString &configFile = {});

    [[nodiscard]] int pages() const;
    void showPage(int index);
    [[nodiscard]] int currentPage() const;
    [[nodiscard]] QLineEdit *searchEdit() const { return m_search; }
    /// Rows of the list that a search left.
    [[nodiscard]] QStringList shownPages() const;

signals:
    /// A key lies in the keychain from now on.
    void keyStored();

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void fill();
    void fit();
    void find(const QString &text);

    EngineBridge &m_bridge;
    ConfigFile m_file;
    QLineEdit *m_search = nullptr;
    QListWidget *m_list = nullptr;
    QStackedWidget *m_pages = nullptr;
    QTimer m_refill;
    double m_scale = 0; ///< of the text, when the dialog got its size
};

} // namespace vibecoder
