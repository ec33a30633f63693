// SPDX-License-Identifier: MIT
// The dashboard's files, from the program's resources or (for people who work on it) from a folder. Read once into
// memory with their tags; a request names one of them or gets the page. No path of a request is ever opened.
#pragma once

#include "message.h"

namespace vibecoder {

class StaticFiles
{
public:
    /// folder: a Qt resource folder or a folder of the disk. The error names it when it holds no index.html.
    [[nodiscard]] Result<> load(const QString &folder);

    [[nodiscard]] HttpReply reply(const HttpRequest &request) const;

private:
    struct File
    {
        QByteArray bytes, packed, type, tag;
        bool immutable = false; ///< its name changes with its content
    };
    QHash<QString, File> m_files; ///< by `index.html`, `assets/app-1a2b.js`
};

} // namespace vibecoder
