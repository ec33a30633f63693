// SPDX-License-Identifier: MIT
// The few things only SQLite's C interface can do, through the handle of Qt's driver. Each returns false when the
// handle is not usable: no driver handle, or the driver runs another library than this program links.
#pragma once

class QSqlDatabase;

namespace vibecoder::sqlitehandle {

/// Closing the last connection must not move the log into the file: that would happen outside the write gate.
bool keepLogOnClose(QSqlDatabase &database);
/// `*frames`: length of the log after each commit of this connection. It must outlive the connection.
bool watchLog(QSqlDatabase &database, int *frames);

} // namespace vibecoder::sqlitehandle
