// SPDX-License-Identifier: MIT
// The program in Chinese: chosen by flag or environment, every text translated, placeholders kept.
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

class LanguageTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;

    QString run(const QStringList &arguments, const QString &locale = u"C.UTF-8"_s)
    {
        QProcess program;
        QProcessEnvironment environment;
        environment.insert(u"PATH"_s, qEnvironmentVariable("PATH"));
        environment.insert(u"HOME"_s, m_dir.path());
        environment.insert(u"LC_ALL"_s, locale);
        environment.insert(u"VIBECODER_DATABASE_URL"_s, u"sqlite:///"_s + m_dir.filePath(u"t.db"_s));
        program.setProcessEnvironment(environment);
        program.setProcessChannelMode(QProcess::MergedChannels);
        program.start(QStringLiteral(VIBECODER_PROGRAM), arguments);
        program.waitForFinished(20000);
        return QString::fromUtf8(program.readAll());
    }

private slots:
    void theLanguageIsChosen()
    {
        QVERIFY(run({u"--help"_s}).contains(u"Work the queue"_s));
        QVERIFY(run({u"--lang"_s, u"zh_CN"_s, u"--help"_s}).contains(u"处理和查看队列"_s));
        QVERIFY(run({u"--help"_s}, u"zh_CN.UTF-8"_s).contains(u"处理和查看队列"_s));
        QVERIFY(run({u"--lang"_s, u"en"_s, u"--help"_s}, u"zh_CN.UTF-8"_s).contains(u"Work the queue"_s));
    }

    void errorsOfTheEngineAreTranslatedToo()
    {
        const QString text = run({u"--lang"_s, u"zh_CN"_s, u"task"_s, u"status"_s, u"nothing-like-it"_s});
        QVERIFY2(text.contains(u"错误：没有 ID 为 nothing-like-it 的内容"_s), qPrintable(text));
    }

    void everyTextIsTranslatedWithItsPlaceholders()
    {
        QFile file(QStringLiteral(VIBECODER_SOURCE_DIR "/translations/vibecoder_zh_CN.ts"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QXmlStreamReader xml(&file);
        static const QRegularExpression placeholder(u"%\\d"_s);
        QString source;
        int texts = 0;
        const auto placeholders = [](const QString &text) {
            QStringList found;
            for (auto it = placeholder.globalMatch(text); it.hasNext();)
                found.append(it.next().captured());
            found.sort();
            return found;
        };
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            if (xml.name() == u"source"_s) {
                source = xml.readElementText();
            } else if (xml.name() == u"translation"_s) {
                const bool unfinished = xml.attributes().hasAttribute(u"type"_s);
                const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements);
                ++texts;
                QVERIFY2(!unfinished && !text.isEmpty(), qPrintable(source));
                QVERIFY2(placeholders(source) == placeholders(text), qPrintable(source));
            }
        }
        QVERIFY(texts > 300);
    }
};

QTEST_GUILESS_MAIN(LanguageTest)
#include "tst_language.moc"
