// SPDX-License-Identifier: MIT
// What every handler may use. Owned by Server; lives in its thread.
#pragma once

#include "access.h"
#include "base/whendone.h"
#include "core/engine.h"
#include "message.h"
#include "staticfiles.h"
#include "tasktexts.h"
#include "wire/settingsfile.h"

#include <QObject>
#include <QThreadPool>

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
        m_aside.setMaxThreadCount(1);
    }

    Engine &engine;
    Access &access;
    StaticFiles &files;
    bool tls;
    QList<SettingValue> settings; ///< as they may be shown
    TaskTexts taskTexts{engine};

    /// For reads that look at files and may take long: makes the reply in another thread, one at a time, so that
    /// everybody else is served meanwhile. `make` may use the engine's reads and copies of what it needs.
    void answerAside(const Answer &answer, std::function<HttpReply()> make)
    {
        m_aside.start([this, answer, make = std::move(make)] {
            const HttpReply reply = make();
            engine.leaveThread();
            QMetaObject::invokeMethod(
                this, [answer, reply] { answer(reply); }, Qt::QueuedConnection);
        });
    }

    /// `rest:token` or `rest:browser`: who decided, as stored and told.
    [[nodiscard]] static QString actorOf(const HttpRequest &request)
    {
        return request.caller == Caller::Session ? QStringLiteral("rest:browser") : QStringLiteral("rest:token");
    }

    /// Answers when the engine has: with `shape` of the value, or with the error in the one form.
    template <typename T, typename Shape>
    void answerWhenStored(QFuture<Result<T>> future, const HttpRequest &request, const Answer &answer, Shape shape)
    {
        const QString id = request.id;
        whenDone(future, this, [answer, id, shape](const Result<T> &result) {
            answer(result ? shape(*result) : HttpReply::ofError(result.error(), id));
        });
    }

private:
    QThreadPool m_aside; ///< last: its end waits for what it is doing
};

} // namespace vibecoder
