// SPDX-License-Identifier: MIT
#include "permission/programs.h"

#include <QHash>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

using Table = QHash<QByteArray, Program>;

QByteArrayList list(const char *words)
{
    return QByteArray(words).split(' ');
}

void add(Table &table, const char *names, ProgramKind kind, const char *refused = "", const char *withValue = "",
    const char *subcommands = "")
{
    Program program;
    program.kind = kind;
    if (*refused)
        program.refused = list(refused);
    if (*withValue)
        program.withValue = list(withValue);
    if (*subcommands)
        program.subcommands = list(subcommands);
    for (const QByteArray &name : list(names))
        table.insert(name, program);
}

void danger(Table &table, const char *names, const QString &reason, Severity severity)
{
    Program program;
    program.kind = ProgramKind::Danger;
    program.reason = reason;
    program.severity = severity;
    for (const QByteArray &name : list(names))
        table.insert(name, program);
}

void readers(Table &t)
{
    add(t,
        "echo true false : seq expr basename dirname pwd sleep nproc uname arch locale tput "
        "clear "
        "exit return umask type which cal ncal factor uptime free lscpu lsblk tty getconf logname "
        "lsb_release pgrep",
        ProgramKind::Data);
    // These take the name of a variable, whose subscript is computed and may run commands.
    add(t, "printf test [", ProgramKind::Data, "-v -R");
    add(t, "wait", ProgramKind::Data, "-p");
    add(t, "ps hostname", ProgramKind::Special);
    add(t, "date", ProgramKind::Data, "-s --set -f --file");
    add(t,
        "cat head tail wc nl tac rev cut paste tr comm join fold fmt expand unexpand od hexdump strings stat du df ls "
        "cmp diff md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum sum readlink realpath nm objdump "
        "readelf size column pr zcat base64 base32 dircolors tsort addr2line c++filt colordiff "
        "diff3 xxd uniq numfmt look csvcut csvgrep csvlook csvstat csvsort tokei hexyl "
        "bat batcat exa eza lsd wdiff zcmp zdiff bzcat xzcat zstdcat lz4cat b3sum crc32 vdir dir getfacl lsattr "
        "mediainfo identify pdfinfo sloccount",
        ProgramKind::Read, "--files0-from --output --to-file --pager",
        "-n -c -d -f -w -l -C -m -t -s --lines --bytes --fields --delimiter --format -L -N -j -A -S -I --exclude -F "
        "-x");
    add(t, "iconv scc sdiff", ProgramKind::Read, "-o --output", "-f -t");
    add(t, "cloc", ProgramKind::Read,
        "--extract-with --out --report-file --config --sql --write-lang-def --strip-comments --exec", "");
    add(t, "shuf", ProgramKind::Read, "-o --output --random-source", "-n -i");
    add(t, "file", ProgramKind::Read, "-C --compile -m --magic-file -f --files-from -z -Z", "-F -P -e");
    add(t, "tree", ProgramKind::Read, "-o --output --fromfile", "-L -P -I");
    add(t, "yq", ProgramKind::Pattern, "-i --inplace --in-place -s --split-exp --from-file", "-o -p -I");
    add(t, "jq", ProgramKind::Pattern, "-L --from-file", "--indent");
    add(t, "grep egrep fgrep zgrep", ProgramKind::Pattern, "",
        "-A -B -C -m -D -d --include --exclude --exclude-dir "
        "--color --max-count --context --label");
    add(t, "rg ag ack", ProgramKind::Pattern, "--pre --hostname-bin -z --search-zip --ackrc --output --pager",
        "-A -B -C -m -g --glob --iglob -t -T --type --type-not -j --max-count --max-depth -M --color --sort --sortr "
        "--context");
    // Without a terminal a pager is a copier; what it could start needs an option or a key.
    add(t, "less more", ProgramKind::Read,
        "-o -O -k --lesskey-file --lesskey-src --lesskey-content --log-file --LOG-FILE "
        "-T --tag-file -t --tag");
    add(t, "xmllint", ProgramKind::Read,
        "--shell --output -o --xinclude --noent --loaddtd --path --catalogs --load-trace --http", "--xpath --encode");
    add(t, "find fd fdfind", ProgramKind::Special);
    add(t, "sed gsed awk gawk mawk nawk sort git sqlite3 tar", ProgramKind::Special);
}

void writers(Table &t)
{
    add(t, "mkdir rmdir touch", ProgramKind::Write, "--reference --file", "-m --mode -d --date -t");
    add(t, "cp mv install", ProgramKind::Write, "--strip-program -t --target-directory --suffix -S", "-m --mode");
    add(t, "ln", ProgramKind::Special);
    add(t, "tee", ProgramKind::Write, "");
    add(t, "split csplit", ProgramKind::Write, "--filter",
        "-l -b -C -n -a --lines --bytes --number --suffix-length -d");
    add(t, "truncate", ProgramKind::Special);
    add(t, "dos2unix unix2dos mktemp", ProgramKind::Write, "", "-c --convmode --suffix");
    add(t, "rsync patch openssl gdb man", ProgramKind::Special);
    add(t, "zip", ProgramKind::Write, "-T -TT --test --unzip-command -@ -b", "-x -i");
    add(t, "unzip gzip gunzip bzip2 bunzip2 xz unxz zstd unzstd", ProgramKind::Write, "-: -K --use-compress-program",
        "-T");
    add(t, "chmod rm dd", ProgramKind::Special);
}

void builders(Table &t)
{
    const ProgramKind b = ProgramKind::Build;
    add(t, "make gmake bmake", b, "-E --ev --eval install uninstall", "-j -l -o -W");
    add(t, "cmake", b, "-E --install --open --system-information",
        "-G -D -U -T -A -B -S --target --config --preset -t -j "
        "--parallel --log-level");
    add(t, "ninja samu", b, "install", "-j -k -l -d -t");
    add(t, "meson scons", b, "install wrap", "-j -C -t --timeout");
    add(t, "ctest", b, "-S --script -D --dashboard",
        "-R -E -L -LE -j -C -T -M --timeout "
        "--repeat");
    add(t, "gcc g++ cc c++ clang clang++ cpp gfortran ld ar as ranlib strip", b,
        "-wrapper -fplugin -specs --specs -B -load -plugin --plugin -Xclang -fpass-plugin -run @",
        "-D -I -x -std -MF -MT -MQ "
        "-l -isystem -include");
    add(t, "rustc rustfmt", b, "-Clinker -C --config", "--edition --crate-type");
    add(t, "cargo", b, "--config", "-p --package --features --test --bin --example -j --target --profile",
        "build test check fmt clippy bench doc metadata tree nextest clean run expand llvm-cov miri hack machete deny "
        "outdated audit udeps help version locate-project pkgid read-manifest verify-project b t c d r --version -V "
        "+stable +nightly");
    add(t, "go", b, "-toolexec -exec -overlay -modfile -vettool -gccgoflags -w",
        "-run -bench -timeout -count -tags "
        "-coverprofile -benchtime -cpu -p -parallel",
        "build test vet fmt list version doc env tool run generate mod help clean");
    add(t, "gofmt goimports golangci-lint staticcheck gotestsum revive gocyclo", b, "-r", "");
    add(t, "bazel bazelisk buck2", b,
        "--run_under --override_repository --repo_env --action_env --host_action_env "
        "--define --bazelrc --output_base --output_user_root --remote_executor",
        "-c --config --test_filter --jobs",
        "build test query cquery aquery coverage info version clean help run targets");
    add(t, "autoreconf autoconf automake aclocal autoheader libtoolize intltoolize autogen.sh configure", b, "");
    add(t, "deno", b, "--import-map --reload --cached-only-off -r", "--filter",
        "test fmt lint check bench info task run doc types --version");
    add(t, "dart flutter", b, "publish pub install upgrade", "",
        "analyze test format fix doc run compile --version doctor");
    add(t, "terraform tofu", b, "-chdir", "", "fmt validate version graph --version");
    add(t, "helm", b, "--post-renderer --kubeconfig", "-f --values --set", "lint template version --version");
    add(t, "protoc buf thrift flatc", b, "--plugin", "-I --proto_path");
    add(t, "pandoc", b, "-F --filter -L --lua-filter --pdf-engine --pdf-engine-opt --defaults -d --data-dir",
        "-f -t -o -M -V --toc-depth");
    add(t, "latexmk pdflatex xelatex lualatex latex bibtex biber makeindex typst asciidoctor", b,
        "-shell-escape --shell-escape -enable-write18 --enable-write18 -e -r -pdflatex -latex -require --require "
        "-usepretex");
    add(t,
        "dot neato plantuml mmdc ctags etags cscope msgfmt xgettext msgmerge gettext ldd shfmt luacheck stylua elixir "
        "elixirc "
        "erlc rebar3 gleam crystal ameba hlint ormolu fourmolu scalafmt scalafix ktlint detekt swiftlint swiftformat "
        "hadolint tflint yapf autopep8 pydocstyle vulture radon pyupgrade djlint sqlfluff cmake-format "
        "cmake-lint clangd include-what-you-use iwyu_tool run-clang-tidy gcovr llvm-cov llvm-profdata "
        "kcov mkdocs nbqa cargo-nextest wasm-pack wasm-opt tree-sitter svgo terser "
        "sass postcss tailwindcss rollup parcel astro svelte-check vue-tsc "
        "swc babel typedoc jsdoc knip depcheck madge dprint commitlint cspell alex textlint "
        "deptry interrogate docformatter ssort ty basedpyright pyre "
        "stestr trial green nose2 ward slipcover",
        b, "--load --require -r --plugin --options --config-path --exec --eval -e -x --publish serve publish deploy");
    add(t,
        "pytest py.test unittest tox nox flake8 pylint pyflakes pycodestyle ruff black isort yamllint bandit mypy "
        "pyright "
        "pytype coverage sphinx-build mkdocs behave robot nosetests",
        b, "--pdbcls --rcfile --load-plugins --init-hook --override-ini publish upload gh-deploy serve install",
        "-k -m -n "
        "-p -o -e --maxfail --tb --timeout -c --cov --durations --select --ignore --line-length");
    add(t,
        "tsc eslint jest vitest mocha jasmine ava prettier biome standard karma tape uvu c8 nyc webpack rollup "
        "esbuild vite stylelint xo tap tslint oxlint",
        b,
        "--require -r --import --loader --experimental-loader --resolve-plugins-relative-to --rulesdir --serve serve "
        "dev "
        "preview",
        "-t -g --grep --ext --testNamePattern --reporter --timeout");
    add(t, "rspec rake minitest rubocop cucumber standardrb", b, "-r --require --rakelibdir",
        "-e -t -P --example --tag");
    add(t, "phpunit phpstan psalm php-cs-fixer pest phpcs", b, "-d --bootstrap --prepend",
        "--filter --group --testsuite");
    add(t, "mvn mvnw", b, "deploy install exec:exec exec:java release:perform release:prepare", "-pl -P -T -f", "");
    add(t, "gradle gradlew", b, "-I --init-script publish uploadArchives publishToMavenLocal --scan", "--tests -x", "");
    add(t, "ant sbt lein mix stack cabal ghc zig dub nim elm ocamlfind dune", b,
        "publish upload hex.publish install exec update upgrade add fetch unpack deploy login archive.install "
        "escript.install local.hex");
    add(t, "swift", b, "package sdk", "-c --filter", "build test run --version");
    add(t, "rails", b, "", "-e",
        "test test:system spec routes about stats zeitwerk:check db:migrate db:schema:load "
        "db:test:prepare");
    add(t, "pre-commit", b, "--repo", "--hook-stage -c", "run validate-config --version");
    add(t, "playwright cypress", b, "install open codegen --config-file", "-g --grep --project --reporter",
        "test run --version");
    add(t, "7z 7za 7zr", b, "-t -spf -snl -sdel", "", "l t x e a");
    add(t, "busted ansible-lint", b, "");
    add(t, "dotnet", b, "--roslyn", "-c -f -r --filter --logger --verbosity",
        "build test format clean run --version --info");
    add(t, "javac kotlinc scalac javap jdeps", b, "-processorpath --processor-path -J -Xplugin -processor",
        "-d -source "
        "-target --release");
    add(t,
        "bats shellcheck clang-format clang-tidy cppcheck gcov lcov genhtml doxygen flex bison hadolint actionlint "
        "markdownlint vale codespell prove perltidy perlcritic qmllint lupdate lrelease moc uic rcc",
        b, "-load --load -e --exec --config-path --source --plugin --addon", "");
    add(t, "python python3 python2 node nodejs ruby perl php java lua Rscript julia runghc runhaskell tsx ts-node",
        ProgramKind::Special);
    for (int minor = 6; minor < 16; ++minor)
        t.insert("python3." + QByteArray::number(minor), t.value("python3"));
    add(t,
        "npm pnpm yarn bun npx poetry uv pdm pipenv hatch rye bunx sh bash dash zsh ksh bundle composer xargs env nice "
        "timeout time stdbuf setsid nohup "
        "ionice "
        "command builtin exec cd export declare typeset readonly local set unset valgrind xvfb-run unbuffer pushd popd "
        "shopt pip pip3 vibecoder busybox kill flock taskset chrt strace ltrace perf ccache",
        ProgramKind::Special);
}

void dangers(Table &t)
{
    danger(t,
        "sudo su doas pkexec runuser sg setcap setpriv capsh unshare nsenter chroot mount umount insmod modprobe rmmod "
        "sysctl iptables nft ip6tables chown chgrp setfacl passwd useradd usermod groupadd visudo ld-linux-x86-64.so.2 "
        "docker podman lxc nerdctl runc machinectl",
        u"privilege"_s, Severity::Critical);
    danger(t, "mkfs wipefs blkdiscard fdisk parted sfdisk mkswap mke2fs", u"raw_device"_s, Severity::Critical);
    danger(t, "shred fallocate yes unlink rename", u"destroys_content"_s, Severity::High);
    danger(t,
        "curl wget nc ncat netcat socat ssh scp sftp telnet ftp dig nslookup host ping ping6 aria2c http httpie "
        "lynx w3m links gpg ssh-keygen ssh-add ssh-agent mail sendmail rclone s3cmd nmap tcpdump traceroute "
        "whois "
        "resolvectl getent ss netstat ip ifconfig",
        u"network_or_keys"_s, Severity::High);
    danger(t, "printenv secret-tool keyctl pass security history lastlog", u"reads_environment"_s, Severity::High);
    danger(t,
        "crontab at atd batch systemctl systemd-run launchctl loginctl update-rc.d chkconfig tmux screen disown bg "
        "dtach",
        u"persistence"_s, Severity::High);
    danger(t, "killall pkill reboot shutdown halt poweroff init renice swapoff ulimit prlimit", u"resources"_s,
        Severity::High);
    danger(t,
        "eval source . coproc trap alias hash enable mapfile readarray bind complete compgen fc ed ex vi vim nvim view "
        "emacs nano pico most info script expect watch parallel lldb run-parts "
        "xdg-open "
        "open start-stop-daemon dialog perl6 tclsh wish osascript m4 dbus-run-session logrotate nsys",
        u"runs_other_code"_s, Severity::High);
    danger(t,
        "gh glab hub aws gcloud az kubectl ansible ansible-playbook heroku fly vercel netlify firebase "
        "twine gem cpan cpanm pipx conda mamba apt apt-get aptitude dpkg dnf yum rpm pacman apk zypper snap "
        "flatpak brew nix nix-env easy_install docker-compose skopeo buildah",
        u"supply_or_publishing"_s, Severity::High);
}

} // namespace

const Program &programOf(const QByteArray &name)
{
    static const Table table = [] {
        Table t;
        readers(t);
        writers(t);
        builders(t);
        dangers(t);
        return t;
    }();
    static const Program unknown;
    if (name.startsWith("mkfs."))
        return *table.constFind("mkfs");
    const auto found = table.constFind(name);
    return found == table.constEnd() ? unknown : *found;
}

bool isHarmlessVariable(const QByteArray &name)
{
    static const QByteArrayList known = list("CI DEBUG VERBOSE V LANG LANGUAGE TZ TERM NO_COLOR FORCE_COLOR CLICOLOR "
                                             "COLUMNS LINES NODE_ENV RUST_BACKTRACE RUST_LOG "
                                             "CTEST_OUTPUT_ON_FAILURE CTEST_PARALLEL_LEVEL CMAKE_BUILD_PARALLEL_LEVEL "
                                             "PYTHONDONTWRITEBYTECODE PYTHONUNBUFFERED "
                                             "PYTHONHASHSEED PYTHONUTF8 PYTHONIOENCODING QT_QPA_PLATFORM "
                                             "DJANGO_SETTINGS_MODULE FLASK_ENV RAILS_ENV RACK_ENV "
                                             "APP_ENV ENVIRONMENT GOOS GOARCH CGO_ENABLED GO111MODULE DESTDIR");
    if (known.contains(name) || name.startsWith("LC_"))
        return true;
    static const QByteArrayList telling = list(
        "PATH OPT FLAG ARG CMD COMMAND EXEC SHELL LOAD PLUGIN CONFIG INIT HOOK RC PROXY URL HOME AGENT WRAPPER "
        "STARTUP REQUIRE IMPORT EDIT PAGER BROWSER ASKPASS DIR FILE PERL RUBY PYTHON JAVA JDK NODE NPM GIT SSH LD_ "
        "DYLD "
        "IFS ENV PS MAKE CARGO RUST GO CC CXX LESS TMP XDG ANTHROPIC VIBECODER PROMPT WARN MALLOC GLIBC LINK ROOT HOST "
        "SERVER KEY TOKEN SECRET VISUAL LIB");
    const QByteArray upper = name.toUpper();
    return std::none_of(telling.begin(), telling.end(), [&](const QByteArray &word) { return upper.contains(word); });
}

bool isHarmlessAssignment(const QByteArray &name, const QByteArray &value)
{
    if (isHarmlessVariable(name))
        return true;
    static const QByteArrayList compilers =
        list("gcc g++ cc c++ clang clang++ gcc-12 g++-12 clang-14 clang++-14 ld ar");
    static const QByteArrayList compilerNames = list("CC CXX LD AR");
    if (compilerNames.contains(name))
        return compilers.contains(value);
    if (name == "NODE_OPTIONS")
        return value == "--experimental-vm-modules" ||
               (value.startsWith("--max-old-space-size=") &&
                   std::all_of(value.begin() + 21, value.end(), [](char c) { return c >= '0' && c <= '9'; }));
    if (name == "RUSTFLAGS")
        return value == "-D warnings" || value == "-Dwarnings";
    static const QByteArrayList flagNames = list("CFLAGS CXXFLAGS CPPFLAGS");
    if (!flagNames.contains(name))
        return false;
    static const QByteArrayList beginnings = list("-O -g -D -W -std= -fsanitize= -fPIC -fno- -pthread -march=");
    const QByteArrayList flags = value.simplified().split(' ');
    return std::all_of(flags.begin(), flags.end(), [](const QByteArray &flag) {
        // -Wl and its like hand words on to other programs.
        return !flag.contains('/') && !flag.contains(',') && !flag.contains('@') &&
               std::any_of(beginnings.begin(), beginnings.end(),
                   [&flag](const QByteArray &beginning) { return flag.startsWith(beginning); });
    });
}

} // namespace vibecoder
