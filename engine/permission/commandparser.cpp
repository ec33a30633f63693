// SPDX-License-Identifier: MIT
#include "permission/commandparser.h"

#include "permission/shellnesting.h"
#include "permission/substitutions.h"
#include "permission/visibletext.h"

#include <algorithm>
#include <array>
#include <utility>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<QByteArrayView, 21> kKeywords{"let", "if", "then", "else", "elif", "fi", "for", "while", "until",
    "do", "done", "case", "esac", "in", "function", "select", "coproc", "{", "}", "[[", "]]"};

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool endsWord(char c)
{
    return QByteArrayView(" \t\n;&|<>()").contains(c);
}

enum class Reading { Strict, Tolerant, Whole };

class Reader
{
public:
    Reader(QByteArrayView text, Reading reading)
        : m_text(text)
        , m_tolerant(reading != Reading::Strict)
        , m_whole(reading == Reading::Whole)
    {
    }

    ParsedCommand read()
    {
        if (m_text.size() > kLongestCommand)
            refuse(u"too_long"_s, 0, int(m_text.size()));
        if (const qsizetype at = firstInvisible(m_text); at >= 0)
            refuse(u"invisible_character"_s, int(at), int(at) + 1);
        begin({});
        while (m_at < m_text.size() && !stopped())
            step();
        finishCommand();
        if (!m_heredocs.empty())
            refuse(u"unterminated"_s, 0, int(m_text.size()));
        if (!m_result.commands.empty() && isEmpty(m_result.commands.back())) {
            const QByteArray operatorBefore = m_result.commands.back().before;
            m_result.commands.pop_back();
            // A trailing separator is fine, a trailing && or | is not.
            if (operatorBefore != ";" && operatorBefore != "\n" && operatorBefore != "&" && !operatorBefore.isEmpty())
                refuse(u"syntax"_s, int(m_text.size()), int(m_text.size()));
        }
        if (m_result.commands.empty())
            m_result.commands.clear();
        m_result.accepted = m_result.reason.isEmpty() && !m_tolerant;
        return std::move(m_result);
    }

private:
    [[nodiscard]] bool stopped() const { return !m_tolerant && !m_result.reason.isEmpty(); }
    [[nodiscard]] char peek(qsizetype ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text.at(m_at + ahead) : '\0';
    }
    [[nodiscard]] static bool isEmpty(const ShellCommand &command)
    {
        return command.words.empty() && command.assignments.empty() && command.redirects.empty();
    }
    ShellCommand &current() { return m_result.commands.back(); }

    void refuse(const QString &reason, int from, int to)
    {
        if (m_whole && !m_result.refusals.contains(reason))
            m_result.refusals.append(reason);
        if (!m_result.reason.isEmpty())
            return;
        m_result.reason = reason;
        m_result.begin = from;
        m_result.end = std::min(to, int(m_text.size()));
    }

    void begin(const QByteArray &operatorBefore)
    {
        m_negated = false;
        if (m_result.commands.size() >= kMostCommands) {
            refuse(u"too_many_commands"_s, int(m_at), int(m_at) + 1);
            m_at = m_text.size();
            return;
        }
        ShellCommand command;
        command.before = operatorBefore;
        command.begin = int(m_at);
        command.end = int(m_at);
        m_result.commands.push_back(std::move(command));
    }

    void finishCommand() { current().end = int(m_at); }

    void separator(const QByteArray &op)
    {
        finishCommand();
        const int from = int(m_at);
        m_at += op.size();
        if (isEmpty(current())) {
            // Line breaks may follow an operator and stand alone; another operator may not.
            if (op == "\n")
                return;
            // Behind the end of a loop or a group; what is no shell at all the shell refuses.
            refuse(m_whole ? u"group"_s : u"syntax"_s, from, int(m_at));
            if (m_tolerant)
                return;
        }
        begin(op);
    }

    void step()
    {
        const char c = peek();
        switch (c) {
        case ' ':
        case '\t':
            ++m_at;
            return;
        case '\n':
            separator("\n");
            readBodies();
            return;
        case '\\':
            if (peek(1) == '\n')
                m_at += 2; // the line goes on, between two words
            else
                word();
            return;
        case '#':
            while (m_at < m_text.size() && peek() != '\n')
                ++m_at;
            // Readers disagree whether such a comment goes on.
            if (m_text.at(m_at - 1) == '\\')
                refuse(u"syntax"_s, int(m_at) - 1, int(m_at));
            return;
        case ';':
            if (peek(1) == ';' || peek(1) == '&')
                refuse(m_whole ? u"keyword"_s : u"syntax"_s, int(m_at), int(m_at) + 2);
            separator(";");
            return;
        case '|':
            if (peek(1) == '&')
                refuse(u"pipe_of_errors"_s, int(m_at), int(m_at) + 2);
            separator(peek(1) == '|' ? "||" : "|");
            return;
        case '&':
            if (peek(1) == '&') {
                separator("&&");
            } else if (peek(1) == '>') {
                redirect(-1);
            } else {
                refuse(u"background"_s, int(m_at), int(m_at) + 1);
                // Behind a loop without an end, or in a function that calls itself, processes multiply.
                if (m_whole && m_nesting.mayRepeat())
                    refuse(u"resources"_s, int(m_at), int(m_at) + 1);
                separator(m_tolerant ? "&" : ";");
            }
            return;
        case '(':
        case ')':
            refuse(u"group"_s, int(m_at), int(m_at) + 1);
            if (c == '(' && definesFunction())
                m_nesting.define(current().words.front().text);
            skipAsSeparator();
            return;
        case '<':
        case '>':
            redirect(-1);
            return;
        default:
            word();
        }
    }

    void skipAsSeparator()
    {
        finishCommand();
        ++m_at;
        if (!isEmpty(current()))
            begin(";");
    }

    /// At the first bracket of `name()`.
    bool definesFunction()
    {
        qsizetype next = 1;
        while (peek(next) == ' ' || peek(next) == '\t')
            ++next;
        return peek(next) == ')' && current().words.size() == 1 && current().assignments.empty();
    }

    void word()
    {
        ShellWord word = readWord();
        if (stopped() || (word.text.isEmpty() && !word.quoted))
            return;
        const bool isNumber =
            !word.quoted && !word.text.isEmpty() && std::all_of(word.text.begin(), word.text.end(), isDigit);
        if (isNumber && (peek() == '<' || peek() == '>')) {
            // A continued line inside the number is read in two ways.
            if (word.begin + word.text.size() != word.end)
                refuse(u"syntax"_s, word.begin, word.end);
            redirect(word.text.size() > 1 ? 99 : word.text.toInt());
            return;
        }
        if (std::exchange(m_functionName, false)) {
            m_nesting.define(word.text);
            return;
        }
        ShellCommand &command = current();
        // `time` is followed by a command as the beginning of a line is, assignments included.
        const bool timed = isTimed(command);
        if ((command.words.empty() || timed) && !word.quoted) {
            if (std::find(kKeywords.begin(), kKeywords.end(), word.text) != kKeywords.end()) {
                refuse(u"keyword"_s, word.begin, word.end);
                if (m_whole)
                    keyword(word);
                return; // read tolerantly: what follows the keyword is a command of its own
            }
            if (word.text == "!") {
                const bool alone = command.assignments.empty() && command.redirects.empty() && !timed && !m_negated;
                qsizetype next = m_at;
                while (next < m_text.size() && (m_text.at(next) == ' ' || m_text.at(next) == '\t'))
                    ++next;
                const bool followed = next < m_text.size() && !QByteArrayView("\n;&|#<>").contains(m_text.at(next));
                if (!alone || !followed || command.before == "|")
                    refuse(u"syntax"_s, word.begin, word.end);
                m_negated = true;
                return;
            }
        }
        // Under `time` the declaring built-ins read their words by rules of their own too; nobody needs to time them.
        if (timed && isDeclaring(word.text))
            refuse(u"syntax"_s, word.begin, word.end);
        if (command.words.empty() || timed) {
            if (command.words.empty() && m_nameEnd > 0) {
                command.assignments.push_back(std::move(word));
                return;
            }
            if (word.glob || word.tilde || word.braces || word.expansion)
                refuse(u"computed_command"_s, word.begin, word.end);
            if (m_nesting.isInside(word.text))
                refuse(u"resources"_s, word.begin, word.end);
            if (std::any_of(word.text.begin(), word.text.end(), [](char c) { return uchar(c) >= 0x80; }))
                refuse(u"foreign_letters"_s, word.begin, word.end);
            if (word.text.isEmpty())
                refuse(u"syntax"_s, word.begin, word.end);
        }
        if (!command.words.empty() && declares(command)) {
            // The declaring built-ins read their words as options and assignments.
            const qsizetype equals = word.text.indexOf('=');
            const QByteArrayView name = QByteArrayView(word.text).first(equals < 0 ? word.text.size() : equals);
            const bool option = name.startsWith('-') && equals < 0;
            const QByteArrayView letters = option ? name.sliced(1) : name;
            const bool plain =
                !letters.isEmpty() && isNameStart(letters.front()) &&
                std::all_of(letters.begin(), letters.end(), [](char c) { return isNameStart(c) || isDigit(c); });
            if (!plain || (word.quoted && m_nameEnd == 0))
                refuse(u"syntax"_s, word.begin, word.end);
        }
        command.words.push_back(std::move(word));
    }

    void keyword(const ShellWord &word)
    {
        const QByteArray &text = word.text;
        // The name that follows these is no program.
        if (text == "for" || text == "select")
            current().words.push_back(word);
        m_functionName = text == "function";
        m_nesting.keyword(text);
        // With or without a name, and a shell of its own.
        if (text == "coproc")
            refuse(u"syntax"_s, word.begin, word.end);
    }

    /// Only `time` and what belongs to it has been read so far.
    static bool isTimed(const ShellCommand &command)
    {
        return !command.words.empty() && !command.words.front().quoted && command.words.front().text == "time" &&
               std::all_of(command.words.begin() + 1, command.words.end(),
                   [](const ShellWord &one) { return one.text == "-p" || assigns(one.text); });
    }

    static bool assigns(QByteArrayView text)
    {
        const qsizetype equals = text.indexOf('=');
        return equals > 0 && isNameStart(text.front()) &&
               std::all_of(text.begin(), text.begin() + equals, [](char c) { return isNameStart(c) || isDigit(c); });
    }

    static bool isDeclaring(QByteArrayView word)
    {
        static constexpr std::array<QByteArrayView, 5> names{"export", "declare", "typeset", "readonly", "local"};
        return std::find(names.begin(), names.end(), word) != names.end();
    }

    static bool declares(const ShellCommand &command)
    {
        return !command.words.empty() && isDeclaring(command.words.front().text);
    }

    void expansion(ShellWord &word, const QString &reason)
    {
        refuse(reason, int(m_at), int(m_at) + 2);
        word.expansion = true;
    }

    // Read as a whole: takes the expansion that begins here into the word, and what it runs.
    void wholeExpansion(ShellWord &word)
    {
        const bool ansi = peek() == '$' && peek(1) == '\'';
        qsizetype end = endOfExpansion(m_text, m_at);
        if (ansi) {
            for (end = m_at + 2; end < m_text.size() && m_text.at(end) != '\'';)
                end += m_text.at(end) == '\\' ? 2 : 1;
            end = end < m_text.size() ? end + 1 : -1;
        }
        if (end < 0) {
            refuse(u"unterminated"_s, int(m_at), int(m_text.size()));
            end = m_text.size();
        }
        const QByteArrayView taken = m_text.sliced(m_at, end - m_at);
        word.text += taken;
        if (!ansi)
            current().inside += commandsInside(taken);
        m_at = end;
    }

    // `$` is plain where no name, bracket or quote follows it.
    [[nodiscard]] bool dollarIsPlain(bool inQuotes) const
    {
        const char next = peek(1);
        if (next == '\0' && m_at + 1 >= m_text.size())
            return true;
        return inQuotes ? QByteArrayView("\" /|,.)%").contains(next) : endsWord(next) && next != '(';
    }

    ShellWord readWord()
    {
        ShellWord word;
        word.begin = int(m_at);
        m_nameEnd = 0;
        bool plainSoFar = true; // could still be the NAME of NAME=value
        bool openBrace = false;
        while (m_at < m_text.size() && !endsWord(peek()) && !stopped()) {
            const char c = peek();
            if (c == '\\') {
                if (m_at + 1 >= m_text.size()) {
                    refuse(u"unterminated"_s, int(m_at), int(m_at) + 1);
                    ++m_at;
                } else if (peek(1) == '\n') {
                    m_at += 2; // the line goes on
                } else {
                    word.text += peek(1);
                    word.quoted = true;
                    plainSoFar = false;
                    m_at += 2;
                }
                continue;
            }
            if (c == '\'' || c == '"') {
                plainSoFar = false;
                word.quoted = true;
                c == '\'' ? readSingle(word) : readDouble(word);
                continue;
            }
            // After a quote some readers take it for a comment.
            if (c == '#' && word.quoted && m_at > 0 && QByteArrayView("'\"").contains(m_text.at(m_at - 1)))
                refuse(u"syntax"_s, int(m_at), int(m_at) + 1);
            if (m_whole && ((c == '$' && !dollarIsPlain(false)) || c == '`')) {
                const bool quote = c == '$' && (peek(1) == '\'' || peek(1) == '"');
                expansion(word, quote ? u"ansi_quote"_s : u"expansion"_s);
                plainSoFar = false;
                wholeExpansion(word);
                continue;
            }
            if (c == '$' && !dollarIsPlain(false)) {
                expansion(word, peek(1) == '\'' || peek(1) == '"' ? u"ansi_quote"_s : u"expansion"_s);
                if (peek(1) == '(') {
                    m_at += 2; // tolerant: what is inside is a command of its own
                    m_inside = true;
                    break;
                }
            } else if (c == '`') {
                expansion(word, u"substitution"_s);
                ++m_at;
                m_inside = true;
                break;
            } else if (c == '*' || c == '?' || c == '[') {
                word.glob = true;
            } else if (c == '~' &&
                       (word.text.isEmpty() || (m_nameEnd > 0 && QByteArrayView("=:").contains(word.text.back())))) {
                word.tilde = true;
            } else if (c == '{') {
                openBrace = true;
            } else if (openBrace && (c == ',' || (c == '.' && peek(1) == '.'))) {
                word.braces = true;
            } else if (c == '=' && plainSoFar && m_nameEnd == 0 && !word.text.isEmpty() &&
                       isNameStart(word.text.front())) {
                m_nameEnd = int(word.text.size());
            }
            if (m_nameEnd == 0 && !isNameStart(c) && !isDigit(c)) {
                // NAME+=value and NAME[i]=value do more than set a plain value.
                if (plainSoFar && !word.text.isEmpty() && isNameStart(word.text.front()) && current().words.empty() &&
                    ((c == '+' && peek(1) == '=') || (c == '[' && m_text.sliced(m_at).contains("]="))))
                    refuse(u"computed_assignment"_s, word.begin, int(m_at) + 1);
                plainSoFar = false;
            }
            word.text += c;
            ++m_at;
        }
        // `[` and `]` alone are the test command and its end.
        if (!word.quoted && (word.text == "[" || word.text == "]"))
            word.glob = false;
        word.end = int(m_at);
        if (m_inside) {
            m_inside = false;
            if (m_tolerant && !word.text.isEmpty())
                current().words.push_back(word);
            finishCommand();
            begin(";");
            word.text.clear();
        }
        return word;
    }

    void readSingle(ShellWord &word)
    {
        const qsizetype close = m_text.indexOf('\'', m_at + 1);
        if (close < 0) {
            refuse(u"unterminated"_s, int(m_at), int(m_text.size()));
            m_at = m_text.size();
            return;
        }
        word.text += m_text.sliced(m_at + 1, close - m_at - 1);
        m_at = close + 1;
    }

    void readDouble(ShellWord &word)
    {
        const int from = int(m_at++);
        while (m_at < m_text.size() && !stopped()) {
            const char c = peek();
            if (c == '"') {
                ++m_at;
                return;
            }
            if (c == '\\' && m_at + 1 < m_text.size()) {
                const char next = peek(1);
                if (next == '\n') {
                    m_at += 2;
                    continue;
                }
                if (!QByteArrayView("$`\"\\").contains(next))
                    word.text += '\\';
                word.text += next;
                m_at += 2;
                continue;
            }
            if (m_whole && ((c == '$' && !dollarIsPlain(true)) || c == '`')) {
                expansion(word, u"expansion"_s);
                if (c == '`' || peek(1) == '(' || peek(1) == '{') {
                    wholeExpansion(word);
                    continue;
                }
            }
            if (c == '$' && !dollarIsPlain(true))
                expansion(word, u"expansion"_s);
            if (c == '`')
                expansion(word, u"substitution"_s);
            word.text += c;
            ++m_at;
        }
        if (!stopped())
            refuse(u"unterminated"_s, from, int(m_text.size()));
    }

    void redirect(int fd)
    {
        const int from = int(m_at);
        static constexpr std::array<QByteArrayView, 13> operators{
            "&>>", "&>", "<<<", "<<-", "<<", "<>", "<&", "<(", "<", ">>", ">&", ">|", ">("};
        QByteArray op = ">";
        for (const QByteArrayView candidate : operators) {
            if (m_text.sliced(m_at).startsWith(candidate)) {
                op = candidate.toByteArray();
                break;
            }
        }
        m_at += op.size();
        if (op == "<<<" || op == "<>" || op == "<&" || op == "<(" || op == ">(" || op == ">|") {
            refuse(u"redirect"_s, from, int(m_at));
            if (op.endsWith('(')) {
                --m_at;
                skipAsSeparator();
                return;
            }
        }
        while (peek() == ' ' || peek() == '\t')
            ++m_at;
        // `< <(command)` reads what the command writes; its text comes next.
        if (m_whole && (peek() == '<' || peek() == '>') && peek(1) == '(')
            return;
        ShellRedirect redirect;
        redirect.op = op;
        redirect.fd = fd;
        redirect.target = readWord();
        const int target = redirect.target.begin;
        const bool comment = target < m_text.size() && m_text.at(target) == '#';
        if (comment || (redirect.target.text.isEmpty() && !redirect.target.quoted))
            refuse(u"syntax"_s, from, int(m_at));
        if (op == ">&" && !(redirect.target.text == "1" || redirect.target.text == "2"))
            refuse(u"redirect"_s, from, int(m_at));
        // Before the command that is timed, a redirect may be taken for the whole of it.
        if (fd > 2 || declares(current()) || isTimed(current()))
            refuse(u"redirect"_s, from, int(m_at));
        if (redirect.target.glob || redirect.target.braces || redirect.target.expansion)
            refuse(u"computed_target"_s, redirect.target.begin, redirect.target.end);
        redirect.bodyIsData = redirect.target.quoted;
        current().redirects.push_back(std::move(redirect));
        if (op == "<<" || op == "<<-")
            m_heredocs.push_back({m_result.commands.size() - 1, current().redirects.size() - 1});
    }

    // The bodies of the heredocs whose line has just ended.
    void readBodies()
    {
        for (const auto &[command, index] : m_heredocs) {
            ShellRedirect &redirect = m_result.commands[command].redirects[index];
            bool closed = false;
            while (m_at < m_text.size() && !closed) {
                const qsizetype end = m_text.indexOf('\n', m_at);
                QByteArrayView line = m_text.sliced(m_at, (end < 0 ? m_text.size() : end) - m_at);
                m_at = end < 0 ? m_text.size() : end + 1;
                if (redirect.op == "<<-") {
                    while (line.startsWith('\t'))
                        line = line.sliced(1);
                }
                closed = line == redirect.target.text;
                if (!closed)
                    redirect.body += line.toByteArray() + '\n';
            }
            if (!closed)
                refuse(u"unterminated"_s, redirect.target.begin, redirect.target.end);
            if (!redirect.bodyIsData && std::any_of(redirect.body.begin(), redirect.body.end(),
                                            [](char c) { return c == '$' || c == '`' || c == '\\'; }))
                refuse(u"expansion"_s, redirect.target.begin, redirect.target.end);
            if (m_whole && !redirect.bodyIsData)
                m_result.commands[command].inside += commandsInside(redirect.body);
        }
        m_heredocs.clear();
    }

    QByteArrayView m_text;
    bool m_tolerant, m_whole;
    bool m_functionName = false; // the next word is the name of a function
    ShellNesting m_nesting;      // only when read as a whole
    bool m_negated = false;      // the command began with !
    bool m_inside = false;       // a substitution has just begun
    qsizetype m_at = 0;
    int m_nameEnd = 0; // length of NAME when the last word was NAME=value
    std::vector<std::pair<std::size_t, std::size_t>> m_heredocs;
    ParsedCommand m_result;
};

} // namespace

ParsedCommand parseCommand(QByteArrayView text)
{
    return Reader(text, Reading::Strict).read();
}

ParsedCommand parseTolerantly(QByteArrayView text)
{
    return Reader(text.first(std::min(text.size(), kLongestCommand)), Reading::Tolerant).read();
}

ParsedCommand parseWhole(QByteArrayView text)
{
    return Reader(text, Reading::Whole).read();
}

} // namespace vibecoder
