// SPDX-License-Identifier: MIT
#pragma once

#include <QProcessEnvironment>
#include <QTemporaryDir>

namespace vibecoder::testing {

/// The environment of a runnerdriver. What it makes for itself stays when it is killed: below a folder of the test.
inline QProcessEnvironment placedIn(const QTemporaryDir &folder)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("TMPDIR"), folder.path());
    return environment;
}

} // namespace vibecoder::testing
