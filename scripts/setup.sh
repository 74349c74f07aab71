# Sourced by scripts/zhishuo: makes the environment from the lock file with hashes, once, and again when the lock changes.
# Use: need LOCK, where LOCK is site, edit, ledger or test (edit and ledger hold site, test holds all).
# No package is named here and none is fetched that the lock file does not name with its hash.

root=$(cd "$(dirname "$0")/.." && pwd)
venv="$root/.venv"

say() { printf '%s\n' "$*" >&2; }

# Debian keeps the venv module in a package of its own.
make_venv() {
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    say "需要 Python 3.11 或更新的版本。Debian 上请运行：sudo apt-get install python3"; exit 1; }
  if ! python3 -c 'import ensurepip' 2>/dev/null; then
    debian_package python3-venv || {
      say "缺少 Python 的 venv 模块。Debian 上请运行：sudo apt-get install python3-venv"; exit 1; }
  fi
  say "正在建立运行环境 .venv ……"
  rm -rf "$venv"
  python3 -m venv "$venv"
}

# Installs Debian packages when that is permitted (root and apt-get present); fails quietly when it is not.
debian_package() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
  say "正在安装系统软件：$* ……"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 || {
    apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1; }
}

# Counts pip's packages on one line, where a person is watching; total is the number of packages in the lock.
progress() {
  count=0
  while read -r line; do
    case "$line" in
      Collecting*) count=$((count + 1)); [ ! -t 2 ] || printf '\r  已下载 %d / %d 个软件包 ' "$count" "$1" >&2 ;;
      Installing*) [ ! -t 2 ] || printf '\r  下载完了，正在安装 ……            ' >&2 ;;
    esac
  done
  [ ! -t 2 ] || printf '\n' >&2
}

need() {
  lock="$root/requirements-$1.lock"
  stamp="$venv/.installed-$1"
  cmp -s "$lock" "$stamp" && return 0
  # A larger lock holds the smaller ones, as long as its own stamp is current.
  for larger in edit ledger test; do
    case "$1:$larger" in site:edit|site:ledger|site:test|edit:test|ledger:test)
      cmp -s "$root/requirements-$larger.lock" "$venv/.installed-$larger" && return 0;;
    esac
  done
  "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || make_venv
  say "正在按锁定文件 requirements-$1.lock 安装所需软件（只在第一次或锁定文件变了以后）……"
  failed="$venv/.failed"
  rm -f "$failed"
  { "$venv/bin/python" -m pip install --disable-pip-version-check --no-input --progress-bar off --require-hashes \
      -r "$lock" || : >"$failed"; } | progress "$(grep -c '^[a-z].*==' "$lock")"
  [ ! -e "$failed" ] || { say "安装没有成功：请检查网络后再运行一次，已经装好的部分会接着用。"; exit 1; }
  cp "$lock" "$stamp"
}

# Programs the tests drive: a real browser, the HTML checker's Java, a PDF reader, a real PostgreSQL, Chinese letters, rsync, another clock.
# Where they may not be installed, the tests that need them skip and say so.
need_test_programs() {
  missing=
  command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
  command -v java >/dev/null 2>&1 || missing="$missing default-jre-headless"
  command -v rsync >/dev/null 2>&1 || missing="$missing rsync"
  command -v faketime >/dev/null 2>&1 || missing="$missing faketime"
  command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
  [ -n "$(ls /usr/lib/*/libatomic.so.1 2>/dev/null)" ] || missing="$missing libatomic1" # for Playwright's own node
  [ -n "$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || missing="$missing postgresql"
  [ -n "$(find /usr/share/fonts -iname '*cjk*' 2>/dev/null | head -n 1)" ] || missing="$missing fonts-noto-cjk"
  # shellcheck disable=SC2086 # a list of package names
  [ -z "$missing" ] || debian_package $missing || say "没有装上：$missing（需要它们的测试会跳过，并写明原因）"
}
