// SPDX-License-Identifier: MIT
#include "core/border/heldback.h"

#include "core/border/bordernames.h"
#include "core/border/borderpolicy.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// No honest change of a test does this.
bool isTrick(const BorderFinding &finding)
{
    static const QSet<QString> tricks{u"skip_added"_s, u"assertion_always_true"_s, u"failure_swallowed"_s,
        u"exit_forced"_s, u"result_forced"_s, u"reaches_runner"_s, u"rewritten"_s};
    return tricks.contains(finding.code);
}

bool takesAway(const BorderFinding &finding)
{
    static const QSet<QString> codes{u"file_deleted"_s, u"test_removed"_s, u"assertion_removed"_s};
    return codes.contains(finding.code);
}

// What says how a project is built is changed with its sources. How its tests are run is a person's decision.
bool isBuildFile(const QByteArray &path)
{
    static const QSet<QByteArray> names{"Makefile", "makefile", "GNUmakefile", "meson.build", "Cargo.toml", "pom.xml",
        "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts", "pnpm-workspace.yaml", "go.mod",
        "go.work"};
    return names.contains(lastPartOf(path)) || path.endsWith(".mk") || path.endsWith(".cmake");
}

// Code that runs with every test that is there: a person has to know about it.
bool runsWithAllTests(const QByteArray &path)
{
    static const QSet<QByteArray> names{
        "conftest.py", "sitecustomize.py", "usercustomize.py", "spec_helper.rb", "test_helper.rb", "rails_helper.rb"};
    static const QRegularExpression setup(
        u"(?:^|[-_.])setup[-_.\\w]*\\.[cm]?[jt]sx?$"_s, QRegularExpression::CaseInsensitiveOption);
    const QByteArray name = lastPartOf(path);
    return names.contains(name) || setup.match(QString::fromUtf8(name)).hasMatch();
}

bool isAboutTests(const BorderReason &reason, const Change &change)
{
    if (reason.what != BorderClass::Steering)
        return reason.what == BorderClass::ChangedTest;
    return reason.detail == u"new_test" ||
           (reason.detail == u"configuration" &&
               (isBuildFile(change.path) || (change.isNew() && !runsWithAllTests(change.path))));
}

} // namespace

HeldBack heldBack(const QList<ClassifiedChange> &asked)
{
    HeldBack held;
    for (const ClassifiedChange &one : asked) {
        const bool only = std::all_of(one.reasons.cbegin(), one.reasons.cend(), [&one](const BorderReason &reason) {
            return isAboutTests(reason, one.change) || kindOf(reason.what) == BorderKind::Unasked;
        });
        if (!only || std::any_of(one.findings.cbegin(), one.findings.cend(), isTrick))
            continue;
        held.changes.append(one);
        held.needsCounts = held.needsCounts || one.change.isDeleted() ||
                           std::any_of(one.findings.cbegin(), one.findings.cend(), takesAway);
    }
    return held;
}

} // namespace vibecoder
