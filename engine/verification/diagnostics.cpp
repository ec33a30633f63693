// SPDX-License-Identifier: MIT
#include "verification/diagnostics.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxPath = 500;

// `a.c(12,5): rest` and `a.c(12): rest`
std::optional<Place> parenthesisedPlace(QStringView line)
{
    const qsizetype close = line.left(kMaxPath).indexOf(u"):");
    const qsizetype open = close < 0 ? -1 : line.first(close).lastIndexOf(u'(');
    if (open <= 0)
        return std::nullopt;
    const QStringView inside = line.sliced(open + 1, close - open - 1);
    const qsizetype comma = inside.indexOf(u',');
    const std::optional<int> number = wholeNumber(comma < 0 ? inside : inside.first(comma));
    if (!number)
        return std::nullopt;
    Place place;
    place.file = line.first(open);
    place.line = *number;
    place.column = comma < 0 ? 0 : leadingNumber(inside.sliced(comma + 1)).value_or(0);
    place.rest = line.sliced(close + 2).trimmed();
    return place;
}

// `error`, `error[E0425]`, `error C2065`
bool takeSeverity(Diagnostic &diagnostic, QStringView text)
{
    static constexpr QStringView words[] = {u"fatal error", u"runtime error", u"internal compiler error", u"error",
        u"warning", u"note", u"style", u"performance", u"portability", u"information", u"remark", u"debug"};
    for (const QStringView word : words) {
        if (!text.startsWith(word))
            continue;
        QStringView rest = text.sliced(word.size());
        diagnostic.severity = text.first(word.size());
        if (rest.startsWith(u'[') && rest.left(80).contains(u"]:")) {
            diagnostic.code = rest.sliced(1, rest.indexOf(u"]:") - 1);
            rest = rest.sliced(rest.indexOf(u"]:") + 1);
        } else if (rest.startsWith(u' ') && rest.left(40).contains(u':')) {
            diagnostic.code = rest.sliced(1, rest.indexOf(u':') - 1).trimmed(); // `error no-undef : message`
            rest = rest.sliced(rest.indexOf(u':'));
            if (diagnostic.code.contains(u' '))
                return false;
        }
        if (!rest.startsWith(u':'))
            return false;
        diagnostic.message = rest.sliced(1).trimmed();
        return true;
    }
    return false;
}

bool plausibleFile(QStringView file)
{
    return !file.isEmpty() && file.size() <= kMaxPath && !file.at(0).isSpace() && !file.contains(u'"') &&
           !file.contains(u": ");
}

// `16:5:20: error` -> `error`: some print where the range ends too
QStringView afterRange(QStringView rest)
{
    for (int part = 0; part < 2; ++part) {
        const qsizetype colon = rest.left(12).indexOf(u':');
        if (colon <= 0 || !wholeNumber(rest.first(colon)))
            return rest;
        rest = rest.sliced(colon + 1).trimmed();
    }
    return rest;
}

// What the test tools and the language bring along.
bool isPlatformPackage(QStringView name)
{
    static constexpr QStringView packages[] = {u"org.junit.", u"org.opentest4j.", u"java.", u"javax.", u"jdk.", u"sun.",
        u"com.sun.", u"junit.", u"org.hamcrest.", u"org.assertj.", u"org.testng.", u"org.mockito.", u"kotlin.",
        u"scala.", u"groovy.", u"org.codehaus.groovy.", u"org.apache.maven.", u"org.gradle.", u"org.spockframework."};
    return std::any_of(
        std::begin(packages), std::end(packages), [name](QStringView package) { return name.startsWith(package); });
}

bool isCodeCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'-' || c == u'_' || c == u'=' || c == u',' || c == u'.' || c == u':' ||
           c == u'/' || c == u'+';
}

} // namespace

std::optional<Diagnostic> diagnosticAtStart(QStringView line)
{
    if (line.isEmpty() || line.at(0).isSpace())
        return std::nullopt;
    std::optional<Place> place = placeAtStart(line);
    if (!place)
        place = parenthesisedPlace(line);
    if (!place || !plausibleFile(place->file))
        return std::nullopt;
    Diagnostic diagnostic;
    diagnostic.file = place->file;
    diagnostic.line = place->line;
    diagnostic.column = place->column;
    if (!takeSeverity(diagnostic, afterRange(place->rest)))
        return std::nullopt;
    if (const QStringView code = codeAtEnd(diagnostic.message); !code.isEmpty()) {
        if (diagnostic.code.isEmpty())
            diagnostic.code = code;
        diagnostic.message = diagnostic.message.chopped(code.size() + 2).trimmed();
    }
    return diagnostic;
}

QStringView codeAtEnd(QStringView message)
{
    if (!message.endsWith(u']'))
        return {};
    const qsizetype open = message.lastIndexOf(u'[');
    if (open <= 0 || message.at(open - 1) != u' ' || message.size() - open > 120)
        return {};
    const QStringView code = message.sliced(open + 1, message.size() - open - 2);
    if (code.size() < 2 || !(code.at(0).isLetter() || code.at(0) == u'-'))
        return {};
    return std::all_of(code.begin(), code.end(), isCodeCharacter) ? code : QStringView();
}

Failure failureOf(const Diagnostic &diagnostic, const QString &kind)
{
    Failure failure;
    failure.id = diagnostic.code.toString();
    failure.type = failure.id;
    failure.file = diagnostic.file.toString();
    failure.line = diagnostic.line;
    failure.kind = kind;
    failure.message = diagnostic.message.toString();
    return failure;
}

bool endsWithAny(QStringView text, std::initializer_list<QStringView> endings)
{
    return std::any_of(endings.begin(), endings.end(), [text](QStringView ending) { return text.endsWith(ending); });
}

bool isCFile(QStringView file)
{
    const QStringView name = file.sliced(file.lastIndexOf(u'/') + 1);
    if (!name.contains(u'.'))
        return file.startsWith(u"/usr/") || file.startsWith(u'<') || file.contains(u"/c++/");
    return endsWithAny(
        name, {u".c", u".h", u".cc", u".hh", u".cpp", u".hpp", u".cxx", u".hxx", u".c++", u".h++", u".C", u".H", u".m",
                  u".mm", u".inl", u".ipp", u".tpp", u".tcc", u".ixx", u".cppm", u".cu", u".cuh", u".s", u".S", u".i",
                  u".ii", u".def", u".inc", u".moc", u".ino", u".f", u".f90", u".l", u".y", u".ll", u".yy"});
}

std::optional<Frame> nativeFrame(QStringView line)
{
    line = line.left(OutputText::kMaxMatched).trimmed();
    Frame frame;
    if (line.startsWith(u'#')) {
        // function names may hold blanks; the file is the last word with a line number
        const QStringView words = line.sliced(std::max<qsizetype>(line.indexOf(u' '), 0)).trimmed();
        const qsizetype in = words.indexOf(u" in ");
        QStringView rest = words.startsWith(u"0x") && in > 0 ? words.sliced(in + 4) : words;
        if (rest.endsWith(u')') && rest.contains(u" (") && !rest.contains(u" (/"))
            rest = rest.first(rest.lastIndexOf(u" ("));
        const qsizetype blank = rest.lastIndexOf(u' ');
        const std::optional<Place> place = blank < 0 ? std::nullopt : placeOfWord(rest.sliced(blank + 1));
        if (!place)
            return std::nullopt;
        frame.file = place->file.toString();
        frame.line = place->line;
        frame.function = rest.first(blank).trimmed().toString();
        return frame;
    }
    if ((line.startsWith(u"at 0x") || line.startsWith(u"by 0x")) && line.endsWith(u')')) {
        const qsizetype open = line.lastIndexOf(u'('), colon = line.indexOf(u": ");
        const std::optional<Place> place = open < 0 ? std::nullopt : placeAtStart(line.sliced(open + 1).chopped(1));
        if (!place || colon < 0 || colon > open)
            return std::nullopt;
        frame.file = place->file.toString();
        frame.line = place->line;
        frame.function = line.sliced(colon + 2, open - colon - 2).trimmed().toString();
        return frame;
    }
    return std::nullopt;
}

std::optional<Frame> javaFrame(QStringView line)
{
    line = line.left(OutputText::kMaxMatched).trimmed();
    if (line.startsWith(u"at "))
        line = line.sliced(3);
    const qsizetype open = line.lastIndexOf(u'(');
    const qsizetype close = open < 0 ? -1 : line.indexOf(u')', open);
    if (open <= 0 || close < 0)
        return std::nullopt;
    const std::optional<Place> place = placeAtStart(line.sliced(open + 1, close - open - 1));
    QStringView method = line.first(open);
    if (!place || method.contains(u' ') || !method.contains(u'.') ||
        !endsWithAny(place->file, {u".java", u".kt", u".groovy", u".scala"}))
        return std::nullopt;
    // `java.base/java.lang.X.f`, `app//X.f`: what stands before the slash names the module
    const bool ofPlatform = method.startsWith(u"java.base/") || method.startsWith(u"jdk.");
    method = method.sliced(method.lastIndexOf(u'/') + 1);
    Frame frame;
    frame.function = method.toString();
    frame.line = place->line;
    const QStringView typeName = method.first(std::max<qsizetype>(0, method.lastIndexOf(u'.')));
    const qsizetype package = typeName.lastIndexOf(u'.');
    frame.file = (package < 0 ? QString() : typeName.first(package).toString().replace(u'.', u'/') + u'/') +
                 place->file.toString();
    if (ofPlatform || isPlatformPackage(typeName))
        frame.file = u"java.base/"_s + frame.file;
    return frame;
}

void addFrame(Failure &failure, const OutputView &view, const Frame &frame)
{
    constexpr qsizetype most = 20;
    if (failure.frames.size() >= most || !isOwnFile(view, frame.file))
        return;
    if (failure.file.isEmpty() && failure.line == 0) {
        failure.file = frame.file;
        failure.line = frame.line;
    }
    failure.frames.append(frame);
}

QStringView quoted(QStringView text)
{
    static constexpr std::pair<QChar, QChar> pairs[] = {
        {u'`', u'\''}, {u'\'', u'\''}, {u'"', u'"'}, {QChar(0x2018), QChar(0x2019)}, {u'`', u'`'}};
    qsizetype best = -1;
    QStringView found;
    for (const auto &[open, close] : pairs) {
        const qsizetype start = text.indexOf(open);
        const qsizetype end = start < 0 ? -1 : text.indexOf(close, start + 1);
        if (end > start && (best < 0 || start < best)) {
            best = start;
            found = text.sliced(start + 1, end - start - 1);
        }
    }
    return found;
}

void splitComparison(Failure &failure, QStringView expression)
{
    const qsizetype at = expression.indexOf(u" == ");
    if (at <= 0 || expression.indexOf(u" == ", at + 4) >= 0)
        return;
    failure.actual = expression.first(at).trimmed().toString();
    failure.expected = expression.sliced(at + 4).trimmed().toString();
}

void takeJavaValues(Failure &failure, QStringView text)
{
    for (const auto &[first, second] : {std::pair(QStringView(u"expected: <"), QStringView(u"> but was: <")),
             std::pair(QStringView(u"expected:<"), QStringView(u"> but was:<"))}) {
        const qsizetype start = text.indexOf(first);
        const qsizetype middle = start < 0 ? -1 : text.indexOf(second, start);
        if (middle < 0)
            continue;
        failure.expected = text.sliced(start + first.size(), middle - start - first.size()).toString();
        const QStringView rest = text.sliced(middle + second.size());
        const qsizetype line = rest.indexOf(u'\n');
        const QStringView value = line < 0 ? rest : rest.first(line);
        const qsizetype end = value.lastIndexOf(u'>');
        failure.actual = (end < 0 ? value : value.first(end)).toString();
        return;
    }
}

void takePhpValues(Failure &failure, QStringView text)
{
    const qsizetype start = text.indexOf(u"Failed asserting that ");
    if (start < 0)
        return;
    QStringView line = text.sliced(start + 22);
    line = line.first(line.indexOf(u'\n') < 0 ? line.size() : line.indexOf(u'\n'));
    if (line.endsWith(u'.'))
        line.chop(1);
    for (const QStringView middle :
        {QStringView(u" is identical to "), QStringView(u" matches expected "), QStringView(u" is equal to ")}) {
        const qsizetype at = line.indexOf(middle);
        if (at <= 0)
            continue;
        failure.actual = line.first(at).toString();
        failure.expected = line.sliced(at + middle.size()).toString();
        return;
    }
}

void addWarning(ParsedOutput &parsed, Failure warning, const QString &kind)
{
    constexpr qsizetype most = 200;
    if (parsed.warnings.size() >= most)
        return;
    warning.kind = kind;
    parsed.warnings.append(std::move(warning));
}

int plus(std::optional<int> count, int more)
{
    return count.value_or(0) + more;
}

} // namespace vibecoder
