// SPDX-License-Identifier: MIT
// What a command works with: global options, settings, the engine, and the streams. One per process.
#pragma once

#include "core/engine.h"
#include "wire/settingsfile.h"

#include <QHash>
#include <QJsonValue>

#include <functional>
#include <memory>
#include <optional>

namespace vibecoder {

enum class ColourChoice { Auto, Always, Never };

struct GlobalOptions
{
    bool json = false, quiet = false, verbose = false, noInput = false, noColour = false;
    std::string colour = "auto";
    QString database, configFile, language;
    int timeoutSeconds = 0; ///< 0: no limit of our own
};

class Context
{
public:
    GlobalOptions options;
    /// Set by the chosen verb while the arguments are read; run once afterwards. Gives the exit code.
    std::function<int()> action;

    /// Loads the settings once.
    Result<LoadedSettings *> settings();
    /// The file the settings were read from; after settings().
    [[nodiscard]] QString configFile() const;
    /// Opens the store once.
    Result<Engine *> engine();

    // Data goes to standard output, everything else to standard error.
    void out(const QString &text);
    void outJson(const QJsonValue &value); ///< one line per call
    void note(const QString &text);        ///< for people; silent with --quiet
    int fail(const Error &error);          ///< prints it in the chosen form, returns its exit code

    [[nodiscard]] bool colour() const;
    [[nodiscard]] bool outIsTerminal() const;
    /// A person sits at the terminal and may be asked.
    [[nodiscard]] bool canAsk() const;
    void show(const QString &text); ///< what a question is about: on standard error, also with --quiet
    /// One line from the terminal, with the prompt before it; no value at the end of input.
    std::optional<QString> readLine(const QString &prompt);
    QString ask(const QString &question, const QString &preset = {});

    /// `cli:USER`.
    [[nodiscard]] QString actor() const;

    template <typename T>
    Result<T> wait(const QFuture<Result<T>> &future)
    {
        // The engine gives up at that time by itself and says why; the rest is for its answer.
        if (!waitUntil([&future] { return future.isFinished(); }, patienceMs() + kAnswerMs))
            return vibecoder::fail(ErrorCode::Timeout, QStringLiteral("the store did not answer in time"));
        return future.result();
    }
    /// Says once who keeps the store from this process.
    void noteWhoHoldsUp();

private:
    static constexpr int kAnswerMs = 2000;
    [[nodiscard]] int patienceMs() const { return options.timeoutSeconds > 0 ? options.timeoutSeconds * 1000 : 30000; }
    bool waitUntil(const std::function<bool()> &done, int limitMs);

    QString m_configFile;
    std::unique_ptr<LoadedSettings> m_settings;
    std::unique_ptr<Engine> m_engine;
    bool m_heldUpTold = false;
};

} // namespace vibecoder
