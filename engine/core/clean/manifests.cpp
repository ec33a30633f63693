// SPDX-License-Identifier: MIT
#include "core/clean/manifests.h"

#include "core/border/bordernames.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QByteArray lastName(const QByteArray &path)
{
    return path.mid(path.lastIndexOf('/') + 1);
}

struct Tool
{
    QByteArrayList manifests;
    QByteArray lock; ///< chooses among the tools of one manifest; empty: whatever lies there
    QString command;
};

// The first that fits: with its lock file before without.
const QList<Tool> &tools()
{
    static const QList<Tool> list{
        {{"package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"}, "pnpm-lock.yaml",
            u"pnpm install --frozen-lockfile"_s},
        {{"package.json", "yarn.lock"}, "yarn.lock", u"yarn install --immutable"_s},
        {{"package.json", "package-lock.json"}, "package-lock.json", u"npm ci"_s},
        {{"package.json"}, {}, u"npm install"_s},
        {{"pyproject.toml", "uv.lock"}, "uv.lock", u"uv sync --frozen"_s},
        {{"pyproject.toml", "poetry.lock"}, "poetry.lock", u"poetry install --no-interaction"_s},
        {{"Pipfile", "Pipfile.lock"}, {}, u"pipenv sync --dev"_s},
        {{"requirements.txt"}, {}, u"pip install -r requirements.txt"_s},
        {{"pyproject.toml", "setup.py", "setup.cfg"}, {}, u"pip install -e ."_s},
        {{"Cargo.toml", "Cargo.lock"}, "Cargo.lock", u"cargo fetch --locked"_s},
        {{"Cargo.toml"}, {}, u"cargo fetch"_s},
        {{"go.mod", "go.sum", "go.work"}, {}, u"go mod download"_s},
        {{"pom.xml"}, {}, u"mvn -B dependency:go-offline"_s},
        {{"build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"}, {}, u"gradle assemble"_s},
        {{"Gemfile", "Gemfile.lock"}, {}, u"bundle install"_s},
        {{"composer.json", "composer.lock"}, {}, u"composer install"_s},
        {{"CMakeLists.txt", "CMakePresets.json"}, {}, u"cmake -S . -B build"_s},
    };
    return list;
}

} // namespace

bool isManifest(const QByteArray &path)
{
    static const QSet<QByteArray> others{"pnpm-workspace.yaml", "go.work", "settings.gradle", "settings.gradle.kts",
        "libs.versions.toml", "gradle.properties", "mix.exs", "constraints.txt", "environment.yml", "deno.json"};
    static const QRegularExpression requirements(u"(?:^|/)requirements[\\w.-]*\\.(?:txt|in)$"_s);
    const QByteArray name = lastName(path);
    if (isLockFile(path) || others.contains(name) || requirements.match(QString::fromUtf8(path)).hasMatch())
        return true;
    // A file of cmake is code of the project: what it builds comes with it.
    return std::any_of(tools().cbegin(), tools().cend(),
        [&name](const Tool &tool) { return tool.manifests.contains(name) && !tool.command.startsWith(u"cmake"_s); });
}

bool isPackageFile(const QByteArray &path)
{
    static const QByteArrayList ends{".tgz", ".tar.gz", ".whl", ".crate", ".gem", ".jar", ".nupkg"};
    return std::any_of(ends.cbegin(), ends.cend(), [&path](const QByteArray &end) { return path.endsWith(end); });
}

QString proposedSetup(const QByteArrayList &changed, const QByteArrayList &there)
{
    for (const Tool &tool : tools()) {
        const bool isChanged = std::any_of(changed.cbegin(), changed.cend(),
            [&tool](const QByteArray &path) { return tool.manifests.contains(lastName(path)); });
        if (isChanged && (tool.lock.isEmpty() || there.contains(tool.lock)))
            return tool.command;
    }
    return {};
}

} // namespace vibecoder
