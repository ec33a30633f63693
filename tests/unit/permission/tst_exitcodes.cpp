// SPDX-License-Identifier: MIT
// Which commands lose the exit code of the check in them.
#include "permission/exitcodes.h"

#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class ExitCodesTest : public QObject
{
    Q_OBJECT

private slots:
    void lost_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("code");
        const auto row = [](const char *command, const char *code) {
            QTest::newRow(command) << QString::fromUtf8(command) << QString::fromUtf8(code);
        };
        for (const char *command :
            {"pytest -q | tee log", "pytest 2>&1 | tail -5", "npm test | cat", "./check.sh | grep passed",
                "go test ./... | sed s/a/b/", "set -e; pytest | tee log", "cd x && make test | head",
                "bash -c 'pytest | tee log'", "pytest |& tee log", "timeout 60 pytest | tee log"})
            row(command, "pipe");
        for (const char *command :
            {"pytest -q || true", "pytest || :", "npm test || echo failed", "make check || exit 0",
                "cd x && pytest || true", "python3 -m pytest || printf x", "sh -c 'pytest || true'"})
            row(command, "or_true");
        for (const char *command : {"pytest -q; echo done", "pytest; npm test", "pytest\necho done", "make test; date",
                 "pytest; cat log", "pytest; rm -f x", "pytest > log; grep -c passed log"})
            row(command, "later");
        for (const char *command : {"pytest; exit 0", "trap 'exit 0' EXIT; pytest"})
            row(command, "forced");
        for (const char *command : {"pytest & wait", "pytest &", "npm test & sleep 5"})
            row(command, "background");
        row("! pytest", "negated");
        row("! make test", "negated");
        row("if pytest; then echo ok; fi", "condition");
        row("echo \"$(pytest -q)\"", "substituted");
        for (const char *command : {"pytest -q", "cd x && pytest", "cd x; pytest", "set -e; pytest; npm test",
                 "set -o pipefail; pytest | tee log", "set -euo pipefail\npytest | tee log\nnpm test",
                 "bash -o pipefail -c 'pytest | tee log'", "./greet.sh && ./check.sh", "grep -q good out.txt",
                 "! grep -rn TODO src", "echo start; pytest", "mkdir -p out; make test", "export A=1; pytest",
                 "cat out.txt | grep -q good", "test \"$(cat a)\" = b", "npm ci && npm test", "pytest-3 || pytest",
                 "if pytest; then echo ok; else exit 1; fi", "make -j4 test", "A=1 pytest", "echo hello | ./check.sh",
                 "cmake -S . -B b && cmake --build b && ctest --test-dir b", "curl -s x | python3 check.py"})
            row(command, "");
    }
    void lost()
    {
        QFETCH(QString, command);
        QFETCH(QString, code);
        QCOMPARE(hiddenExitCode(command), code);
    }

    void anyTextEnds()
    {
        for (const QString &text :
            {QString(), u"|"_s, u"&&"_s, u"if"_s, u"!"_s, u"$("_s, u"bash -c"_s, u"'"_s, u"timeout"_s})
            (void)hiddenExitCode(text);
    }
};

QTEST_GUILESS_MAIN(ExitCodesTest)
#include "tst_exitcodes.moc"
