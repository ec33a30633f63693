// SPDX-License-Identifier: MIT
// From an action to a decision: accepted commands byte for byte, the tier in force, protected and secret files.
#include "permission/permissionpolicy.h"
#include "permission/protectednames.h"
#include "permission/protectedpath.h"

#include <QSet>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class PolicyTest : public QObject
{
    Q_OBJECT

    static Judgement judged(const QString &command, SandboxTier tier = SandboxTier::None)
    {
        return judge({ActionKind::RunCommand, command, {}}, {{u"make test"_s, u"vibecoder approve accept 1"_s}, u"/w"_s,
                                                                u"/home/dev"_s, u"/home/dev/.vibecoder"_s, tier});
    }

    static Decision file(ActionKind kind, const QString &path)
    {
        return judge({kind, {}, path}, {{}, u"/w"_s, u"/home/dev"_s, {}, SandboxTier::None}).decision;
    }

private slots:
    void anAcceptedCommandRunsByteForByte()
    {
        QCOMPARE(judged(u"make test"_s).decision, Decision::Allow);
        QCOMPARE(judged(u"make test"_s).reason, u"accepted_verification"_s);
        QCOMPARE(judged(u"make  test"_s).decision, Decision::Ask);
        QCOMPARE(judged(u"make test "_s).decision, Decision::Ask);
        QCOMPARE(judged(u"make test"_s.toUpper()).decision, Decision::Ask);
    }

    void acceptingCannotLiftADenial() { QCOMPARE(judged(u"vibecoder approve accept 1"_s).decision, Decision::Deny); }

    void theTierDecidesWhatTheSandboxCarries()
    {
        QCOMPARE(judged(u"make check"_s, SandboxTier::Bubblewrap).decision, Decision::Allow);
        QCOMPARE(judged(u"make check"_s, SandboxTier::Landlock).decision, Decision::Ask);
        QCOMPARE(judged(u"make check"_s).decision, Decision::Ask);
        QCOMPARE(judged(u"make check"_s).reason, u"needs_sandbox"_s);
        QCOMPARE(judged(u"cat a.c | head"_s).decision, Decision::Allow);
    }

    void theTellingPartIsCountedInCharacters()
    {
        const QString command = u"echo 你好 && rm -rf ~/x"_s;
        const Judgement judgement = judged(command);
        QCOMPARE(command.mid(judgement.spanStart, judgement.spanLength), u"~/x"_s);
    }

    void filesOfMoreThanContentAsk()
    {
        for (const QString &path : {u".git/hooks/pre-commit"_s, u"sub/.GIT/config"_s, u".github/workflows/ci.yml"_s,
                 u".vscode/settings.json"_s, u".env"_s, u".Env.local"_s, u"a.code-workspace"_s, u".npmrc"_s, u".git"_s,
                 u"x/.claude/settings.json"_s, u".git./config"_s})
            QVERIFY2(file(ActionKind::WriteFile, path) == Decision::Ask, qPrintable(path));
        // What other agents, editors, version managers, hooks and CI obey, at any depth and in any case.
        for (const QString &name :
            {u".zed/settings.json"_s, u".zed/tasks.json"_s, u".kiro/settings/mcp.json"_s, u"opencode.json"_s,
                u".opencode/plugin/x.ts"_s, u".amazonq/mcp.json"_s, u".continue/config.yaml"_s,
                u".qwen/settings.json"_s, u".junie/guidelines.md"_s, u".dir-locals.el"_s, u".nvim.lua"_s, u".nvimrc"_s,
                u".exrc"_s, u"mise.toml"_s, u".mise.toml"_s, u"mise.local.toml"_s, u"mise/config.toml"_s,
                u".tool-versions"_s, u"AGENTS.md"_s, u"agents.md"_s, u"CLAUDE.md"_s, u"GEMINI.md"_s,
                u".github/copilot-instructions.md"_s, u".github/instructions/a.md"_s, u"x.code-workspace"_s,
                u"x.sublime-project"_s, u".aider.conf.yml"_s, u".trae/mcp.json"_s, u".crush.json"_s,
                u".fleet/run.json"_s, u".vs/launch.vs.json"_s, u".lvimrc"_s, u".Rprofile"_s, u".pryrc"_s, u".irbrc"_s,
                u".sqliterc"_s, u".cargo/config.toml"_s, u"gradle/wrapper/gradle-wrapper.properties"_s,
                u".mvn/jvm.config"_s, u".yarn/releases/yarn.cjs"_s, u".pnpmfile.cjs"_s, u"bunfig.toml"_s,
                u"lefthook.yml"_s, u".lefthook.yml"_s, u"lefthook.toml"_s, u".overcommit.yml"_s, u".tmux.conf"_s,
                u".devfile.yaml"_s, u".gitpod.yml"_s, u".replit"_s, u".idx/dev.nix"_s, u"buildspec.yml"_s,
                u"bitbucket-pipelines.yml"_s, u".woodpecker.yml"_s, u".woodpecker/a.yml"_s,
                u".buildkite/pipeline.yml"_s, u".forgejo/workflows/a.yml"_s, u".gitea/workflows/a.yml"_s,
                u"cloudbuild.yaml"_s, u"appveyor.yml"_s, u".semaphore/semaphore.yml"_s, u".github/dependabot.yml"_s,
                u"Jenkinsfile"_s, u"Jenkinsfile.release"_s, u".roo/rules/a.md"_s, u".roomodes"_s, u".clinerules/a.md"_s,
                u".windsurfrules"_s, u".cursor/mcp.json"_s, u".vscode/tasks.json"_s, u".claude/settings.json"_s,
                u".envrc"_s, u".husky/pre-commit"_s, u".goosehints"_s, u".augment-guidelines"_s,
                u".kilocode/mcp.json"_s, u".hg/hgrc"_s, u".curlrc"_s, u".pre-commit-config.yaml"_s,
                u"rust-toolchain.toml"_s, u"devbox.json"_s, u".coderabbit.yaml"_s, u".lingma/rules/a.md"_s,
                u".luarc.json"_s, u"NuGet.config"_s, u"Directory.Build.targets"_s, u".pnp.cjs"_s, u"render.yaml"_s,
                u".gitlab-ci.yml"_s, u".gitlab-ci.local.yml"_s, u".antigravity/rules.md"_s, u".mcp.json"_s}) {
            for (const QString &path : {name, u"sub/"_s + name, u"a/b/c/d/e/"_s + name, name.toUpper()})
                QVERIFY2(file(ActionKind::WriteFile, path) == Decision::Ask, qPrintable(path));
        }
        for (const QString &path :
            {u"README.md"_s, u"docs/agents.rst"_s, u"src/claude.py"_s, u".root/x"_s, u"docs/CONTRIBUTING.md"_s,
                u"mise/notes.md"_s, u".github/ISSUE_TEMPLATE/a.md"_s, u"package.json"_s, u"pyproject.toml"_s,
                u"Dockerfile"_s, u".dockerignore"_s, u".editorconfig"_s, u".prettierrc"_s, u"workflows/a.yml"_s,
                u"src/jenkins.py"_s, u"tsconfig.json"_s, u".clang-format"_s, u"setup.cfg"_s, u"app.desktop"_s})
            QVERIFY2(file(ActionKind::WriteFile, path) == Decision::Allow, qPrintable(path));
        for (const QString &path : {u"src/a.c"_s, u"github/workflows/a.yml"_s, u".gitignore"_s, u"environment.py"_s,
                 u".github/README.md"_s, u"git/config"_s, u"Makefile"_s})
            QVERIFY2(file(ActionKind::WriteFile, path) == Decision::Allow, qPrintable(path));
        for (const QString &path :
            {u".env"_s, u"config/.env.production"_s, u"server.pem"_s, u".ssh/id_rsa"_s, u".git/config"_s})
            QVERIFY2(file(ActionKind::ReadFile, path) == Decision::Ask, qPrintable(path));
        for (const QString &path : {u"src/keys.c"_s, u".gitignore"_s, u".git/HEAD"_s})
            QVERIFY2(file(ActionKind::ReadFile, path) == Decision::Allow, qPrintable(path));
    }

    void theListSaysWhoObeysEachName()
    {
        QSet<QByteArray> seen;
        for (const ProtectedName &row : protectedNameTable()) {
            const QByteArray pattern = row.pattern;
            QVERIFY2(!seen.contains(pattern) && pattern == pattern.toLower(), row.pattern);
            seen.insert(pattern);
            QVERIFY2(qstrlen(row.obeyedBy) > 0, row.pattern);
            QCOMPARE(pattern.count('/'), row.match == NameMatch::Below ? 1 : 0);
        }
        QVERIFY(seen.size() > 200);
        for (const QByteArray &name : protectedNames())
            QVERIFY2(guardOf(name).write, name.constData());
    }

    void whatIsComparedAfterACommand()
    {
        QVERIFY(isComparedName("sub", ".vscode"));
        QVERIFY(isComparedName("", "AGENTS.md"));
        QVERIFY(isComparedName(".GitHub", "Workflows"));
        QVERIFY(!isComparedName("src", "workflows"));
        QVERIFY(!isComparedName("", ".env")); // builds make it
        QVERIFY(isProtectedName("", ".env"));
        QVERIFY(holdsForeignTrees("node_modules") && !holdsForeignTrees("src"));
    }
};

QTEST_GUILESS_MAIN(PolicyTest)
#include "tst_policy.moc"
