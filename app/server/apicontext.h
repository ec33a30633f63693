// SPDX-License-Identifier: MIT
// What every handler may use. Owned by Server; lives in its thread.
#pragma once

#include "access.h"
#include "core/engine.h"
#include "message.h"
#include "staticfiles.h"
#include "wire/settingsfile.h"

#include <QObject>

namespace vibecoder {

class ApiContext : public QObject
{
    Q_OBJECT

public:
    ApiContext(Engine &ownEngine, Access &ownAccess, StaticFiles &ownFiles, bool ownTls)
        : engine(ownEngine)
        , access(ownAccess)
        , files(ownFiles)
        , tls(ownTls)
    {
    }

    Engine &engine;
    Access &access;
    StaticFiles &files;
    bool tls;
    QList<SettingValue> settings; ///< as they may be shown

    /// `rest:token` or `rest:browser`: who decided, as stored and told.
    [[nodiscard]] static QString actorOf(const HttpRequest &request)
    {
        return request.caller == Caller::Session ? QStringLiteral("rest:browser") : QStringLiteral("rest:token");
    }

    /// Answers when the engine has: with `shape` of the value, or with the error in the one form.
    template <typename T, typename Shape>
    void answerWhenStored(
        QFuture<Result<T>> future, const HttpRequest &request, const Answer &answer, Shape shape)
    {
        const QString id = request.id;
        future.then(this, [answer, id, shape](const Result<T> &result) {
            answer(result ? shape(*result) : HttpReply::ofError(result.error(), id));
        });
    }
};

} // namespace vibecoder
