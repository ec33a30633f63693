// SPDX-License-Identifier: MIT
#include "base/secrets/secretscanner.h"

#include "base/secrets/context.h"
#include "base/secrets/encodings.h"
#include "base/secrets/secretvalue.h"
#include "base/secrets/shape.h"
#include "base/secrets/tokenforms.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include <algorithm>

namespace vibecoder {

namespace {

constexpr qsizetype kShortestSecret = 6;
constexpr qsizetype kShortestAnywhere = 8; ///< a shorter one is hidden only where it stands alone
constexpr int kDeepest = 2;                ///< encodings within each other
constexpr QLatin1StringView kKnown("secret");

// What an entry of the index means: the number of a form, or one of these.
enum Meaning : int {
    KnownValue = -1,
    Address = -2,
    KeyBlock = -3,
    Login = -4,
    OptionValue = -5,
};

struct Form
{
    Shape shape;
    QLatin1StringView kind;
    bool (*accepts)(QStringView token);
};

const std::vector<Form> &forms()
{
    static const std::vector<Form> all = [] {
        std::vector<Form> rows;
        for (const TokenForm &form : tokenForms())
            rows.push_back({Shape(form.shape), QLatin1StringView(form.kind), form.accepts});
        return rows;
    }();
    return all;
}

const LiteralIndex &indexOfForms()
{
    static const LiteralIndex all = [] {
        LiteralIndex index;
        for (size_t i = 0; i < forms().size(); ++i) {
            Q_ASSERT(forms().at(i).shape.isValid());
            index.add(QString::fromLatin1(forms().at(i).shape.anchor()), int(i));
        }
        index.add(QStringLiteral("://"), Address);
        index.add(QStringLiteral("-----BEGIN"), KeyBlock);
        for (const char *option : {"-u ", "--user ", "--proxy-user "})
            index.add(QString::fromLatin1(option), Login);
        for (const char *option : {"--password ", "--passwd ", "--token ", "--api-key ", "--secret ", "password ",
                 "IDENTIFIED BY ", "sshpass -p "})
            index.add(QString::fromLatin1(option), OptionValue);
        return index;
    }();
    return all;
}

// What stands of `bytes` in base64 wherever it begins in a longer text: the characters that depend on nothing else.
QByteArray base64Inside(const QByteArray &bytes, int offset, QByteArray::Base64Options options)
{
    const QByteArray coded = (QByteArray(offset, '\0') + bytes).toBase64(options);
    constexpr int bitsOfByte = 8, bitsOfCharacter = 6;
    const qsizetype first = (offset * bitsOfByte + bitsOfCharacter - 1) / bitsOfCharacter;
    const qsizetype last = (offset + bytes.size()) * bitsOfByte / bitsOfCharacter;
    return coded.mid(first, last - first);
}

QStringList formsOf(const QString &value)
{
    const QByteArray bytes = value.toUtf8();
    QStringList forms{value, QString::fromLatin1(bytes), QString::fromLatin1(bytes.toBase64()),
        QString::fromLatin1(bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)),
        QString::fromLatin1(QUrl::toPercentEncoding(value)), QString::fromLatin1(bytes.toHex()),
        QString::fromLatin1(bytes.toHex().toUpper())};
    for (int offset = 0; offset < 3; ++offset) {
        for (const auto alphabet : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding})
            forms.append(QString::fromLatin1(base64Inside(bytes, offset, alphabet)));
    }
    // As it stands inside a JSON text, in a page, and in the form of a page (a space is a plus there).
    const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    forms.append(QString::fromUtf8(json.mid(2, json.size() - 4)));
    forms.append(value.toHtmlEscaped());
    forms.append(QString::fromLatin1(QUrl::toPercentEncoding(value, " ")).replace(u' ', u'+'));
    return forms;
}

bool standsAlone(QStringView text, qsizetype begin, qsizetype end)
{
    const auto part = [&](qsizetype at) { return at >= 0 && at < text.size() && text[at].isLetterOrNumber(); };
    return (wordMayBegin(text, begin) || !part(begin - 1)) && !part(end);
}

// One look through a text, and through what is encoded in it.
class Look
{
public:
    Look(const LiteralIndex &index, QStringView text)
        : m_index(index)
        , m_text(text)
        , m_runs(text)
    {
    }

    QList<SecretHit> hits(int depth)
    {
        for (qsizetype at = 0; at < m_text.size(); ++at) {
            if (m_index.mayStandAt(m_text, at))
                m_index.standingAt(m_text, at, [&](int meaning, qsizetype length) { literal(meaning, at, length); });
            const char16_t c = m_text[at].unicode();
            if (c == u':' || c == u'=')
                context(assignedAt(m_text, at));
        }
        if (depth < kDeepest) {
            const auto inside = [&](const Decoded &decoded) { within(decoded, depth + 1); };
            forEscapedWords(m_text, inside);
            forBase64(m_text, inside);
        }
        return std::move(m_hits);
    }

private:
    void literal(int meaning, qsizetype at, qsizetype length)
    {
        switch (meaning) {
        case KnownValue:
            if (length >= kShortestAnywhere || standsAlone(m_text, at, at + length))
                m_hits.append({at, at + length, kKnown});
            break;
        case Address:
            context(passwordOfAddressAt(m_text, at + length));
            break;
        case KeyBlock:
            // What lies in a block that was found is hidden already.
            if (at < m_blockEnd)
                break;
            if (const auto block = keyBlockAt(m_text, at, &m_nextEnd)) {
                m_blockEnd = block->place.end;
                context(block);
            }
            break;
        case Login:
        case OptionValue:
            context(optionValueAt(m_text, at + length, meaning == Login));
            break;
        default:
            token(forms().at(size_t(meaning)), at);
        }
    }

    void token(const Form &form, qsizetype at)
    {
        const auto place = form.shape.matchAround(m_runs, at);
        if (place && (!form.accepts || form.accepts(m_text.sliced(place->begin, place->end - place->begin))))
            m_hits.append({place->begin, place->end, form.kind});
    }

    void context(const std::optional<ContextHit> &found)
    {
        if (found)
            m_hits.append({found->place.begin, found->place.end, found->kind});
    }

    void within(const Decoded &decoded, int depth)
    {
        Look look(m_index, decoded.text);
        const QList<SecretHit> hits = look.hits(depth);
        for (const SecretHit &hit : hits)
            m_hits.append({decoded.places.at(size_t(hit.begin)), decoded.ends.at(size_t(hit.end - 1)), hit.kind});
    }

    const LiteralIndex &m_index;
    QStringView m_text;
    Runs m_runs;
    qsizetype m_nextEnd = -1;
    qsizetype m_blockEnd = 0;
    QList<SecretHit> m_hits;
};

// Of hits that overlap the longest gives its kind; a known value is called so before a form that is as long.
QList<SecretHit> joined(QList<SecretHit> hits)
{
    const auto order = [](const SecretHit &a, const SecretHit &b) {
        return a.begin != b.begin ? a.begin < b.begin
               : a.end != b.end   ? a.end > b.end
                                  : a.kind == kKnown && b.kind != kKnown;
    };
    std::sort(hits.begin(), hits.end(), order);
    QList<SecretHit> result;
    qsizetype longest = 0;
    for (const SecretHit &hit : std::as_const(hits)) {
        if (result.isEmpty() || hit.begin >= result.last().end) {
            result.append(hit);
            longest = hit.end - hit.begin;
            continue;
        }
        result.last().end = std::max(result.last().end, hit.end);
        if (hit.end - hit.begin > longest) {
            longest = hit.end - hit.begin;
            result.last().kind = hit.kind;
        }
    }
    return result;
}

} // namespace

SecretScanner::SecretScanner(const QStringList &known)
    : m_index(indexOfForms())
{
    for (const QString &value : known) {
        if (value.size() < kShortestSecret || m_known.contains(value))
            continue;
        m_known.append(value);
        QStringList forms = formsOf(value);
        forms.removeDuplicates();
        for (const QString &form : std::as_const(forms)) {
            if (form.size() >= kShortestAnywhere || form == value)
                m_index.add(form, KnownValue);
        }
    }
    m_index.settle();
}

QList<SecretHit> SecretScanner::find(QStringView text) const
{
    return joined(Look(m_index, text).hits(0));
}

QString SecretScanner::redacted(const QString &text) const
{
    return withoutHits(text, find(text));
}

QString withoutHits(const QString &text, const QList<SecretHit> &hits)
{
    if (hits.isEmpty())
        return text;
    QString result;
    result.reserve(text.size());
    qsizetype done = 0;
    for (const SecretHit &hit : hits) {
        result += QStringView(text).sliced(done, hit.begin - done);
        result += QLatin1StringView("[redacted:");
        result += hit.kind;
        result += u']';
        done = hit.end;
    }
    result += QStringView(text).sliced(done);
    return result;
}

} // namespace vibecoder
