// SPDX-License-Identifier: MIT
// `key set`, `key test`, `key remove`: the API key in the user's keychain. It is read from the terminal without echo or
// from standard input, never from the arguments, where other processes see it.
#include "commands.h"

#include "exitcodes.h"
#include "output.h"
#include "text.h"

#include <QJsonArray>

#include <cstdio>
#include <termios.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kShortest = 8, kLongest = 1024;

// Switches the echo of the terminal off while it lives.
class NoEcho
{
    Q_DISABLE_COPY_MOVE(NoEcho)

public:
    NoEcho()
        : m_changed(::tcgetattr(STDIN_FILENO, &m_before) == 0)
    {
        termios silent = m_before;
        silent.c_lflag &= ~tcflag_t(ECHO);
        if (m_changed)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~NoEcho()
    {
        if (m_changed)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }

private:
    termios m_before{};
    bool m_changed;
};

QString readSecret(Context &context)
{
    char line[kLongest + 2];
    if (!isTerminal(STDIN_FILENO))
        return std::fgets(line, sizeof line, stdin) ? QString::fromUtf8(line).trimmed() : QString();
    const NoEcho silent;
    context.note(Cli::tr("API key (it is not shown):"));
    return std::fgets(line, sizeof line, stdin) ? QString::fromUtf8(line).trimmed() : QString();
}

int set(Context &context)
{
    const QString key = readSecret(context);
    const bool plain = std::all_of(key.begin(), key.end(), [](QChar c) { return c > u' ' && c < QChar(0x7f); });
    if (key.size() < kShortest || key.size() > kLongest || !plain)
        return context.fail({ErrorCode::InvalidArgument, Cli::tr("This is no API key."),
            Cli::tr("Give it on one line of standard input: visible ASCII characters, at least 8."), {}});
    if (const auto stored = Engine::storeKey(key); !stored)
        return context.fail(stored.error());
    context.note(
        Cli::tr("The key is in the keychain. A running queue uses it from its next task on; after a refused key, "
                "`vibecoder queue resume`. A key in the environment beats it."));
    return exitcode::Ok;
}

int remove(Context &context)
{
    if (const auto removed = Engine::removeStoredKey(); !removed)
        return context.fail(removed.error());
    context.note(Cli::tr("The key is no longer in the keychain."));
    return exitcode::Ok;
}

int test(Context &context)
{
    const auto loaded = context.settings();
    if (!loaded)
        return context.fail(loaded.error());
    Settings settings = (*loaded)->settings;
    QString origin = u"environment"_s;
    if (settings.apiKey.isEmpty() && settings.authToken.isEmpty()) {
        const auto stored = Engine::readStoredKey();
        if (!stored && stored.error().code != ErrorCode::NotFound && stored.error().code != ErrorCode::Unavailable)
            return context.fail(stored.error());
        if (stored)
            settings.apiKey = *stored;
        origin = u"keychain"_s;
    }
    const auto checked = Engine::checkKey(settings);
    if (!checked)
        return context.fail(checked.error());
    if (context.options.json)
        context.outJson(QJsonObject{{u"origin"_s, origin}, {u"accepted"_s, true},
            {u"models"_s, QJsonArray::fromStringList(checked->models)}, {u"request_id"_s, checked->requestId}});
    else
        context.out((origin == u"keychain"_s ? Cli::tr("The server accepts the key of the keychain.")
                                             : Cli::tr("The server accepts the key of the environment.")) +
                    u"\n"_s);
    return exitcode::Ok;
}

} // namespace

void addKeyCommands(CLI::App &app, Context &context)
{
    CLI::App *key = app.add_subcommand("key", Cli::tr("The API key in the keychain").toStdString());
    key->require_subcommand(1);
    key->add_subcommand("set", Cli::tr("Store the key, read from the terminal or standard input").toStdString())
        ->callback([&context] { context.action = [&context] { return set(context); }; });
    key->add_subcommand("test", Cli::tr("Ask the model server whether it accepts the key").toStdString())
        ->callback([&context] { context.action = [&context] { return test(context); }; });
    key->add_subcommand("remove", Cli::tr("Remove the key from the keychain").toStdString())->callback([&context] {
        context.action = [&context] { return remove(context); };
    });
}

} // namespace vibecoder
