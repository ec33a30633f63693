// SPDX-License-Identifier: MIT
// Every form of token in every disguise is found, also split between two reads; what only looks like one is left.
#include "base/logging.h"
#include "base/redactstream.h"
#include "base/secrets/secretscanner.h"
#include "base/secrets/tokenforms.h"

#include <QDirIterator>
#include <QFile>
#include <QRandomGenerator>
#include <QSet>
#include <QTest>
#include <QUrl>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

QByteArray charactersOf(char kind)
{
    const QByteArray digits = "0123456789", small = "abcdefghijklmnopqrstuvwxyz", capitals = small.toUpper();
    switch (kind) {
    case 'd':
        return digits;
    case 'h':
        return digits + "abcdef";
    case 'H':
        return digits + "abcdefABCDEF";
    case 'l':
        return digits + small;
    case 'U':
        return digits + capitals;
    case 'A':
        return capitals + "234567";
    case 'u':
        return digits + small + capitals + "_-";
    case 't':
        return digits + small + capitals + "_-.~";
    case 'b':
        return digits + small + capitals + "+/";
    default: // every other kind holds these
        return digits + small + capitals;
    }
}

/// A token of that shape: `{a36}` is 36 letters and digits, `{a20-}` 20 of them.
QByteArray sampleOf(const QByteArray &shape, QRandomGenerator &random)
{
    QByteArray sample;
    if (shape == "<{u23-30}.{u6}.{u25-45}") // begins with the number of an account
        return "MTIzNDU2Nzg5MDEyMzQ1Njc4." + sampleOf("{a6}.{a27}", random);
    for (qsizetype i = 0; i < shape.size(); ++i) {
        if (shape.at(i) == '<' || shape.at(i) == '>')
            continue;
        if (shape.at(i) != '{') {
            sample += shape.at(i);
            continue;
        }
        const qsizetype end = shape.indexOf('}', i);
        const QByteArray from = charactersOf(shape.at(i + 1));
        const int count = shape.mid(i + 2, end - i - 2).split('-').first().toInt();
        for (int n = 0; n < count; ++n) {
            // Begins and ends with neither sign, and has a digit in it, as real ones do.
            char c = from.at(random.bounded(int(from.size())));
            const bool edge = n == 0 || n == count - 1;
            while (edge && !isalnum(uchar(c)))
                c = from.at(random.bounded(int(from.size())));
            if (n % 7 == 3 && shape.at(i + 1) != 'A')
                c = char('0' + random.bounded(10));
            sample += c;
        }
        i = end;
    }
    return sample;
}

// As the services publish them: the lengths are theirs, not those of the table under test.
const QByteArrayList &published()
{
    static const QByteArrayList all{"AKIA{A16}", "ASIA{A16}", "ABIA{A16}", "ACCA{A16}", "AIza{u35}", "GOCSPX-{u28}",
        "ya29.{u100}", "LTAI{a20}", "dop_v1_{h64}", "doo_v1_{h64}", "dor_v1_{h64}", "HRKU-AA{u58}", "ghp_{a36}",
        "gho_{a36}", "ghu_{a36}", "ghs_{a36}", "ghr_{a36}", "github_pat_{a22}_{a59}", "glpat-{u20}", "gldt-{u20}",
        "glrt-{u20}", "glcbt-{h2}_{u20}", "glptt-{h40}", "glft-{u20}", "glimt-{u25}", "glagent-{u50}", "gloas-{h64}",
        "glsoat-{u20}", "glffct-{u20}", "GR1348941{u20}", "xoxb-{d12}-{d12}-{a24}", "xoxp-{d12}-{d12}-{d12}-{h32}",
        "xoxa-2-{d12}-{h32}", "xoxr-{d12}-{a24}", "xoxs-{d12}-{d12}-{h20}", "xapp-1-A{U10}-{d13}-{h64}",
        "xoxe.xoxp-1-{a160}", "https://hooks.slack.com/services/T{U8}/B{U8}/{a24}", "sk_live_{a24}", "sk_test_{a24}",
        "rk_live_{a24}", "rk_test_{a24}", "whsec_{a32}", "SK{h32}", "SG.{u22}.{u43}", "npm_{a36}",
        "pypi-AgEIcHlwaS5vcmc{u80}", "rubygems_{h48}", "dckr_pat_{u27}", "dckr_oat_{u32}",
        "sk-"
        "ant-api03-{u93}AA",
        "sk-"
        "ant-admin01-{u93}AA",
        "sk-{a20}T3BlbkFJ{a20}", "sk-proj-{u74}T3BlbkFJ{u74}", "sk-proj-{u48}", "sk-{a48}",
        "sk-svcacct-{u58}T3BlbkFJ{u58}", "hf_{a34}", "gsk_{a52}", "xai-{a80}", "pplx-{a48}", "r8_{a37}",
        "sk-or-v1-{h64}", "nvapi-{u64}", "dapi{h32}", "dapi{h32}-2", "shpat_{h32}", "shpca_{h32}", "shppa_{h32}",
        "shpss_{h32}", "{d10}:AA{u33}", "eyJ{u20}.eyJ{u30}.{u43}", "AGE-SECRET-KEY-1{U58}", "hvs.{u90}", "hvb.{u138}",
        "s.{a24}", "dp.pt.{a43}", "dp.st.dev.{a43}", "lin_api_{a40}", "ntn_{a46}", "secret_{a43}",
        "ATATT3xFfGF0{u172}={H8}", "ATBB{a32}", "key-{h32}", "{h32}-us12", "NRAK-{U27}", "NRJS-{h19}", "NRII-{u32}",
        "sntrys_{a148}", "sntryu_{h64}", "glc_{b64}", "glsa_{a32}_{H8}", "PMAK-{h24}-{h34}", "pscale_tkn_{u43}",
        "pscale_pw_{u43}", "pscale_oauth_{u43}", "sbp_{h40}", "sb_secret_{u31}", "{a14}.atlasv1.{u67}", "pul-{h40}",
        "v1.0-{h24}-{h146}", "tskey-auth-{a12}-{a32}", "CCIPAT_{a22}_{h40}", "sgp_{h16}_{h40}", "squ_{h40}",
        "figd_{u40}", "pat{a14}.{h64}", "EZAK{a54}", "shippo_live_{h40}", "duffel_live_{u43}", "sq0csp-{u43}",
        "access_token$production${l16}${h32}", "dt0c01.{U24}.{U64}", "ops_eyJ{u250}", "rdme_{l70}", "sha256~{u43}",
        "CLOJARS_{l60}", "oy2{l43}", "AVNS_{u19}", "SWMTKN-1-{l50}-{l25}", "xkeysib-{h64}-{a16}",
        "pat-na1-{h8}-{h4}-{h4}-{h4}-{h12}", "00D{a15}!{u88}", "sl.{u138}", "tfp_{u44}_{u14}", "mdb_sa_sk_{u40}",
        "AccountKey={b86}==", "SharedAccessKey={b43}=", "{a3}8Q~{u34}", "https://discord.com/api/webhooks/{d18}/{u68}",
        "re_{a8}_{a24}", "napi_{l64}", "Authorization: Bearer {a40}", "DB_PASSWORD=\"{a18}\"",
        "\"password\": \"{a18}\"", "api_key: {h32}", "aws_secret_access_key = {b40}", "curl -u admin:{a16} https://x",
        "https://u:{a16}@host/x", "Cookie: sessionid={l32}", "R2_ACCESS_KEY_ID={h32}", "ALGOLIA_KEY={h32}",
        "maps_key: {a24}", "netrc password {a20}", "docker login --password {a20} x"};
    return all;
}

/// Hands out its content in reads that end where it was told.
class InTwoReads : public QIODevice
{
public:
    InTwoReads(QByteArray content, qsizetype first)
        : m_content(std::move(content))
        , m_first(first)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] bool atEnd() const override { return m_at == m_content.size(); }

protected:
    qint64 readData(char *data, qint64 most) override
    {
        const qsizetype end = m_at < m_first ? m_first : m_content.size();
        const qsizetype size = std::min<qsizetype>(most, end - m_at);
        memcpy(data, m_content.constData() + m_at, size_t(size));
        m_at += size;
        return size;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_content;
    qsizetype m_first;
    qsizetype m_at = 0;
};

QByteArray everythingEncoded(const QByteArray &text)
{
    QByteArray coded;
    for (const char c : text)
        coded += '%' + QByteArray(1, c).toHex().toUpper();
    return coded;
}

/// The longest part that no reader could guess: what must not be seen.
QByteArray coreOf(const QByteArray &token)
{
    QByteArray longest, now;
    for (const char c : token + ' ') {
        if (isalnum(uchar(c)) || c == '_') {
            now += c;
            continue;
        }
        longest = now.size() >= longest.size() ? now : longest;
        now.clear();
    }
    return longest.right(10);
}

} // namespace

class TestTokenForms : public QObject
{
    Q_OBJECT

    QRandomGenerator m_random{20261130};
    int m_filler = 0;

    void disguises(const QByteArray &token);
    void inPieces(const QByteArray &token);

private slots:
    void hasManyForms();
    void findsEachFormInEveryDisguise_data();
    void findsEachFormInEveryDisguise();
    void findsPublishedTokensInEveryDisguise_data();
    void findsPublishedTokensInEveryDisguise();
    void findsPrivateKeysInEveryDisguise();
    void findsKnownValuesInEveryDisguise();
    void leavesWhatChanceMakes();
    void leavesRealFiles();
    void leavesProgramText_data();
    void leavesProgramText();
    void staysLinear_data();
    void staysLinear();
};

void TestTokenForms::disguises(const QByteArray &token)
{
    const QByteArray core = coreOf(token);
    const auto gone = [&](const QByteArray &text, const QByteArray &needle, const char *how) {
        const QByteArray clean = redactBytes(text);
        QVERIFY2(!clean.contains(needle) && clean.contains("[redacted:"),
            (QByteArray(how) + ": " + text + " -> " + clean).constData());
        QCOMPARE(redactBytes(clean), clean);
    };
    gone("x " + token + " y\n", core, "clear");
    gone("\x1b[31m" + token + "\x1b[0m", core, "in colour");
    gone("{\"t\":\"a\\n" + token + "\"}", core, "after an escape");
    gone("q=" + token.toPercentEncoding() + "&r=1", core, "percent-encoded");
    gone("a%3D" + token.toPercentEncoding("/:=@") + "%26b", core, "in a percent-encoded text");
    const QByteArray all = everythingEncoded(" " + token);
    gone(all, everythingEncoded(core), "every character percent-encoded");
    for (int alignment = 0; alignment < 3; ++alignment) {
        const QByteArray before = QByteArray("ab ").right(alignment + 1);
        const QByteArray plain = before.right(alignment) + (alignment > 0 ? "" : "") + token + " z";
        for (const auto alphabet : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding}) {
            const QByteArray coded = plain.toBase64(alphabet);
            // What of the coded text stands for the last characters of the token.
            const qsizetype end = (before.right(alignment).size() + token.size() - 3) * 4 / 3;
            gone("v: " + coded + "\n", coded.mid(end - 12, 10), "base64");
        }
    }
}

void TestTokenForms::inPieces(const QByteArray &token)
{
    constexpr qsizetype piece = 32 * 1024;
    const QByteArray core = coreOf(token);
    static constexpr const char *fillers[] = {"some words here ", "line\n", "nospaceatall"};
    const char *filler = fillers[m_filler++ % 3];
    QByteArray before = QByteArray(filler).repeated(piece / qsizetype(strlen(filler)) + 1);
    before = before.last(piece - token.size() / 2 - 1) + ' ';
    InTwoReads device(before + token + " and after it", piece);
    QByteArray stored;
    QVERIFY(redactStream(
        device,
        [&stored](const QByteArray &part) {
            stored += part;
            return true;
        },
        piece));
    QVERIFY2(!stored.contains(core), (filler + token).constData());
    QVERIFY(stored.startsWith(before.first(piece / 2)) && stored.endsWith(" and after it"));
    RedactingText live;
    const QString text = QString::fromLatin1("some words " + token + " and after it");
    const qsizetype middle = 11 + token.size() / 2;
    QString shown = live.add(text.first(middle));
    shown += live.add(text.sliced(middle));
    shown += live.rest();
    QVERIFY2(!shown.contains(QString::fromLatin1(core)), qPrintable(shown));
}

void TestTokenForms::hasManyForms()
{
    QSet<QByteArray> shapes;
    for (const TokenForm &form : tokenForms())
        shapes.insert(form.shape);
    QCOMPARE(shapes.size(), qsizetype(tokenForms().size())); // none twice
    QVERIFY(shapes.size() >= 250);
    QVERIFY(published().size() >= 100);
}

void TestTokenForms::findsEachFormInEveryDisguise_data()
{
    QTest::addColumn<QByteArray>("shape");
    for (const TokenForm &form : tokenForms())
        QTest::newRow(form.shape) << QByteArray(form.shape);
}

void TestTokenForms::findsEachFormInEveryDisguise()
{
    QFETCH(QByteArray, shape);
    const QByteArray token = sampleOf(shape, m_random);
    disguises(token);
    inPieces(token);
}

void TestTokenForms::findsPublishedTokensInEveryDisguise_data()
{
    QTest::addColumn<QByteArray>("shape");
    for (const QByteArray &shape : published())
        QTest::newRow(shape.constData()) << shape;
}

void TestTokenForms::findsPublishedTokensInEveryDisguise()
{
    QFETCH(QByteArray, shape);
    const QByteArray token = sampleOf(shape, m_random);
    disguises(token);
    inPieces(token);
}

void TestTokenForms::findsPrivateKeysInEveryDisguise()
{
    for (const char *title : {"RSA ", "EC ", "OPENSSH ", "", "ENCRYPTED ", "PGP "}) {
        QByteArray body;
        for (int line = 0; line < 6; ++line)
            body += sampleOf("{b64}", m_random) + '\n';
        const QByteArray end = QByteArray(title).startsWith("PGP") ? "KEY BLOCK-----" : "KEY-----";
        const QByteArray key =
            QByteArray("-----BEGIN ") + title + "PRIVATE " + end + '\n' + body + "-----END " + title + "PRIVATE " + end;
        disguises(key);
        inPieces(key);
        // With numbers of lines, as a patch, as found by a search; whole and cut short.
        for (const char *before : {"    12\t", "+", "-", "| ", "conf/key.pem:7:", "> "}) {
            QByteArray shown = before + key;
            shown.replace("\n", QByteArray("\n") + before);
            for (const QByteArray &text : {shown, shown.first(shown.size() - 60)}) {
                const QByteArray clean = redactBytes("x\n" + text + "\ny\n");
                for (const QByteArray &line : body.trimmed().split('\n'))
                    QVERIFY2(!clean.contains(line.left(20)), clean.constData());
            }
        }
        // As it stands in a file of settings, and in base64 that is broken into lines.
        QByteArray escaped = key;
        escaped.replace("\n", "\\n");
        QVERIFY(!redactBytes("k = \"" + escaped + "\"").contains(body.left(20)));
        QByteArray lines;
        const QByteArray coded = key.toBase64();
        for (qsizetype at = 0; at < coded.size(); at += 76)
            lines += "  " + coded.mid(at, 76) + '\n';
        QVERIFY(!redactBytes("tls.key: |\n" + lines).contains(coded.mid(200, 20)));
    }
}

void TestTokenForms::findsKnownValuesInEveryDisguise()
{
    for (const QByteArray &secret : {QByteArray("known value/+=?&%"), QByteArray("p\xc3\xa4ss/w\xc3\xb6rt"),
             QByteArray("quoted\"and\\more"), QByteArray("plain-known-value")}) {
        addSecret(QString::fromUtf8(secret));
        const QString text = QString::fromUtf8(secret);
        const auto gone = [](const QString &disguised) {
            QVERIFY2(redact(disguised).contains(u"[redacted:"_s), qPrintable(disguised));
        };
        gone(text);
        gone(QString::fromLatin1(QUrl::toPercentEncoding(text)));
        gone(QString::fromLatin1(QUrl::toPercentEncoding(text, "/?&=+:@!'()*"))); // as encodeURI does
        gone(QString::fromLatin1(everythingEncoded(secret)));
        gone(QString::fromLatin1(QUrl::toPercentEncoding(QString::fromLatin1(QUrl::toPercentEncoding(text)))));
        gone(QString::fromLatin1(QUrl::toPercentEncoding(text, " ")).replace(u' ', u'+'));
        gone(QString::fromLatin1(secret.toHex()));
        for (int alignment = 0; alignment < 3; ++alignment)
            gone(QString::fromLatin1((QByteArray("user:").right(alignment) + secret + "@host").toBase64()));
    }
    // Few characters are hidden where they stand alone, not inside a word.
    addSecret(u"abc123"_s);
    QCOMPARE(redact(u"abc123 xabc123 abc1234 (abc123)"_s), u"[redacted:secret] xabc123 abc1234 ([redacted:secret])"_s);
}

void TestTokenForms::leavesWhatChanceMakes()
{
    QByteArray text;
    const auto line = [&](const QByteArray &shape) { text += sampleOf(shape, m_random) + '\n'; };
    for (int i = 0; i < 400; ++i) {
        for (const char *shape : {"{h32}  ./usr/share/{l8}.txt", "{h40} {l7}", "sha256:{h64}", "{h128}",
                 "{h8}-{h4}-4{h3}-a{h3}-{h12}", "      \"integrity\": \"sha512-{b86}==\",", "checksum = \"{h64}\"",
                 "github.com/x/y v1.2.3 h1:{b43}=", "etag: \"{h32}-{d3}\"", "{b76}", "{u43}", "{a64}", "{U40}", "{l52}",
                 "index {h7}..{h7} 100644", "key: {l20}", "id={h24}", "data:font/woff2;base64,{b200}",
                 "/nix/store/{l32}-glibc-2.37", "0x{h40}", "commit {h40}"})
            line(shape);
    }
    const QList<SecretHit> hits = SecretScanner().find(QString::fromLatin1(text));
    for (const SecretHit &hit : hits)
        qInfo().noquote() << hit.kind << text.mid(std::max<qsizetype>(0, hit.begin - 40), 120);
    QCOMPARE(hits.size(), 0);
}

void TestTokenForms::leavesRealFiles()
{
    // What scanners are known to cry wolf about, as it lies on this machine; and this project's own sources,
    // but for the tests, which plant secrets on purpose.
    struct Place
    {
        QString folder;
        QStringList names;
        int most;
    };
    const QString source = QStringLiteral(VIBECODER_SOURCE_DIR);
    const QStringList sources{u"*.cpp"_s, u"*.h"_s, u"*.c"_s, u"*.ts"_s, u"*.tsx"_s, u"*.mjs"_s, u"*.md"_s, u"*.json"_s,
        u"*.sh"_s, u"*.txt"_s, u"*.yaml"_s, u"*.cmake"_s, u"*.css"_s};
    const QList<Place> places{
        {source + u"/resources/dashboard/node_modules"_s, {u"*.min.js"_s, u"*.cjs"_s, u"*lock*"_s}, 60},
        {u"/usr/share"_s, {u"*.min.js"_s, u"package-lock.json"_s, u"yarn.lock"_s, u"Cargo.lock"_s, u"go.sum"_s}, 120},
        {u"/usr/lib/node_modules"_s, {u"*.min.js"_s, u"*lock*.json"_s}, 60},
        {u"/var/lib/dpkg/info"_s, {u"*.md5sums"_s}, 100},
        {u"/etc/ssl/certs"_s, {u"*.pem"_s, u"*.crt"_s, u"*.0"_s}, 160},
        {source + u"/resources/dashboard"_s, {u"package-lock.json"_s}, 4},
        {source + u"/tests/browser"_s, {u"package-lock.json"_s}, 4}, {source + u"/engine"_s, sources, 5000},
        {source + u"/app"_s, sources, 5000}, {source + u"/ui"_s, sources, 5000},
        {source + u"/resources/dashboard/src"_s, sources, 5000}, {source + u"/packaging"_s, sources, 5000},
        {source + u"/translations"_s, {u"*"_s}, 100}};
    constexpr qint64 largest = 600 * 1024;
    const SecretScanner scanner;
    int files = 0, foreign = 0;
    QStringList cried;
    for (const Place &place : places) {
        const bool own = place.folder.startsWith(source) && !place.folder.contains(u"node_modules"_s);
        int left = place.most;
        QDirIterator it(place.folder, place.names, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext() && left > 0) {
            const QString path = it.next();
            if (own && path.contains(u"/node_modules/"_s))
                continue;
            QFile file(path);
            if (file.size() > largest || !file.open(QIODevice::ReadOnly))
                continue;
            const QByteArray bytes = file.readAll();
            --left;
            ++files;
            foreign += own ? 0 : 1;
            for (const SecretHit &hit : scanner.find(QString::fromLatin1(bytes)))
                cried += path + u": "_s + hit.kind + u' ' +
                         QString::fromLatin1(bytes.mid(std::max<qsizetype>(0, hit.begin - 30), 90));
        }
    }
    qInfo("%d files, %d of them not of this project", files, foreign);
    QVERIFY2(cried.isEmpty(), qPrintable(cried.mid(0, 12).join(u"\n---\n"_s)));
    if (foreign < 200)
        QSKIP("fewer than 200 foreign files of these kinds are on this machine; the others were looked at");
}

void TestTokenForms::leavesProgramText_data()
{
    QTest::addColumn<QString>("text");
    const auto row = [](const QString &text) { QTest::newRow(qPrintable(text.left(40))) << text; };
    row(u"const token = parser.nextToken(); password: form.password.value,"_s);
    row(u"pem = \"-----BEGIN PRIVATE "_s + u"KEY-----\\n\" + body + \"\\n-----END PRIVATE KEY-----\";"_s);
    row(u"if (text.startsWith('-----BEGIN PRIVATE "_s + u"KEY-----')) return;"_s);
    row(u"task-0123456789abcdef0123456789abcdef0123456789 disk-image"_s);
    row(u"s.parseDocumentFragmentNow(x)"_s);
    row(u"password=${DB_PASSWORD} token=$(cat /run/token) secret={{ vault.secret }} key=<your-key>"_s);
    row(u"authorization = base64.decodebytes(value2)"_s);
    row(u".. _`RFC6749#Authorization`: https://tools.ietf.org/html/rfc6749"_s);
    row(u"https://user:password@example.org https://me:${PW}@db"_s);
    row(u"token_count: 12345678, tokens=1234567890, max_tokens: 8192"_s);
    row(u"cacheKey: 8f14e45fceea167a5a36dedd4bea2543 key: 8f14e45fceea167a5a36dedd4bea2543"_s);
    row(u"evp_pkey = self._evp_pkey_keygen_gc(self._lib)"_s);
    row(u"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="_s);
    row(u"secret: correct-horse-battery-staple"_s);
    row(u"\"Unexpected_token_1012\": \"Nieoczekiwany token.\""_s);
}

void TestTokenForms::leavesProgramText()
{
    QFETCH(QString, text);
    QCOMPARE(redact(text), text);
}

void TestTokenForms::staysLinear_data()
{
    QTest::addColumn<QByteArray>("piece");
    // Each begins something that never ends, as often as it fits.
    for (const char *piece :
        {"eyJ", "eyJa.eyJ", "sk-ant", "password=", "token: ", "a:b=", "://a:", "://a:b@", "%41", "\\u0041",
            "-----BEGIN PRIVATE "
            "KEY-----\nabcd\n",
            "-----BEGIN", "AAAA", "QUtJQUFB", "xoxb-", "Cookie: a=1;", "-u ", "s.", "0123456789abcdef-us"})
        QTest::newRow(piece) << QByteArray(piece);
}

// No time is measured: what grew with the square would take minutes for this size and end in the test's time limit.
void TestTokenForms::staysLinear()
{
    QFETCH(QByteArray, piece);
    constexpr qsizetype size = 1024 * 1024;
    const QString text = QString::fromLatin1(piece.repeated(size / piece.size()));
    QVERIFY(redact(text).size() > 0);
}

QTEST_GUILESS_MAIN(TestTokenForms)
#include "tst_tokenforms.moc"
