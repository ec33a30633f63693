// SPDX-License-Identifier: MIT
#include "callerslanguage.h"

#include <QCoreApplication>
#include <QTranslator>

#include <utility>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

thread_local SpokenLanguage spoken = SpokenLanguage::OfProcess;

// Asked before the translators of the process. An empty answer lets them speak.
class CallersTranslator final : public QTranslator
{
public:
    using QTranslator::QTranslator;

    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(
        const char *context, const char *source, const char *disambiguation, int n) const override
    {
        switch (spoken) {
        case SpokenLanguage::OfProcess:
            return {};
        case SpokenLanguage::English:
            return QString::fromUtf8(source);
        case SpokenLanguage::Chinese:
            return QTranslator::translate(context, source, disambiguation, n);
        }
        Q_UNREACHABLE();
    }
};

} // namespace

SpokenLanguage wantedLanguage(const QByteArray &acceptLanguage)
{
    constexpr qsizetype longest = 200; // browsers send less; the rest is not worth reading
    SpokenLanguage wanted = SpokenLanguage::OfProcess;
    double best = 0;
    for (const QByteArray &piece : acceptLanguage.left(longest).split(',')) {
        const QByteArrayList parts = piece.split(';');
        const QByteArray name = parts.constFirst().trimmed().toLower();
        const SpokenLanguage language = name == "en" || name.startsWith("en-")   ? SpokenLanguage::English
                                        : name == "zh" || name.startsWith("zh-") ? SpokenLanguage::Chinese
                                                                                 : SpokenLanguage::OfProcess;
        double weight = 1;
        if (const QByteArray quality = parts.value(1).trimmed(); quality.startsWith("q=")) {
            bool read = false;
            weight = quality.mid(2).toDouble(&read);
            if (!read || weight > 1)
                weight = 0;
        }
        if (language != SpokenLanguage::OfProcess && weight > best) {
            wanted = language;
            best = weight;
        }
    }
    return wanted;
}

void CallersLanguage::install()
{
    static bool installed = false;
    if (std::exchange(installed, true))
        return;
    auto *translator = new CallersTranslator(QCoreApplication::instance());
    // Without the catalogue Chinese callers read what the process speaks.
    static_cast<void>(translator->load(u":/i18n/vibecoder_zh_CN.qm"_s));
    QCoreApplication::installTranslator(translator);
}

CallersLanguage::CallersLanguage(SpokenLanguage wanted)
    : m_before(std::exchange(spoken, wanted))
{
}

CallersLanguage::~CallersLanguage()
{
    spoken = m_before;
}

} // namespace vibecoder
