// SPDX-License-Identifier: MIT
#include "core/clean/runneroptions.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QStringList list(const char *words)
{
    return QString::fromLatin1(words).split(u' ', Qt::SkipEmptyParts);
}

} // namespace

const RunnerOptions &runnerOptions(CanaryRunner runner)
{
    static const QHash<int, RunnerOptions> rows{
        {int(CanaryRunner::Pytest),
            {list("-v -q -x -s -l --verbose --quiet --exitfirst --strict --strict-markers --strict-config --no-header "
                  "--no-summary --showlocals --no-cov --disable-warnings --runslow"),
                list("-c --config-file --rootdir --confcutdir -p -o --override-ini --tb --durations --durations-min "
                     "--maxfail -n --numprocesses --dist --cov-report --cov-config --cov-fail-under -W "
                     "--pythonwarnings --junitxml --junit-xml --basetemp --import-mode --log-level --log-cli-level "
                     "--color --capture --timeout -r --ds --reruns --asyncio-mode --verbosity --show-capture"),
                list("--lf --last-failed --ff --failed-first --sw --stepwise --stepwise-skip --nf --new-first"),
                list("-k -m --deselect --ignore --ignore-glob --lfnf --last-failed-no-failures"),
                list("--co --collect-only --pyargs -h --help -V --version --fixtures --markers --setup-plan "
                     "--setup-only --pdb --trace"),
                {}, {}, true}},
        {int(CanaryRunner::Unittest), {list("-v -q -f -b -c --verbose --quiet --failfast --buffer --catch --locals"),
                                          list("-s --start-directory -t --top-level-directory --durations"), {},
                                          list("-k -p --pattern"), list("-h --help"), {}, {}, true}},
        {int(CanaryRunner::NodeTest),
            {list("--test --test-force-exit --experimental-test-coverage --enable-source-maps --no-warnings"),
                list("--test-reporter --test-reporter-destination -r --require --import --loader "
                     "--experimental-loader --test-concurrency --test-timeout --env-file -C --conditions"),
                list("--test-only"), list("--test-name-pattern --test-skip-pattern --test-shard"),
                list("--watch -e --eval -p --print -h --help -c --check -v --version -i"), {}, {}, true}},
        {int(CanaryRunner::Mocha),
            {list("--recursive -b --bail --exit --colors --color -c --check-leaks --forbid-only --forbid-pending "
                  "--full-trace --parallel -p --sort -A --async-only"),
                list("-r --require -R --reporter -O --reporter-option --reporter-options -t --timeout -s --slow -u "
                     "--ui --config --package --extension --file -n --node-option --retries -j --jobs --import "
                     "--loader"),
                list("-i --invert"), list("-g --grep -f --fgrep --ignore --exclude"),
                list("-w --watch --dry-run --delay --list-reporters -h --help -V --version"), list("--recursive"),
                u"--spec"_s, true}},
        {int(CanaryRunner::Jest),
            {list("--ci --coverage --verbose -b --bail -i --runInBand --silent --colors --no-cache --forceExit "
                  "--detectOpenHandles --no-coverage --logHeapUsage --no-watchman"),
                list("-c --config --rootDir --env --testEnvironment -w --maxWorkers --reporters --coverageReporters "
                     "--testTimeout --selectProjects --coverageDirectory"),
                list("-o --onlyChanged -f --onlyFailures --lastCommit --passWithNoTests --findRelatedTests "
                     "--runTestsByPath"),
                list("-t --testNamePattern --testPathPattern --testPathPatterns --testPathIgnorePatterns "
                     "--changedSince --shard --filter --coverageThreshold"),
                list("--watch --watchAll --listTests --showConfig --init --clearCache -h --help --version"), {}, {},
                true}},
        {int(CanaryRunner::Vitest),
            {list("--run --coverage --globals --silent --no-color --no-file-parallelism"),
                list("-c --config -r --root --reporter --outputFile --pool --environment --mode --project --dir "
                     "--testTimeout --maxWorkers --minWorkers --bail"),
                list("--passWithNoTests --changed"), list("-t --testNamePattern --exclude --shard"),
                list("-w --watch --ui -h --help -v --version --standalone --mergeReports --typecheck.only"), {}, {},
                true}},
        {int(CanaryRunner::Go),
            {list("-v -race -short -json -failfast -cover -benchmem -msan -asan -x -a -trimpath -fullpath"),
                list("-count -timeout -tags -p -parallel -cpu -coverprofile -covermode -coverpkg -ldflags -gcflags "
                     "-mod -modfile -vet -shuffle -outputdir -cpuprofile -memprofile -benchtime"),
                {}, list("-run -skip -bench -fuzz"), list("-list -c -exec -args -n -i -o -C -h -help"), {}, {}, false}},
        {int(CanaryRunner::Prove),
            {list("-l -b -r -v -w -f -o -q -Q -s -p -W -t -T --lib --blib --recurse --verbose --timer --merge --norc "
                  "--shuffle --failures --comments --color --nocolor --quiet"),
                list("-I -j --jobs -M"), {}, list("--state"),
                list("-e --exec -D --dry -h --help -H --man -V --version --ext "
                     "--archive --source -a"),
                list("-r --recurse"), {}, true}},
        {int(CanaryRunner::Bats),
            {list("-r --recursive -t --tap -p --pretty -T --timing -x --trace --verbose-run --no-tempdir-cleanup "
                  "--print-output-on-failure --show-output-of-passing-tests --no-parallelize-across-files "
                  "--no-parallelize-within-files"),
                list("-F --formatter -j --jobs -o --output --report-formatter --gather-test-outputs-in "
                     "--code-quote-style"),
                {}, list("-f --filter --filter-tags --filter-status"), list("-c --count -h --help -v --version"),
                list("-r --recursive"), {}, true}},
        {int(CanaryRunner::Phpunit),
            {list("--testdox --no-coverage --stop-on-failure --stop-on-error --stop-on-defect --verbose -v --debug "
                  "--do-not-cache-result --no-progress --fail-on-warning --fail-on-risky --process-isolation "
                  "--no-interaction --strict-global-state --disallow-test-output --no-logging --colors --no-results"),
                list("-c --configuration --bootstrap --include-path -d --cache-directory --cache-result-file "
                     "--log-junit --columns --order-by --random-order-seed --printer"),
                {}, list("--filter --testsuite --group --exclude-group --exclude-testsuite"),
                list("--list-tests --list-groups --list-suites --list-tests-xml --version -h --help "
                     "--generate-configuration --migrate-configuration --test-suffix --covers --uses"),
                {}, {}, false}},
        {int(CanaryRunner::Rspec),
            {list("-c --color --colour --no-color --fail-fast -b --backtrace -w --warnings --no-profile --force-color"),
                list("-f --format -r --require -I --order --seed -o --out -O --options --default-path "
                     "--failure-exit-code"),
                list("--only-failures --next-failure"), list("-e --example -t --tag -E --example-matches"),
                list("--dry-run --bisect --init -h --help -v --version -P --pattern --exclude-pattern "
                     "--error-exit-code --no-fail-fast"),
                {}, {}, false}},
        {int(CanaryRunner::Minitest),
            {list("-w -W -v"), list("-I -r"), list("--verbose --pride"), list("-n --name -s --seed"),
                list("-c -e -p -h --help --version -i"), {}, {}, true}},
    };
    return rows.find(int(runner)).value();
}

} // namespace vibecoder
