// SPDX-License-Identifier: MIT
// scriptedmodel SCRIPT.json --port-file F --log F.jsonl [--latency MS] [--bodies] [--fault N=STATUS[:RETRY_AFTER]]
// [--message TEXT] [--cut N=BYTES] [--hold N=BYTES]
// The scripted model as a process of its own: writes its port, appends one line per request, ends with its parent's
// input.
#include "cli/demo/scriptedmodel.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QJsonDocument>

#include <csignal>
#include <ctime>
#include <sys/prctl.h>

using namespace Qt::StringLiterals;
using namespace vibecoder;

int main(int argc, char **argv)
{
    // A test that is killed must not leave its server behind.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addPositionalArgument(u"script"_s, u"script file"_s);
    parser.addOptions(
        {{u"port-file"_s, u"where the port goes"_s, u"file"_s}, {u"log"_s, u"one line per request"_s, u"file"_s},
            {u"latency"_s, u"milliseconds before each answer"_s, u"ms"_s, u"0"_s}, {u"bodies"_s, u"log whole bodies"_s},
            {u"person"_s, u"somebody else writes a file while request N is answered"_s, u"N=PATH=TEXT"_s},
            {u"cut"_s, u"end the connection after so many bytes of answer N"_s, u"N=BYTES"_s},
            {u"hold"_s, u"say nothing more after so many bytes of answer N"_s, u"N=BYTES"_s},
            {u"message"_s, u"what the errors say"_s, u"text"_s},
            {u"fault"_s, u"answer request N with an HTTP status"_s, u"N=STATUS[:RETRY_AFTER]"_s}});
    parser.process(app);
    QFile script(parser.positionalArguments().value(0));
    if (!script.open(QIODevice::ReadOnly))
        qFatal("cannot read the script");
    ScriptedModel model(QJsonDocument::fromJson(script.readAll()).object().value(u"turns"_s).toArray());
    model.setLatency(parser.value(u"latency"_s).toInt());
    for (const QString &fault : parser.values(u"fault"_s)) {
        const QString answer = fault.section(u'=', 1, 1), wait = answer.section(u':', 1, 1);
        model.setFault(fault.section(u'=', 0, 0).toInt(),
            {answer.section(u':', 0, 0).toInt(),
                wait.isEmpty() ? QByteArray() : "retry-after: " + wait.toLatin1() + "\r\n", -1, false,
                parser.value(u"message"_s)});
    }
    for (const QString &name : {u"cut"_s, u"hold"_s}) {
        for (const QString &fault : parser.values(name)) {
            ScriptedFault broken;
            broken.cutAfter = fault.section(u'=', 1, 1).toInt();
            broken.hold = name == u"hold"_s;
            model.setFault(fault.section(u'=', 0, 0).toInt(), broken);
        }
    }
    QFile log(parser.value(u"log"_s));
    if (parser.isSet(u"log"_s) && !log.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered))
        qFatal("cannot write the log");
    model.observer = [&](int number, const QByteArray &body) {
        for (const QString &writing : parser.values(u"person"_s)) {
            QFile file(writing.section(u'=', 1, 1));
            if (writing.section(u'=', 0, 0).toInt() == number && file.open(QIODevice::WriteOnly))
                file.write(writing.section(u'=', 2).toUtf8());
        }
        timespec now{};
        ::clock_gettime(CLOCK_MONOTONIC, &now);
        QJsonObject line{{u"number"_s, number}, {u"time_ns"_s, qint64(now.tv_sec) * 1000000000 + now.tv_nsec},
            {u"bytes"_s, body.size()}, {u"old_key"_s, model.lastHead().contains("old-key")},
            {u"new_key"_s, model.lastHead().contains("new-key")},
            {u"sha256"_s, QString::fromLatin1(QCryptographicHash::hash(body, QCryptographicHash::Sha256).toHex())}};
        if (parser.isSet(u"bodies"_s))
            line.insert(u"body"_s, QString::fromUtf8(body));
        if (log.isOpen())
            log.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
    };
    if (!model.listen())
        qFatal("no port is free");
    QFile port(parser.value(u"port-file"_s) + u".new"_s);
    if (port.open(QIODevice::WriteOnly)) {
        port.write(QByteArray::number(model.port()));
        port.close();
        port.rename(parser.value(u"port-file"_s));
    }
    return app.exec();
}
