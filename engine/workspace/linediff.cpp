// SPDX-License-Identifier: MIT
// The algorithm of Myers ("An O(ND) Difference Algorithm and Its Variations", 1986) in linear space: the middle of a
// shortest way is searched from both ends, then both halves are compared.
#include "workspace/linediff.h"

#include <QHash>

#include <algorithm>
#include <cmath>

namespace vibecoder {

namespace {

constexpr qsizetype kLeastCost = 256; // texts that differ in fewer lines are always compared exactly

/// One of the two texts: a number for each line (equal lines, equal numbers), and which lines have no counterpart.
struct Side
{
    std::vector<int> lines;
    std::vector<bool> changed;
};

class Comparison
{
public:
    Comparison(Side &a, Side &b)
        : m_a(a)
        , m_b(b)
    {
        keepCommon();
        m_zero = qsizetype(m_atA.size() + m_atB.size()) + 1;
        m_forward.assign(size_t(2 * m_zero + 1), -1);
        m_backward = m_forward;
        m_maxCost = std::max(kLeastCost, qsizetype(std::sqrt(double(m_zero))));
    }

    void run()
    {
        std::vector<Box> open{{0, qsizetype(m_atA.size()), 0, qsizetype(m_atB.size())}};
        while (!open.empty()) {
            Box box = open.back();
            open.pop_back();
            while (box.a0 < box.a1 && box.b0 < box.b1 && equal(box.a0, box.b0))
                ++box.a0, ++box.b0;
            while (box.a0 < box.a1 && box.b0 < box.b1 && equal(box.a1 - 1, box.b1 - 1))
                --box.a1, --box.b1;
            if (box.a0 == box.a1 || box.b0 == box.b1) {
                for (qsizetype i = box.a0; i < box.a1; ++i)
                    m_a.changed[m_atA[size_t(i)]] = true;
                for (qsizetype j = box.b0; j < box.b1; ++j)
                    m_b.changed[m_atB[size_t(j)]] = true;
                continue;
            }
            const auto [x, y] = middle(box);
            open.push_back({box.a0 + x, box.a1, box.b0 + y, box.b1});
            open.push_back({box.a0, box.a0 + x, box.b0, box.b0 + y});
        }
    }

private:
    struct Box
    {
        qsizetype a0, a1, b0, b1;
    };
    struct Point
    {
        qsizetype x, y;
    };

    /// A line that the other text does not have is changed for certain and not searched for.
    void keepCommon()
    {
        const int kinds = 1 + std::max(m_a.lines.empty() ? 0 : *std::max_element(m_a.lines.begin(), m_a.lines.end()),
                                  m_b.lines.empty() ? 0 : *std::max_element(m_b.lines.begin(), m_b.lines.end()));
        std::vector<bool> inA(size_t(kinds), false), inB(size_t(kinds), false);
        for (const int line : m_a.lines)
            inA[size_t(line)] = true;
        for (const int line : m_b.lines)
            inB[size_t(line)] = true;
        const auto keep = [](Side &side, const std::vector<bool> &inOther, std::vector<size_t> &at) {
            for (size_t i = 0; i < side.lines.size(); ++i) {
                if (inOther[size_t(side.lines[i])])
                    at.push_back(i);
                else
                    side.changed[i] = true;
            }
        };
        keep(m_a, inB, m_atA);
        keep(m_b, inA, m_atB);
    }

    [[nodiscard]] bool equal(qsizetype i, qsizetype j) const
    {
        return m_a.lines[m_atA[size_t(i)]] == m_b.lines[m_atB[size_t(j)]];
    }

    /// A point of a shortest way through the box, which neither begins nor ends with an equal line. Never a corner
    /// where the way begins or ends, so that both parts are smaller than the whole.
    Point middle(const Box &box)
    {
        const qsizetype n = box.a1 - box.a0, m = box.b1 - box.b0, delta = n - m, zero = m_zero;
        // The furthest x on the diagonal x - y = k that one more step reaches; -1: none.
        const auto reach = [&](const std::vector<qsizetype> &way, qsizetype k, qsizetype cost) {
            if (cost == 0)
                return qsizetype(0);
            qsizetype down = way[size_t(zero + k + 1)], right = way[size_t(zero + k - 1)];
            right = right < 0 || right + 1 > n || right + 1 - k > m ? -1 : right + 1;
            down = down < 0 || down - k > m ? -1 : down;
            return std::max(down, right);
        };
        for (qsizetype cost = 0;; ++cost) {
            for (const qsizetype edge : {-cost - 1, cost + 1})
                m_forward[size_t(zero + edge)] = m_backward[size_t(zero + edge)] = -1; // of an earlier box
            for (qsizetype k = cost; k >= -cost; k -= 2) {
                if (k < -m || k > n) {
                    m_forward[size_t(zero + k)] = m_backward[size_t(zero + k)] = -1;
                    continue;
                }
                qsizetype x = reach(m_forward, k, cost);
                while (x >= 0 && x < n && x - k < m && equal(box.a0 + x, box.b0 + x - k))
                    ++x;
                m_forward[size_t(zero + k)] = x;
                const qsizetype other = delta - k;
                if (x >= 0 && (delta & 1) != 0 && std::abs(other) < cost && m_backward[size_t(zero + other)] >= 0 &&
                    x + m_backward[size_t(zero + other)] >= n)
                    return {x, x - k};
            }
            for (qsizetype k = cost; k >= -cost; k -= 2) {
                if (k < -m || k > n)
                    continue;
                qsizetype x = reach(m_backward, k, cost);
                while (x >= 0 && x < n && x - k < m && equal(box.a1 - 1 - x, box.b1 - 1 - (x - k)))
                    ++x;
                m_backward[size_t(zero + k)] = x;
                const qsizetype other = delta - k;
                if (x >= 0 && (delta & 1) == 0 && std::abs(other) <= cost && m_forward[size_t(zero + other)] >= 0 &&
                    x + m_forward[size_t(zero + other)] >= n)
                    return {n - x, m - (x - k)};
            }
            if (cost >= m_maxCost)
                return furthest(n, m, cost);
        }
    }

    /// Where the search got furthest from either end.
    [[nodiscard]] Point furthest(qsizetype n, qsizetype m, qsizetype cost) const
    {
        Point best{0, 0};
        qsizetype most = 0;
        for (qsizetype k = -cost; k <= cost; k += 2) {
            if (k < -m || k > n)
                continue;
            const qsizetype x = m_forward[size_t(m_zero + k)], back = m_backward[size_t(m_zero + k)];
            if (x >= 0 && 2 * x - k > most) {
                most = 2 * x - k;
                best = {x, x - k};
            }
            if (back >= 0 && 2 * back - k > most) {
                most = 2 * back - k;
                best = {n - back, m - (back - k)};
            }
        }
        return best;
    }

    Side &m_a, &m_b;
    std::vector<size_t> m_atA, m_atB; ///< lines that both texts have
    std::vector<qsizetype> m_forward, m_backward;
    qsizetype m_zero = 0, m_maxCost = 0;
};

/// Whether the lines before the k-th line that stayed are changed, for each k.
std::vector<bool> gapsOf(const Side &side)
{
    std::vector<bool> gaps(1, false);
    for (const bool changed : side.changed) {
        if (changed)
            gaps.back() = true;
        else
            gaps.push_back(false);
    }
    return gaps;
}

/// Moves each changed stretch to the one of its possible places that is easy to compare with the other text.
void settleStretches(Side &side, const Side &otherSide)
{
    const std::vector<int> &lines = side.lines;
    std::vector<bool> &changed = side.changed;
    const std::vector<bool> gaps = gapsOf(otherSide);
    const size_t n = lines.size();
    size_t stayed = 0; // lines before the stretch that stayed
    for (size_t at = 0; at < n;) {
        if (!changed[at]) {
            ++at, ++stayed;
            continue;
        }
        size_t start = at, end = at;
        const auto join = [&] {
            while (start > 0 && changed[start - 1])
                --start;
            while (end < n && changed[end])
                ++end;
        };
        const auto up = [&] {
            changed[--start] = true;
            changed[--end] = false;
            --stayed;
        };
        join();
        size_t size = 0, matching = 0;
        bool matches = false;
        // What it meets on its way becomes a part of it, and both together may move further.
        do {
            size = end - start;
            while (start > 0 && lines[start - 1] == lines[end - 1]) {
                up();
                join();
            }
            matches = gaps[stayed];
            matching = end;
            while (end < n && lines[start] == lines[end]) {
                changed[start++] = false;
                changed[end++] = true;
                ++stayed;
                join();
                if (gaps[stayed]) {
                    matches = true;
                    matching = end;
                }
            }
        } while (end - start != size);
        while (matches && end > matching)
            up();
        at = end;
    }
}

} // namespace

std::vector<QByteArrayView> linesOf(const QByteArray &bytes)
{
    std::vector<QByteArrayView> lines;
    qsizetype at = 0;
    while (at < bytes.size()) {
        const qsizetype end = bytes.indexOf('\n', at);
        const qsizetype next = end < 0 ? bytes.size() : end + 1;
        lines.push_back(QByteArrayView(bytes).sliced(at, next - at));
        at = next;
    }
    return lines;
}

std::vector<LineChange> lineChanges(const std::vector<QByteArrayView> &a, const std::vector<QByteArrayView> &b)
{
    QHash<QByteArrayView, int> numbers;
    const auto numbered = [&numbers](const std::vector<QByteArrayView> &lines) {
        Side side{{}, std::vector<bool>(lines.size(), false)};
        side.lines.reserve(lines.size());
        for (const QByteArrayView line : lines) {
            auto number = numbers.constFind(line);
            if (number == numbers.cend())
                number = numbers.insert(line, int(numbers.size()));
            side.lines.push_back(*number);
        }
        return side;
    };
    Side first = numbered(a), second = numbered(b);
    Comparison(first, second).run();
    settleStretches(first, second);
    settleStretches(second, first);

    std::vector<LineChange> changes;
    size_t i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
        const size_t fromA = i, fromB = j;
        while (i < a.size() && first.changed[i])
            ++i;
        while (j < b.size() && second.changed[j])
            ++j;
        if (i > fromA || j > fromB)
            changes.push_back({qsizetype(fromA), qsizetype(i - fromA), qsizetype(fromB), qsizetype(j - fromB)});
        else
            ++i, ++j;
    }
    return changes;
}

} // namespace vibecoder
