// SPDX-License-Identifier: MIT
#include "ai/pricing.h"

#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

static void registerModels()
{
    Q_INIT_RESOURCE(models);
}

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Price
{
    double input = 0, output = 0, cacheRead = 0;
};

struct Model
{
    Price price;
    qint64 tierTokens = 0; ///< prompts longer than this pay the second price; 0: one price
    Price tierPrice;
    int maxOutput = 0;
};

Price priceFrom(const QJsonObject &json)
{
    return {
        json.value(u"input"_s).toDouble(), json.value(u"output"_s).toDouble(), json.value(u"cache_read"_s).toDouble()};
}

const QHash<QString, Model> &table()
{
    static const QHash<QString, Model> models = [] {
        registerModels();
        QFile file(u":/models/models.json"_s);
        QHash<QString, Model> rows;
        if (!file.open(QIODevice::ReadOnly))
            qFatal("the table of models is not in the program");
        for (const QJsonValue value : QJsonDocument::fromJson(file.readAll()).object().value(u"models"_s).toArray()) {
            const QJsonObject json = value.toObject();
            const QJsonObject above = json.value(u"above"_s).toObject();
            rows.insert(json.value(u"id"_s).toString(), {priceFrom(json), above.value(u"prompt_tokens"_s).toInteger(),
                                                            priceFrom(above), json.value(u"max_output"_s).toInt()});
        }
        return rows;
    }();
    return models;
}

} // namespace

void priceUsage(Usage &usage, const QString &model)
{
    const auto row = table().constFind(model);
    usage.priceKnown = row != table().constEnd();
    usage.costMicroUsd = 0;
    if (!usage.priceKnown)
        return;
    const qint64 prompt =
        usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
    const Price &price = row->tierTokens > 0 && prompt > row->tierTokens ? row->tierPrice : row->price;
    // Dollars per million tokens are millionths of a dollar per token.
    const double micro = double(usage.inputTokens) * price.input +
                         double(usage.cacheWrite5mTokens) * 1.25 * price.input +
                         double(usage.cacheWrite1hTokens) * 2 * price.input +
                         double(usage.cacheReadTokens) * price.cacheRead + double(usage.outputTokens) * price.output;
    usage.costMicroUsd = qRound64(micro);
}

qint64 estimatedTokens(qint64 bytes)
{
    return (bytes + 2) / 3;
}

int maxOutputTokens(const QString &model)
{
    return table().value(model).maxOutput;
}

} // namespace vibecoder
