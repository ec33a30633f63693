// SPDX-License-Identifier: MIT
#include "workspace/generatedfolders.h"

#include <algorithm>
#include <iterator>

namespace vibecoder {

namespace {

enum class Proof {
    None,   ///< people also call folders so that they write themselves: only left out of looks
    Name,   ///< nobody writes into a folder of this name
    Beside, ///< `marker` lies beside it
    Inside, ///< `marker` lies in it
};

struct Known
{
    const char *name; ///< empty: of any name
    Proof proof;
    const char *marker = "";
};

constexpr Known kKnown[] = {
    {".git", Proof::None},
    {".hg", Proof::None},
    {".svn", Proof::None},
    {"node_modules", Proof::Name},
    {"__pycache__", Proof::Name},
    {".tox", Proof::Name},
    {".nox", Proof::Name},
    {".mypy_cache", Proof::Name},
    {".pytest_cache", Proof::Name},
    {".ruff_cache", Proof::Name},
    {".gradle", Proof::Name},
    {".cache", Proof::None},
    {"vendor", Proof::None},
    {"dist", Proof::None},
    {".venv", Proof::None},
    {"venv", Proof::None},
    {"", Proof::Inside, "pyvenv.cfg"},
    {"", Proof::Inside, "CMakeCache.txt"},
    {"", Proof::Inside, "meson-private"},
    {"target", Proof::Beside, "Cargo.toml"},
    {"target", Proof::Beside, "pom.xml"},
    {"build", Proof::Beside, "build.gradle"},
    {"build", Proof::Beside, "build.gradle.kts"},
};

// Some people configure in the folder of the sources itself; then it holds what cannot be made anew.
bool isSourceFolder(const std::function<bool(const QByteArray &)> &isInside)
{
    return isInside("CMakeLists.txt") || isInside("meson.build");
}

} // namespace

bool isBulkFolder(const QByteArray &name)
{
    return std::any_of(std::begin(kKnown), std::end(kKnown),
        [&](const Known &known) { return known.name[0] != '\0' && name == known.name; });
}

bool isMadeAnew(const QByteArray &name, const std::function<bool(const QByteArray &)> &isInside,
    const std::function<bool(const QByteArray &)> &isBeside)
{
    return std::any_of(std::begin(kKnown), std::end(kKnown), [&](const Known &known) {
        if (known.name[0] != '\0' && name != known.name)
            return false;
        switch (known.proof) {
        case Proof::None:
            return false;
        case Proof::Name:
            return true;
        case Proof::Beside:
            return isBeside(known.marker);
        case Proof::Inside:
            return isInside(known.marker) && !isSourceFolder(isInside);
        }
        return false;
    });
}

bool isMadeAnewFile(const QByteArray &name)
{
    return name.endsWith(".pyc") || name.endsWith(".pyo");
}

} // namespace vibecoder
