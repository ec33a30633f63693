// SPDX-License-Identifier: MIT
// What a verification or setup command of a task is run for. The same command has a step for each of them.
#pragma once

#include "base/enumtable.h"

namespace vibecoder {

enum class RunPurpose {
    Verify,   ///< the verification of an iteration
    Setup,    ///< a setup command, before the first verification
    Baseline, ///< before the first change
    Carried,  ///< with what an earlier attempt left
    Tool,     ///< the model asked for it
    Flaky,    ///< once more: it fails in another way although no file changed
    Without,  ///< without the changes that a person left out
    Restored, ///< after changed guarded files were put back
    Clean,
    CleanAgain, ///< once more, because it failed there
    CleanWith,  ///< with what the attempt left behind
    CleanWithAgain,
    CleanSetup,           ///< a setup command
    CleanAsBefore,        ///< with the person's tests as they were
    CleanWithout,         ///< without the attempt: whether the folder fails by itself
    CleanApplied,         ///< the folder with the result in it, after a person answered to conflicts
    Canary,               ///< one test that must fail
    CanaryWrong,          ///< a test file with other expectations
    CanaryReached,        ///< the same with expectations that always fail: whether a test comes to one
    CanaryElsewhere,      ///< that file under names that nobody knows
    CanaryProgram,        ///< tests without a known runner, with other expectations
    CanaryShorter,        ///< the same with shorter ones
    CanaryProgramReached, ///< the same with expectations that always fail
};
template <>
struct EnumTable<RunPurpose>
{
    static constexpr auto rows = enumRows<RunPurpose>({
        {RunPurpose::Verify, "verify"},
        {RunPurpose::Setup, "setup"},
        {RunPurpose::Baseline, "baseline"},
        {RunPurpose::Carried, "carried"},
        {RunPurpose::Tool, "tool"},
        {RunPurpose::Flaky, "flaky"},
        {RunPurpose::Without, "without"},
        {RunPurpose::Restored, "restored"},
        {RunPurpose::Clean, "clean"},
        {RunPurpose::CleanAgain, "clean_again"},
        {RunPurpose::CleanWith, "clean_with"},
        {RunPurpose::CleanWithAgain, "clean_with_again"},
        {RunPurpose::CleanSetup, "clean_setup"},
        {RunPurpose::CleanAsBefore, "clean_as_before"},
        {RunPurpose::CleanWithout, "clean_without"},
        {RunPurpose::CleanApplied, "clean_applied"},
        {RunPurpose::Canary, "canary"},
        {RunPurpose::CanaryWrong, "canary_wrong"},
        {RunPurpose::CanaryReached, "canary_reached"},
        {RunPurpose::CanaryElsewhere, "canary_elsewhere"},
        {RunPurpose::CanaryProgram, "canary_program"},
        {RunPurpose::CanaryShorter, "canary_shorter"},
        {RunPurpose::CanaryProgramReached, "canary_program_reached"},
    });
};

[[nodiscard]] constexpr bool isSetup(RunPurpose purpose)
{
    return purpose == RunPurpose::Setup || purpose == RunPurpose::CleanSetup;
}

/// Passing is what it must not do.
[[nodiscard]] constexpr bool isCanary(RunPurpose purpose)
{
    return purpose >= RunPurpose::Canary;
}

/// On a clean copy.
[[nodiscard]] constexpr bool isClean(RunPurpose purpose)
{
    return purpose >= RunPurpose::Clean;
}

} // namespace vibecoder
