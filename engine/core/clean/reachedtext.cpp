// SPDX-License-Identifier: MIT
#include "core/clean/wrongprogram.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QString said(const QString &word)
{
    return u'"' + word.left(word.size() / 2) + u"\", \""_s + word.mid(word.size() / 2) + u'"';
}

QString reachedInJava(const ReachedMark &mark)
{
    return u"System.err.println("_s + halves(mark.word, u" + "_s) + u"); try { new java.io.File(\""_s + mark.file +
           u"\").createNewFile(); } catch (java.io.IOException canaryIgnored) { }"_s;
}

} // namespace

QString reachedText(CodeLanguage language, const ReachedMark &mark)
{
    switch (language) {
    case CodeLanguage::Python:
        return u"[open(\"%1\", \"w\").close(), print(%2, file=__import__(\"sys\").stderr, flush=True)] != 0"_s.arg(
            mark.file, halves(mark.word, u" "_s));
    case CodeLanguage::Script:
        return u"(() => { console.error(%1); (typeof require === 'function' ? require('fs') : "
               "process.getBuiltinModule('fs')).writeFileSync(\"%2\", ''); return true; })()"_s.arg(
                   halves(mark.word, u" + "_s), mark.file);
    case CodeLanguage::Perl:
        return u"do { open(my $canary, '>', '%1'); print STDERR %2, \"\\n\"; 1 }"_s.arg(mark.file, said(mark.word));
    case CodeLanguage::C:
        return u"canaryReached()"_s;
    case CodeLanguage::Java:
        return u"((java.util.function.BooleanSupplier) () -> { "_s + reachedInJava(mark) +
               u" return true; }).getAsBoolean()"_s;
    case CodeLanguage::Rust:
        return u"{ ::std::eprintln!(\"{}{}\", %1); let _ = ::std::fs::write(\"%2\", \"\"); true }"_s.arg(
            said(mark.word), mark.file);
    default:
        return {};
    }
}

QString failureText(CodeLanguage language, const ReachedMark &mark)
{
    switch (language) {
    case CodeLanguage::Python:
        return u"assert not ("_s + reachedText(language, mark) + u')';
    case CodeLanguage::Script:
        return u"void (() => { "_s + reachedText(language, mark) + u"; throw Object.assign(new Error("_s +
               halves(mark.word, u" + "_s) + u"), { name: 'AssertionError', code: 'ERR_ASSERTION' }); })()"_s;
    case CodeLanguage::Perl:
        return u"Test::More::ok("_s + reachedText(language, mark) + u" && 0)"_s;
    case CodeLanguage::C:
        return u"(canaryReached(), abort())"_s;
    case CodeLanguage::Java:
        return u"if ("_s + reachedText(language, mark) + u") throw new AssertionError()"_s;
    case CodeLanguage::Rust:
        return u"if "_s + reachedText(language, mark) + u" { ::std::panic!(\"canary\") }"_s;
    default:
        return {};
    }
}

} // namespace vibecoder
