// SPDX-License-Identifier: MIT
// An empty file at the place where a person granted a command to write what does not exist yet: there must be something
// that can be mounted in its sandbox. Nothing else is ever made on the disk for a sandbox.
#pragma once

#include <QString>

namespace vibecoder {

class GrantedFile
{
    Q_DISABLE_COPY(GrantedFile)

public:
    GrantedFile() = default;
    GrantedFile(GrantedFile &&other) noexcept;
    GrantedFile &operator=(GrantedFile &&other) noexcept;
    /// Removes what was made and is still empty.
    ~GrantedFile();

    /// Does nothing when there is something, or its folder is missing.
    void make(const QString &path);
    /// What is to be removed after a crash; empty: nothing was made.
    [[nodiscard]] const QString &made() const { return m_made; }

private:
    QString m_made;
};

/// Removes an empty file, and nothing else.
void removeGrantedFile(const QString &path);

} // namespace vibecoder
