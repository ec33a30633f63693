// SPDX-License-Identifier: MIT
// Notices that a folder changed, for `server start --reload`: looks twice a second and tells when what is there has been
// the same for one look (a build removes and writes many files). One thread.
#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>
#include <QTimer>

#include <functional>

namespace vibecoder {

class FolderTrace : public QObject
{
    Q_OBJECT

public:
    FolderTrace(QString folder, std::function<void()> changed, QObject *parent = nullptr);

private:
    void look();
    [[nodiscard]] QByteArray now() const;

    QString m_folder;
    std::function<void()> m_changed;
    QByteArray m_told, m_last;
    QTimer m_timer;
};

} // namespace vibecoder
