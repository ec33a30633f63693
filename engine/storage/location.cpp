// SPDX-License-Identifier: MIT
#include "storage/location.h"

#include "base/paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vibecoder {

QString StoreLocation::dataFolder() const
{
    QString base = databaseFile;
    if (base.endsWith(u".db"))
        base.chop(3);
    return base + u".data"_s;
}

Result<StoreLocation> parseDatabaseUrl(const QString &url)
{
    const QString forms = QCoreApplication::translate(
        "storage", "Use sqlite:///path/to/file.db, sqlite:///~/file.db or sqlite:////absolute/path/file.db.");
    if (url.startsWith(u"postgresql:") || url.startsWith(u"postgres:") || url.startsWith(u"postgresql+")) {
        return fail(ErrorCode::Unavailable,
            QCoreApplication::translate("storage", "VIBECODER_DATABASE_URL: PostgreSQL is not available yet."), forms);
    }
    const QString scheme = u"sqlite:///"_s;
    if (!url.startsWith(scheme)) {
        // The value is not repeated: it may be a URL with a password in it.
        return fail(ErrorCode::InvalidArgument,
            QCoreApplication::translate("storage", "VIBECODER_DATABASE_URL is not a database URL this program knows."),
            forms);
    }
    const QString path = url.mid(scheme.size());
    const bool control =
        std::any_of(path.begin(), path.end(), [](QChar c) { return c.category() == QChar::Other_Control; });
    if (path.isEmpty() || path.endsWith(u'/') || path.contains(u":memory:") || path.contains(u'?') ||
        path.contains(u'#') || control) {
        return fail(ErrorCode::InvalidArgument,
            QCoreApplication::translate("storage", "VIBECODER_DATABASE_URL must name a file, without parameters."),
            forms);
    }
    return StoreLocation{QDir::cleanPath(QFileInfo(expandHome(path)).absoluteFilePath())};
}

} // namespace vibecoder
