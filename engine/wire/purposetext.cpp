// SPDX-License-Identifier: MIT
#include "wire/purposetext.h"

#include "model/runpurpose.h"

#include <QCoreApplication>

namespace vibecoder {

namespace {

// Without a default: a new purpose does not compile before it has words.
const char *wordsOf(RunPurpose purpose)
{
    switch (purpose) {
    case RunPurpose::Verify:
        return nullptr;
    case RunPurpose::Setup:
        return QT_TRANSLATE_NOOP("purpose", "before the first verification");
    case RunPurpose::Baseline:
        return QT_TRANSLATE_NOOP("purpose", "before the first change");
    case RunPurpose::Carried:
        return QT_TRANSLATE_NOOP("purpose", "with what the earlier attempt left");
    case RunPurpose::Tool:
        return QT_TRANSLATE_NOOP("purpose", "the model asked for it");
    case RunPurpose::Flaky:
        return QT_TRANSLATE_NOOP("purpose", "once more, because it fails in another way although no file changed");
    case RunPurpose::Without:
        return QT_TRANSLATE_NOOP("purpose", "without the changes that were left out");
    case RunPurpose::Restored:
        return QT_TRANSLATE_NOOP("purpose", "after guarded files were put back");
    case RunPurpose::Clean:
        return QT_TRANSLATE_NOOP("purpose", "on a clean copy");
    case RunPurpose::CleanAgain:
        return QT_TRANSLATE_NOOP("purpose", "on a clean copy, once more, because it failed there");
    case RunPurpose::CleanWith:
        return QT_TRANSLATE_NOOP("purpose", "on a clean copy with what the attempt left behind");
    case RunPurpose::CleanWithAgain:
        return QT_TRANSLATE_NOOP(
            "purpose", "on a clean copy with what the attempt left behind, once more, because it failed there");
    case RunPurpose::CleanSetup:
        return QT_TRANSLATE_NOOP("purpose", "on a clean copy");
    case RunPurpose::CleanAsBefore:
        return QT_TRANSLATE_NOOP("purpose", "on a clean copy with your tests as they were");
    case RunPurpose::CleanWithout:
        return QT_TRANSLATE_NOOP("purpose", "without the attempt: whether your folder fails by itself");
    case RunPurpose::CleanApplied:
        return QT_TRANSLATE_NOOP("purpose", "your folder with the result, after your answers to the conflicts");
    case RunPurpose::Canary:
        return QT_TRANSLATE_NOOP("purpose", "a test that must fail");
    case RunPurpose::CanaryWrong:
        return QT_TRANSLATE_NOOP("purpose", "your own test with other expectations");
    case RunPurpose::CanaryReached:
        return QT_TRANSLATE_NOOP("purpose", "your own test with expectations that always fail");
    case RunPurpose::CanaryElsewhere:
        return QT_TRANSLATE_NOOP("purpose", "your own test under another name, with expectations that always fail");
    case RunPurpose::CanaryProgram:
        return QT_TRANSLATE_NOOP("purpose", "with wrong expectations");
    case RunPurpose::CanaryShorter:
        return QT_TRANSLATE_NOOP("purpose", "with expectations cut short");
    case RunPurpose::CanaryProgramReached:
        return QT_TRANSLATE_NOOP("purpose", "with expectations that always fail");
    }
    return nullptr;
}

} // namespace

QString purposeText(const QString &purpose)
{
    const std::optional<RunPurpose> known = fromWire<RunPurpose>(purpose);
    const char *words = known ? wordsOf(*known) : nullptr;
    return words ? QCoreApplication::translate("purpose", words) : QString();
}

} // namespace vibecoder
