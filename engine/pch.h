// SPDX-License-Identifier: MIT
// Precompiled for the whole engine: only headers that most files use and that rarely change.
#pragma once
#ifdef __cplusplus
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <QByteArray>
#include <QDateTime>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QObject>
#include <QString>
#include <QStringList>

#include <QCoro/QCoroTask>
#include <tl/expected.hpp>
#endif
