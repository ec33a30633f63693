// SPDX-License-Identifier: MIT
// What each change of an attempt is for the border: its classes, the worst first, and what they lead to alone.
#include "core/border/borderlinks.h"
#include "core/border/bordernames.h"
#include "unit/core/bordertesting.h"

#include <QTest>

using namespace bordertesting;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kTest("from shop import total\n\ndef test_total():\n    assert total(2, 3) == 5\n\ndef test_two():\n"
                       "    assert total(1, 1) == 2\n");
const QByteArray kWeaker("from shop import total\n\ndef test_total():\n    assert total(2, 3) == 5\n");
const QByteArray kMakefile("CFLAGS = -O1\n\napp: a.c\n\tcc -o app a.c\n\ntest: app\n\t./app\n");
const QByteArray kCmake("project(r C)\nenable_testing()\nadd_executable(rt t.c)\nadd_test(NAME a COMMAND rt)\n");

// In pieces, so that nothing in this file has the form of a secret.
QByteArray token()
{
    return QByteArray("gh") + "p_" + "kQ7xV2mZ9tB4nR8wL1cY6sD3fH5jP0aGuEoT";
}
QByteArray key()
{
    return QByteArray("-----BEGIN ") + "RSA PRIVATE " +
           "KEY-----\nMIIEpAIBAAKCAQEA7x9vQ2mZ8tB4nR8wL1cY6sD3fH5jP0aGuEoTk"
           "Q7xV2mZ9tB4\nnR8wL1cY6sD3fH5jP0aGuEoTkQ7xV2mZ9tB4nR8wL1cY6s"
           "D3fH5jP0aGuEoT=\n-----END RSA PRIVATE " +
           "KEY-----\n";
}

} // namespace

class BorderClassesTest : public QObject
{
    Q_OBJECT

private slots:
    void classes_data()
    {
        QTest::addColumn<Attempt>("attempt");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("codes");
        QTest::addColumn<QString>("kind");
        const auto row = [](const char *name, const Attempt &attempt, const QByteArray &path, const char *codes,
                             const char *kind) {
            QTest::newRow(name) << attempt << path << QString::fromLatin1(codes) << QString::fromLatin1(kind);
        };
        const auto made = [&row](const QByteArray &path, const QByteArray &content, const char *codes, const char *kind,
                              uint mode = kFile, const char *name = nullptr) {
            row(name ? name : ("new " + QByteArray(path.toPercentEncoding("/ ."))).constData(),
                Attempt().made(path, content, mode), path, codes, kind);
        };
        const auto changed = [&row](const char *name, const QByteArray &path, const QByteArray &before,
                                 const QByteArray &after, const char *codes, const char *kind, uint modeBefore = kFile,
                                 uint modeAfter = kFile) {
            row(name, Attempt().changed(path, before, after, modeBefore, modeAfter), path, codes, kind);
        };
        const auto deleted = [&row](const QByteArray &path, const QByteArray &before, const char *codes,
                                 const char *kind) {
            row(("deleted " + path).constData(), Attempt().deleted(path, before), path, codes, kind);
        };
        const auto link = [&row](const QByteArray &path, const QByteArray &to, const char *codes, const char *kind) {
            row(("link " + path + " to " + to).constData(), Attempt().link(path, to), path, codes, kind);
        };

        // Sources.
        made("shop/cart.py", "def total(a):\n    return sum(a)\n", "source", "unasked");
        made("README.md", "# Shop\n", "source", "unasked");
        made("docs/a b.md", "x\n", "source", "unasked");
        made(QByteArray("docs/\xe4\xbd\xa0\xe5\xa5\xbd.md"), "x\n", "source", "unasked");
        made("empty", "", "source", "unasked");
        made("src/contest.py", "x = 1\n", "source", "unasked");
        made("calendar.py", "x = 1\n", "source", "unasked");
        made("environment.py", "x = 1\n", "source", "unasked");
        made("tokenizer.py", "token = next(stream)\npassword = input()\n", "source", "unasked");
        made("config/key.py", "key = \"name\"\n", "source", "unasked");
        made("a/HEAD", "x\n", "source", "unasked");
        made("objects/list.py", "x = 1\n", "source", "unasked");
        made("git/config", "x\n", "source", "unasked");
        made("x.git.py", "x\n", "source", "unasked");
        changed("changed source", "shop.py", "a = 1\n", "a = 2\n", "source", "unasked");
        deleted("shop/old.py", "x\n", "source", "unasked");
        row("new folder", Attempt().folder("shop/new"), "shop/new", "source", "unasked");
        row("folder that hands its group on", Attempt().special("shop/g", S_IFDIR | 02775), "shop/g", "source",
            "unasked");
        changed("rights alone", "shop.py", "a\n", "a\n", "source", "unasked", kFile, S_IFREG | 0600);

        // Lock files.
        for (const char *path : {"package-lock.json", "web/yarn.lock", "Cargo.lock", "poetry.lock", "go.sum", "uv.lock",
                 "pnpm-lock.yaml", "Gemfile.lock", "composer.lock"})
            made(path, "x\n", "lock_file", "unasked");
        made("package-lock.json", "{\"a\": {\"integrity\": \"sha512-" + QByteArray("x").repeated(80) + "==\"}}\n",
            "lock_file", "unasked", kFile, "lock file with digests");

        // New tests.
        made("tests/test_new.py", kTest, "new_test", "unasked");
        made("web/a.test.ts", "test('a', () => { expect(f(1)).toBe(2) })\n", "new_test", "unasked");
        made("pkg/calc_test.go", "func TestA(t *testing.T) { if f() != 1 { t.Fatal() } }\n", "new_test", "unasked");
        made("tests/data/x.json", "{}\n", "new_test", "unasked");
        made("tests/__init__.py", "", "new_test", "unasked");
        made("tests/helper.py", "def make():\n    return 1\n", "new_test", "unasked");
        made("ci/all.sh", "#!/bin/sh\npytest\n", "new_test", "unasked");
        made("tests/test_own.py", "def test_a():\n    assert True\n", "new_test", "unasked");
        made("tests/prog",
            QByteArray("\x7f"
                       "ELF\x01",
                5),
            "source", "unasked");
        link(".venv/bin/python", "/usr/bin/python3", "source", "unasked");
        link(".venv/bin/other", "/usr/bin/python3", "link_outside", "asked");
        // New tests that do more than test.
        {
            Attempt package;
            package.made("tests/__init__.py", "").made("tests/test_new.py", kTest);
            row("package of new tests", package, "tests/__init__.py", "new_test", "unasked");
            package.names.insert("tests", {"__init__.py", "test_new.py", "test_old.py"});
            row("package among tests that were there", package, "tests/__init__.py", "new_test", "unasked");
            package.names.insert("tests", {"__init__.py", "test_old.py", "helpers.py"});
            row("package of tests with a module of their own", package, "tests/__init__.py", "new_test", "unasked");
            package.names.insert("", {"helpers", "tests"});
            row("package that lets tests find another module", package, "tests/__init__.py", "steering", "asked");
        }
        made("tests/__init__.py", "import shop\nshop.total = lambda *a: 5\n", "steering", "asked", kFile,
            "package of tests with code");
        made("tests/test_z.py", "import os\n\ndef test_z():\n    os._exit(0)\n", "steering", "asked");
        made("tests/test_y.py", "import shop\nshop.total = lambda a, b: 5\n", "steering", "asked");
        made("tests/test_x.py", "def pytest_runtest_makereport(item, call):\n    pass\n", "steering", "asked");
        made("tests/test_u.py", "import sys\nsys.modules['shop'] = None\n", "steering", "asked");

        // Changed and deleted tests.
        changed("weakened test", "tests/test_shop.py", kTest, kWeaker, "changed_test", "asked");
        changed("strengthened test", "tests/test_shop.py", kWeaker, kTest, "new_test", "unasked");
        changed("changed data of a test", "tests/data/x.json", "{\"a\": 1}\n", "{\"a\": 2}\n", "changed_test", "asked");
        changed("changed snapshot", "web/__snapshots__/a.snap", "a\n", "b\n", "changed_test", "asked");
        changed("test that nobody may run any more", "tests/run.bats", "x\n", "x\n", "changed_test", "asked", kProgram,
            kFile);
        changed("test that became a link", "tests/test_shop.py", kTest, "../other.py", "changed_test", "asked", kFile,
            kLink);
        changed("empty test", "tests/test_shop.py", kTest, "", "changed_test", "asked");
        changed("compiled test", "tests/prog",
            QByteArray("\x7f"
                       "ELF\x01",
                5),
            QByteArray("\x7f"
                       "ELF\x02",
                5),
            "source", "unasked");
        deleted("tests/test_shop.py", kTest, "changed_test", "asked");
        deleted("build/tests/out.txt", "x\n", "source", "unasked");
        row("test renamed: the old name", Attempt().deleted("tests/test_a.py", kTest).made("tests/test_b.py", kTest),
            "tests/test_a.py", "moved_test", "unasked");
        row("test renamed: the new name", Attempt().deleted("tests/test_a.py", kTest).made("tests/test_b.py", kTest),
            "tests/test_b.py", "moved_test", "unasked");
        row("test moved as it is: from",
            Attempt().deleted("tests/test_a.py", kTest).made("tests/unit/test_a.py", kTest), "tests/test_a.py",
            "moved_test", "unasked");
        row("test moved as it is: to", Attempt().deleted("tests/test_a.py", kTest).made("tests/unit/test_a.py", kTest),
            "tests/unit/test_a.py", "moved_test", "unasked");
        row("test moved and weakened",
            Attempt().deleted("tests/test_a.py", kTest).made("tests/unit/test_a.py", kWeaker), "tests/test_a.py",
            "changed_test", "asked");
        row("test moved to where nobody looks",
            Attempt().deleted("tests/test_a.py", kTest).made("tests/.old/test_a.py", kTest), "tests/test_a.py",
            "changed_test", "asked");
        row("test moved out of the tests", Attempt().deleted("tests/data.py", kTest).made("old/data.py", kTest),
            "tests/data.py", "changed_test", "asked");
        row("one copy stands for one test",
            Attempt()
                .deleted("tests/a/test_a.py", kTest)
                .deleted("tests/b/test_a.py", kTest)
                .made("tests/c/test_a.py", kTest),
            "tests/b/test_a.py", "changed_test", "asked");
        row("test replaced by a folder", Attempt().changed("tests/test_a.py", kTest, {}, kFile, kFolder),
            "tests/test_a.py", "changed_test", "asked");
        {
            Attempt unknown;
            unknown.made("tests/test_a.py", kTest);
            unknown.set.changes.first().hasBase = false;
            row("test whose beginning nobody knows", unknown, "tests/test_a.py", "changed_test", "asked");
        }
        {
            Attempt product;
            product.changed("tests/out.json", "1\n", "2\n");
            product.context.products = {"tests/out.json"};
            row("what the verification writes by itself", product, "tests/out.json", "source", "unasked");
        }

        {
            Attempt linked;
            linked.changed("shared/impl.py", kTest, kWeaker)
                .changed("checks/one.sh", "false\n", "true\n")
                .changed("shared/impl2.py", "a\n", "b\n")
                .deleted("checks/two.py", kTest);
            linked.context.behindLinks = {{"shared/impl.py", "tests/test_impl.py"}, {"checks", "sub/tests"}};
            row("test behind a link", linked, "shared/impl.py", "changed_test", "asked");
            row("test in a folder behind a link", linked, "checks/one.sh", "changed_test", "asked");
            row("deleted test in a folder behind a link", linked, "checks/two.py", "changed_test", "asked");
            row("beside what is behind a link", linked, "shared/impl2.py", "source", "unasked");
        }

        // Steering parts.
        row("folder that hides what is in it", Attempt().add("pkg", {kFolder, {}}, {S_IFDIR | 0200, {}}, 0), "pkg",
            "steering", "asked");
        row("folder with fewer rights for others", Attempt().add("pkg", {kFolder, {}}, {S_IFDIR | 0700, {}}, 0), "pkg",
            "source", "unasked");
        made("tests/conftest.py", "collect_ignore = ['test_cart.py']\n", "steering", "asked");
        made("conftest.py", "import pytest\n", "steering", "asked");
        made("sub/pytest.ini", "[pytest]\naddopts = --co\n", "steering", "asked");
        made("jest.config.mjs", "export default {}\n", "steering", "asked");
        made("pytest.py", "x = 1\n", "steering", "asked");
        made("tests/shop.py", "def total(a, b): return 5\n", "steering", "asked");
        made("lib/Test/More.pm", "1;\n", "steering", "asked");
        made("node_modules/.bin/eslint", "#!/bin/sh\n", "steering executable_bit", "asked", kProgram);
        made("node_modules/.bin/other", "#!/bin/sh\n", "source", "unasked");
        made("check", "x\n", "steering", "asked");
        row("folder named like a target", Attempt().folder("test"), "test", "steering", "asked");
        made("sitecustomize.py", "x = 1\n", "steering protected_name", "asked");
        made("a.pth", "import os\n", "steering", "asked");
        made("b.pth", "src\n", "source", "unasked");
        made("build/CTestTestfile.cmake", "add_test(a b)\n", "source", "unasked");
        changed("script of a command", "ci/all.sh", "pytest\n", "true\n", "steering", "asked");
        changed("conftest", "tests/conftest.py", "a = 1\n", "a = 2\n", "steering", "asked");
        deleted("pytest.ini", "[pytest]\n", "steering", "asked");
        changed("code that reaches the runner", "shop.py", "a = 1\n", "import sys\nsys.modules['pytest'] = None\n",
            "steering", "asked");
        changed("code that reached it before", "shop.py", "import os\nos._exit(0)\na = 1\n",
            "import os\nos._exit(0)\na = 2\n", "source", "unasked");
        row("new test that is a link to what the attempt wrote",
            Attempt().link("tests/test_l.py", "../evil.py").made("evil.py", "import sys\nsys.meta_path.append(1)\n"),
            "tests/test_l.py", "steering", "asked");
        // A link to what it is compared with or tested by.
        {
            Attempt compares;
            compares.context.rules = GuardRules(
                {u"cmp -s out.txt good.txt"_s, u"cd sub && diff -r made given > /dev/null"_s, u"bash check.sh"_s},
                u"/srv/app"_s);
            const auto linked = [&compares](const QByteArray &path, const QByteArray &to) {
                return Attempt(compares).link(path, to);
            };
            row("link to the other side of a comparison", linked("out.txt", "good.txt"), "out.txt", "steering",
                "asked");
            row("link the other way", linked("good.txt", "./out.txt"), "good.txt", "steering", "asked");
            Attempt chain = linked("out.txt", "a");
            chain.link("a", "b").links.insert("b", "good.txt");
            row("links in a row", chain, "out.txt", "steering", "asked");
            row("the link in the middle", chain, "a", "steering", "asked");
            row("folder that is a link", linked("sub/made", "given"), "sub/made", "steering", "asked");
            row("folder above it", linked("out.txt", "good.txt").link("other", "docs"), "other", "source", "unasked");
            row("both lead elsewhere", linked("out.txt", "a").link("good.txt", "b"), "out.txt", "source", "unasked");
            row("compared with a link that was there before", Attempt(compares).link("latest", "out.txt"), "latest",
                "source", "unasked");
            const auto became = [&compares](const QByteArray &path, const QByteArray &to) {
                return Attempt(compares).changed(path, "bad\n", to, kFile, kLink);
            };
            row("file that is a link to a script", became("a.txt", "check.sh"), "a.txt", "steering", "asked");
            row("file that is a link to a test", became("data/a.json", "../tests/a.json"), "data/a.json", "steering",
                "asked");
            row("file that is a link to another", became("inc/a.h", "../shared/a.h"), "inc/a.h", "source", "unasked");
            row("new link to a test", linked("examples/a.py", "../tests/test_a.py"), "examples/a.py", "source",
                "unasked");
            Attempt byCommands = became("a.txt", "check.sh");
            byCommands.context.products.insert("a.txt");
            row("link that the commands make", byCommands, "a.txt", "source", "unasked");
        }
        // Mixed files: only their guarded part.
        changed("Makefile: another part", "Makefile", kMakefile, QByteArray(kMakefile).replace("-O1", "-O2"), "source",
            "unasked");
        changed("Makefile: its test", "Makefile", kMakefile,
            QByteArray(kMakefile).replace("\t./app", "\t./app || true"), "steering", "asked");
        changed("Makefile: SHELL", "Makefile", kMakefile, "SHELL = /bin/true\n" + kMakefile, "steering", "asked");
        changed("package.json: dependencies", "package.json", R"({"scripts":{"test":"jest"},"dependencies":{}})",
            R"({"scripts":{"test":"jest"},"dependencies":{"a":"1"}})", "source", "unasked");
        changed("package.json: scripts", "package.json", R"({"scripts":{"test":"jest"}})",
            R"({"scripts":{"test":"jest --passWithNoTests"}})", "steering", "asked");
        changed("pyproject: dependencies", "pyproject.toml", "[project]\nname = \"a\"\n\n[tool.pytest.ini_options]\n",
            "[project]\nname = \"b\"\n\n[tool.pytest.ini_options]\n", "source", "unasked");
        changed("pyproject: tests", "pyproject.toml", "[tool.pytest.ini_options]\n",
            "[tool.pytest.ini_options]\naddopts = \"--deselect x\"\n", "steering", "asked");
        changed("CMakeLists: a source", "CMakeLists.txt", kCmake, QByteArray(kCmake).replace("t.c", "t.c u.c"),
            "source", "unasked");
        changed("CMakeLists: a test", "CMakeLists.txt", kCmake,
            QByteArray(kCmake).replace("COMMAND rt", "COMMAND true"), "steering", "asked");
        changed("rights of a Makefile", "Makefile", kMakefile, kMakefile, "steering", "asked", kFile, S_IFREG | 0);
        made("sub/CMakeLists.txt", "add_library(a a.c)\n", "source", "unasked");
        made("sub/Makefile", "test:\n\ttrue\n", "steering", "asked");
        {
            Attempt first;
            first.context.nothingGuarded = true;
            row("first package.json", Attempt(first).made("package.json", R"({"scripts":{"test":"node --test"}})"),
                "package.json", "source", "unasked");
            row("first package.json that swallows",
                Attempt(first).made("package.json", R"({"scripts":{"test":"x || true"}})"), "package.json", "steering",
                "asked");
            row("first conftest", Attempt(first).made("conftest.py", "import pytest\n"), "conftest.py", "new_test",
                "unasked");
            row("first conftest with a hook",
                Attempt(first).made("conftest.py", "def pytest_runtest_makereport(item, call):\n    pass\n"),
                "conftest.py", "steering", "asked");
            row("first conftest that passes by tests",
                Attempt(first).made("conftest.py", "collect_ignore = ['test_a.py']\n"), "conftest.py", "steering",
                "asked");
            row("first file that runs in every start", Attempt(first).made("sitecustomize.py", "x = 1\n"),
                "sitecustomize.py", "steering protected_name", "asked");
            row("first test that is always true", Attempt(first).made("test_a.py", "def test_a():\n    assert True\n"),
                "test_a.py", "steering", "asked");
        }

        // Names that something obeys, at any depth, however they are written.
        made(".vscode/tasks.json", "{}\n", "protected_name", "asked");
        made("a/b/c/d/e/.vscode/tasks.json", "{}\n", "protected_name", "asked");
        made(".VSCode/tasks.json", "{}\n", "protected_name", "asked");
        made("CLAUDE.md", "x\n", "protected_name", "asked");
        made("claude.md. ", "x\n", "protected_name odd_name", "asked");
        made(".github/workflows/ci.yml", "x\n", "protected_name", "asked");
        made(".husky/pre-commit", "x\n", "protected_name executable_bit", "asked", kProgram);
        made("sub/.envrc", "x\n", "secret protected_name", "asked");
        made(".gitattributes", "* filter=x\n", "protected_name", "asked");
        made("GIT~1/hooks/x", "x\n", "protected_name", "asked");
        made("tools/hooks/post-checkout", "x\n", "protected_name", "asked");
        changed("changed workflow", ".github/workflows/ci.yml", "a\n", "b\n", "protected_name", "asked");
        deleted(".gitlab-ci.yml", "x\n", "protected_name", "asked");
        row("folder of an editor", Attempt().folder(".idea"), ".idea", "protected_name", "asked");

        // Secrets: by name, and by content that was not there before.
        made(".env", "A=1\n", "secret protected_name", "asked");
        made("prod.env", "A=1\n", "secret", "asked");
        made("deploy/server.key", "x\n", "secret", "asked");
        made("id_ed25519", "x\n", "secret", "asked");
        made(".ENV.local", "x\n", "secret protected_name", "asked");
        deleted("certs/server.key", "x\n", "secret", "asked");
        made("shop/keys.py", "KEY = '''" + key() + "'''\n", "secret", "asked");
        made("shop/client.py", "TOKEN = \"" + token() + "\"\n", "secret", "asked");
        made("shop/db.py", "URL = \"postgres://app:kQ7xV2mZ9t@db.example.org/app\"\n", "secret", "asked");
        made(".npmrc", "//registry.example.org/:_authToken=" + token() + "\n", "steering secret protected_name",
            "asked");
        made(".npmrc", "save-exact=true\n", "steering protected_name", "asked", kFile, "npmrc without a token");
        made("tests/test_key.py", "KEY = \"" + token() + "\"\n", "secret new_test", "asked");
        made("ca.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n", "source", "unasked");
        changed("secret that was there before", "shop/client.py", "TOKEN = \"" + token() + "\"\n",
            "TOKEN = \"" + token() + "\"\nx = 1\n", "source", "unasked");

        // Repositories of git.
        made(".git/hooks/pre-commit", "x\n", "inside_git", "denied", kProgram);
        made(".git/config", "x\n", "inside_git", "denied");
        made(".git/commondir", "x\n", "inside_git", "denied");
        made(".git/modules/x/config", "x\n", "inside_git", "denied");
        made(".GIT/hooks/x", "x\n", "inside_git repository", "denied");
        made(".git./hooks/x", "x\n", "inside_git repository odd_name", "denied");
        made("sub/.git /config", "x\n", "inside_git repository odd_name", "denied");
        made(QByteArray(".g\xe2\x80\x8cit/config"), "x\n", "inside_git repository odd_name", "denied");
        made(".git::$INDEX_ALLOCATION/config", "x\n", "inside_git repository", "denied");
        made("sub/new/.git/config", "x\n", "inside_git repository", "denied");
        row("folder .git of a new repository", Attempt().folder("sub/new/.git"), "sub/new/.git",
            "inside_git repository", "denied");
        made("third/old/.git/config", "x\n", "inside_git", "denied");
        changed("the .git file of a work tree", "third/old/.git", "gitdir: a\n", "gitdir: b\n", "inside_git", "denied");
        deleted("third/old/.git", "gitdir: a\n", "inside_git", "denied");
        deleted(".git/HEAD", "x\n", "inside_git", "denied");
        made("sub/.git", "gitdir: ../evil\n", "inside_git repository", "denied");
        link("sub/.git", "../third", "inside_git repository", "denied");
        {
            Attempt named;
            named.made("shop.py", "x\n");
            named.context.gitWritten = {".git/hooks/x", "vendor/new/.git"};
            row("written below the folder of git, by name", named, ".git/hooks/x", "inside_git", "denied");
            row("new repository, by name", named, "vendor/new/.git", "inside_git repository", "denied");
        }
        const Attempt bare = Attempt()
                                 .made("a/HEAD", "ref: x\n")
                                 .made("a/objects/x", "")
                                 .made("a/refs/heads/x", "")
                                 .made("a/config", "[core]\n\tfsmonitor = ./evil\n")
                                 .made("a/hooks/post-checkout", "x\n")
                                 .made("a/README", "x\n");
        for (const char *path : {"a/HEAD", "a/objects/x", "a/refs/heads/x", "a/config", "a/hooks/post-checkout"})
            row(("bare layout " + QByteArray(path)).constData(), bare, path, "repository", "asked");
        row("bare layout: the rest", bare, "a/README", "source", "unasked");
        {
            Attempt half;
            half.made("b/Head", "ref: x\n");
            half.names.insert("b", {"objects", "refs"});
            row("bare layout completed", half, "b/Head", "repository", "asked");
            half.deleted("b/refs", "");
            row("bare layout not completed", half, "b/Head", "source", "unasked");
        }
        row("layout with commondir", Attempt().made("c/HEAD", "x\n").made("c/commondir", "../d\n"), "c/commondir",
            "repository", "asked");
        row("the folder itself becomes a repository",
            Attempt().made("HEAD", "x\n").made("objects/x", "").made("refs/x", "").made("shop.py", "x\n"), "HEAD",
            "repository", "asked");
        row("its sources are none of it",
            Attempt().made("HEAD", "x\n").made("objects/x", "").made("refs/x", "").made("shop.py", "x\n"), "shop.py",
            "source", "unasked");
        made("fixtures/bare/hooks/update", "x\n", "repository", "asked");
        made("fixtures/bare/notes.txt", "x\n", "source", "unasked");

        // Special files, rights.
        row("fifo", Attempt().special("pipe", S_IFIFO | 0644), "pipe", "special_file", "denied");
        row("socket", Attempt().special("run/s", S_IFSOCK | 0755), "run/s", "special_file", "denied");
        row("device", Attempt().special("dev", S_IFCHR | 0666), "dev", "special_file", "denied");
        row("block device", Attempt().special("blk", S_IFBLK | 0666), "blk", "special_file", "denied");
        row("no type at all", Attempt().special("odd", 0644), "odd", "special_file", "denied");
        made("tool", "x\n", "set_id executable_bit", "denied", S_IFREG | 04755);
        made("tool", "x\n", "set_id", "denied", S_IFREG | 02644, "set-gid");
        changed("set-uid program of the person", "bin/tool", "a\n", "b\n", "set_id", "denied", S_IFREG | 04755,
            S_IFREG | 04755);
        row("set-uid folder", Attempt().special("d", S_IFDIR | 04755), "d", "set_id", "denied");
        made("data.csv", "a,b\n", "executable_bit", "asked", kProgram);
        made("bin/tool", "x\n", "source", "unasked", kProgram);
        made("tools/scripts/run", "x\n", "source", "unasked", kProgram);
        made("deploy.sh", "#!/bin/sh\n", "source", "unasked", kProgram);
        made("image.sh", "GIF89a", "executable_bit", "asked", kProgram);
        made("gradlew", "#!/bin/sh\n", "executable_bit", "asked", kProgram);
        changed("data becomes executable", "data.csv", "a\n", "a\n", "executable_bit", "asked", kFile, S_IFREG | 0645);
        changed("was executable", "data.csv", "a\n", "b\n", "source", "unasked", kProgram, kProgram);

        // Names.
        made("/etc/passwd", "x\n", "name_outside", "denied");
        made("../x", "x\n", "name_outside", "denied");
        made("a/../../x", "x\n", "name_outside", "denied");
        made("..\x2fx", "x\n", "name_outside", "denied", kFile, "new dots and an escaped slash");
        made("a//b", "x\n", "name_outside", "denied");
        made("a/./b", "x\n", "name_outside", "denied");
        made("", "x\n", "name_outside", "denied", kFile, "no name");
        made("a/", "x\n", "name_outside", "denied");
        made(".. /x", "x\n", "name_outside odd_name", "denied");
        made("a/.../x", "x\n", "name_outside odd_name", "denied");
        made(QByteArray("a\0b", 3), "x\n", "name_outside odd_name", "denied");
        made(QByteArray(300, 'a'), "x\n", "name_outside", "denied", kFile, "name of 300 bytes");
        made("..\\x2fx", "x\n", "odd_name", "unasked");
        made("a\nb", "x\n", "odd_name", "unasked");
        made("a\x1b[2Jb", "x\n", "odd_name", "unasked");
        made(QByteArray("exe\xe2\x80\xaegpj.txt"), "x\n", "odd_name", "unasked");
        made(QByteArray("a\xff.txt"), "x\n", "odd_name", "unasked");
        made("-rf", "x\n", "odd_name", "unasked");
        made("trailing.", "x\n", "odd_name", "unasked");
        row("two names for one", Attempt().made("Readme", "x\n").made("README", "x\n"), "README", "case_collision",
            "asked");
        {
            Attempt beside;
            beside.made("docs/readme.MD", "x\n");
            beside.names.insert("docs", {"README.md"});
            row("name like one that is there", beside, "docs/readme.MD", "case_collision", "asked");
            row("renamed in case alone", beside.deleted("docs/README.md", "x\n"), "docs/readme.MD", "source",
                "unasked");
        }
        row("two forms of one letter",
            Attempt().made(QByteArray("caf\xc3\xa9"), "x\n").made(QByteArray("cafe\xcc\x81"), "x\n"),
            QByteArray("caf\xc3\xa9"), "case_collision", "asked");
        row("bytes that are no text do not collide",
            Attempt().made(QByteArray("a\xe8"), "x\n").made(QByteArray("a\xe9"), "x\n"), QByteArray("a\xe8"),
            "odd_name", "unasked");

        // Links.
        link("a", "b", "source", "unasked");
        link("docs/a", "../shop.py", "source", "unasked");
        link("a", "/srv/app/shop.py", "source", "unasked");
        link("a", "../app/shop.py", "source", "unasked");
        link("a", "a", "source", "unasked");
        link("a", ".", "source", "unasked");
        link("a", "..", "link_outside", "asked");
        link("a", "/home/ada/other/x", "link_outside", "asked");
        link("docs/a", "../../other", "link_outside", "asked");
        link("a", "/usr/share/dict/words", "link_outside", "asked");
        link("a", "/srv/app2/x", "link_outside", "asked");
        link("a", "/tmp/../srv/app/x", "link_outside", "asked");
        link("a", "/etc/passwd", "link_forbidden", "denied");
        link("a", "/proc/self/environ", "link_forbidden", "denied");
        link("a", "/home/ada/.ssh/id_rsa", "link_forbidden", "denied");
        link("a", "../../home/ada/.local/share/vibecoder/store.db", "link_forbidden", "denied");
        link("a", "/home/ada/other/.git/config", "link_forbidden", "denied");
        link("a", ".git/hooks", "link_forbidden", "denied");
        link("a/b", "../.GIT", "link_forbidden", "denied");
        link("a", "third/old/.git", "link_forbidden", "denied");
        link("a", "AGENTS.md", "protected_name", "asked");
        link("CLAUDE.md", "AGENTS.md", "protected_name", "asked");
        link("public/a", "../.env", "secret protected_name", "asked");
        link("conftest.py", "helper.py", "steering", "asked");
        row("chain of links", Attempt().link("a", "b").link("b", "c/d").link("c/d", "/etc/passwd"), "a",
            "link_forbidden", "denied");
        row("link through a folder that is a link", Attempt().link("x", "up/y").link("up", ".."), "x", "link_outside",
            "asked");
        {
            Attempt old;
            old.link("a", "old/secret.txt");
            old.links.insert("old", "/home/ada/notes");
            row("link through the person's link", old, "a", "link_outside", "asked");
        }
        {
            Attempt lost;
            lost.link("a", "b");
            lost.objects.clear();
            row("link whose text is lost", lost, "a", "unread", "asked");
        }
        row("folder of tests becomes a link", Attempt().changed("tests", {}, "elsewhere", kFolder, kLink), "tests",
            "changed_test", "asked");
        row("link to a folder of tests leads elsewhere", Attempt().changed("tests", "tests_1", "tests_2", kLink, kLink),
            "tests", "changed_test", "asked");
        row("link to a folder of tests is gone", Attempt().deleted("sub/spec", "../specs", kLink), "sub/spec",
            "changed_test", "asked");
        row("link to the folder of a script leads elsewhere",
            Attempt().changed("ci", "build-tools", "mine", kLink, kLink), "ci", "steering", "asked");
        row("new link with a name of tests", Attempt().link("tests", "shop"), "tests", "source", "unasked");
        row("link to sources leads elsewhere", Attempt().changed("current", "v1", "v2", kLink, kLink), "current",
            "source", "unasked");

        // Large, lost.
        made("big.bin", QByteArray(5 * 1024 * 1024, 'x'), "large_file", "unasked");
        changed("large data of a test", "tests/big.json", QByteArray(5 * 1024 * 1024, 'x') + "1",
            QByteArray(5 * 1024 * 1024, 'x') + "2", "changed_test large_file", "asked");
        made("tests/big.json", QByteArray(5 * 1024 * 1024, 'x'), "large_file new_test", "unasked");
        made("tests/test_big.py", QByteArray(5 * 1024 * 1024, '#'), "steering large_file", "asked");
        {
            Attempt lost;
            lost.made("shop.py", "x\n").changed("tests/test_a.py", "a\n", "b\n");
            lost.objects.clear();
            row("content that is lost", lost, "shop.py", "unread", "asked");
            row("test whose content is lost", lost, "tests/test_a.py", "changed_test unread", "asked");
        }
    }

    void classes()
    {
        QFETCH(const Attempt, attempt);
        QFETCH(const QByteArray, path);
        QFETCH(const QString, codes);
        QFETCH(const QString, kind);
        const ClassifiedChange classified = attempt.classifiedAt(path);
        QCOMPARE(codesOf(classified), codes);
        BorderKind worst = BorderKind::Unasked;
        for (const BorderReason &reason : classified.reasons)
            worst = std::max(worst, kindOf(reason.what));
        QCOMPARE(toWire(worst), kind);
    }

    void aLinkSaysWhereItLeads()
    {
        const Attempt attempt = Attempt().link("a", "b").link("b", "/home/ada/other/../x/y");
        QCOMPARE(attempt.classifiedAt("a").leadsTo, QByteArray("/home/ada/x/y"));
        QCOMPARE(attempt.classifiedAt("a").reasons.constFirst().detail, u"/home/ada/x/y"_s);
        QCOMPARE(Attempt().link("CLAUDE.md", "AGENTS.md").classifiedAt("CLAUDE.md").leadsTo, QByteArray("AGENTS.md"));
    }

    void linksAreFollowedAsTheKernelDoes()
    {
        QHash<QByteArray, QByteArray> links;
        for (int i = 0; i < 60; ++i)
            links.insert('l' + QByteArray::number(i), 'l' + QByteArray::number(i + 1));
        const LinkAt at = [&links](const QByteArray &path) -> std::optional<QByteArray> {
            return links.contains(path) ? std::optional(links.value(path)) : std::nullopt;
        };
        QCOMPARE(int(placeOfLink("/r", "x", "l0", at).kind), int(LinkPlace::Kind::Nowhere));
        QCOMPARE(int(placeOfLink("/r", "x", "l30", at).kind), int(LinkPlace::Kind::Inside));
        QCOMPARE(placeOfLink("/r", "a/b/x", "../../../../../q", at).path, QByteArray("/q"));
        QCOMPARE(placeOfLink("/r/s", "x", "/r/./s//a/../b", at).path, QByteArray("b"));
        QCOMPARE(int(placeOfLink("/", "x", "/etc", at).kind), int(LinkPlace::Kind::Inside));
    }

    void testsThatAreGoneAreNamed()
    {
        const Attempt attempt = Attempt().deleted("tests/test_shop.py", kTest).made("tests/test_two.py", kWeaker);
        const QList<BorderFinding> findings = attempt.classifiedAt("tests/test_shop.py").findings;
        QCOMPARE(findings.constLast().code, u"test_removed"_s);
        QCOMPARE(findings.constLast().excerpt, u"test_two"_s);
    }

    void findingsAreAllThereWithTheirLines()
    {
        QByteArray skipped("import pytest\n");
        for (int i = 0; i < 9; ++i)
            skipped += "@pytest.mark.skip\ndef test_" + QByteArray::number(i) + "(): pass\n";
        const Attempt attempt = Attempt().changed("tests/test_a.py", kTest, skipped);
        const ClassifiedChange classified = attempt.classifiedAt("tests/test_a.py");
        int skips = 0;
        for (const BorderFinding &finding : classified.findings)
            skips += finding.code == u"skip_added";
        QCOMPARE(skips, 9);
        QCOMPARE(classified.findings.constFirst().line, 2);
        // Of a mixed file the line in the file, not in its guarded part.
        const Attempt mixed =
            Attempt().changed("Makefile", kMakefile, QByteArray(kMakefile).replace("\t./app", "\t./app || true"));
        const QList<BorderFinding> findings = mixed.classifiedAt("Makefile").findings;
        QCOMPARE(findings.constFirst().code, u"failure_swallowed"_s);
        QCOMPARE(findings.constFirst().line, 7);
    }

    // A folder that was made for what stays behind stays as well.
    void newFoldersGoWithWhatIsInThem()
    {
        Attempt attempt;
        attempt.folder(".github").folder(".github/workflows").made(".github/workflows/ci.yml", "on: push\n");
        attempt.folder("empty").folder("src").made("src/a.c", "int a;\n");
        QByteArrayList paths;
        for (const Change &change : chosenChanges(attempt.decided()))
            paths.append(change.path);
        QCOMPARE(paths, (QByteArrayList{"empty", "src", "src/a.c"}));
    }

    // Setup and verification make it anew wherever they run. What the attempt put beside it goes with its folders.
    void whatTheVerificationMakesIsNoResult()
    {
        Attempt attempt;
        attempt.made("Makefile", "test:\n\ttrue\n").folder("blib").folder("blib/lib").made("blib/lib/a.pm", "1;\n");
        attempt.folder("out").made("out/log.txt", "1\n").made("out/new.txt", "2\n").folder("own").made("own/a.c", "");
        attempt.changed("known.txt", "1\n", "2\n").made("Cargo.lock", "version = 3\n");
        const QSet<QByteArray> products{
            "Makefile", "blib", "blib/lib", "blib/lib/a.pm", "out", "out/log.txt", "known.txt", "Cargo.lock"};
        QByteArrayList paths;
        for (const Change &change : withoutProducts(attempt.set.changes, products))
            paths.append(change.path);
        std::sort(paths.begin(), paths.end());
        QCOMPARE(paths, (QByteArrayList{"Cargo.lock", "known.txt", "out", "out/new.txt", "own", "own/a.c"}));
    }

    void pathsAreShownWithoutDoubt_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << QByteArray("a b/\xc3\xa9") << u"a b/\u00e9"_s;
        QTest::newRow("end of line") << QByteArray("a\nb") << u"a\\u{a}b"_s;
        QTest::newRow("what it looks like") << QByteArray("a\\u{a}b") << u"a\\\\u{a}b"_s;
        QTest::newRow("direction") << QByteArray("a\xe2\x80\xae"
                                                 "b")
                                   << u"a\\u{202e}b"_s;
        QTest::newRow("byte") << QByteArray("a\xff") << u"a\\x{ff}"_s;
        QTest::newRow("escape") << QByteArray("\x1b]0;x\x07") << u"\\u{1b}]0;x\\u{7}"_s;
    }
    void pathsAreShownWithoutDoubt()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const QString, shown);
        QCOMPARE(shownPath(path), shown);
    }
};

QTEST_GUILESS_MAIN(BorderClassesTest)
#include "tst_borderclasses.moc"
