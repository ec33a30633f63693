// SPDX-License-Identifier: MIT
#include "commands.h"

#include "base/secretenvironment.h"
#include "exitcodes.h"
#include "text.h"
#include "wire/nearestname.h"

#include <QLocale>
#include <QTranslator>

#include <csignal>
#include <sys/prctl.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

// The language is needed before the arguments are read, because the help is written in it.
QString wantedLanguage(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        const QByteArray word(argv[i]);
        if (word == "--lang" && i + 1 < argc)
            return QString::fromLocal8Bit(argv[i + 1]);
        if (word.startsWith("--lang="))
            return QString::fromLocal8Bit(word.mid(7));
    }
    for (const char *name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        if (const QString value = qEnvironmentVariable(name); !value.isEmpty())
            return value;
    }
    return {};
}

// The word where the noun or verb went wrong, and what was probably meant.
QString usageHint(const CLI::App &app, int argc, char **argv)
{
    const CLI::App *level = &app;
    for (int i = 1; i < argc; ++i) {
        const QString word = QString::fromLocal8Bit(argv[i]);
        if (word.startsWith(QLatin1Char('-')))
            continue;
        QStringList names;
        const CLI::App *next = nullptr;
        for (const CLI::App *verb : level->get_subcommands([](const CLI::App *) { return true; })) {
            names.append(QString::fromStdString(verb->get_name()));
            if (names.constLast() == word)
                next = verb;
        }
        if (names.isEmpty())
            break;
        if (next) {
            level = next;
            continue;
        }
        const QString near = nearestName(word, names);
        if (!near.isEmpty())
            return Cli::tr("%1 is unknown; did you mean %2?").arg(word, near);
        return Cli::tr("%1 is unknown; there is: %2").arg(word, names.join(u", "_s));
    }
    return Cli::tr("`vibecoder --help` and `vibecoder COMMAND --help` list what there is.");
}

} // namespace

int main(int argc, char **argv)
{
    // Processes of the same user must not read the key out of our memory and environment; root reads the environment
    // of everybody, so the key does not stay there.
    ::prctl(PR_SET_DUMPABLE, 0);
    takeSecretsOutOfEnvironment();
    ::signal(SIGPIPE, SIG_IGN);
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"vibecoder"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(VIBECODER_VERSION));
    QTranslator translator;
    if (wantedLanguage(argc, argv).startsWith(u"zh"_s) && translator.load(u":/i18n/vibecoder_zh_CN.qm"_s))
        QCoreApplication::installTranslator(&translator);

    Context context;
    CLI::App app{
        Cli::tr("VibeCoder works coding tasks with a model until their verification commands pass.").toStdString(),
        "vibecoder"};
    addAllCommands(app, context);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp &e) {
        app.exit(e);
        return exitcode::Ok;
    } catch (const CLI::ParseError &e) {
        if (e.get_exit_code() == 0)
            return app.exit(e);
        return context.fail(
            {ErrorCode::InvalidArgument, QString::fromStdString(e.what()), usageHint(app, argc, argv), {}});
    }
    return context.action ? context.action() : int(exitcode::Usage);
}
