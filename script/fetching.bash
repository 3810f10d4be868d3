# For scripts that fetch Debian's packages and unpack them into a folder, by default of the cache.
# They source this, define `fail`, and set `folder` to where the files are to be.

# Where fetched files are kept.
if ((EUID == 0)); then
  cache=/var/cache/hypertwin
else
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/hypertwin
fi
readonly cache=${HYPERTWIN_CACHE:-$cache}

# Sets `work`, gone at the end, with the folders download/ and unpacked/.
make_work() {
  work=$(mktemp -d)
  trap 'rm -rf -- "$work"' EXIT
  chmod 0755 "$work"
  mkdir "$work/download" "$work/unpacked"
  # Where apt-get's unprivileged user _apt may write, if it runs as root.
  if ((EUID == 0)) && id -u _apt >/dev/null 2>&1; then chown _apt "$work/download"; fi
}

# Sets `staging`, a folder beside `folder` which gets its name when it is complete.
make_staging() {
  local parent
  parent=$(dirname -- "$folder")
  (umask 022 && mkdir -p -- "$parent")
  staging=$(mktemp -d "$parent/.fetching-XXXXXX")
  trap 'rm -rf -- "$work" "$staging"' EXIT
}

# Gives `staging` the name of `folder`, whole or not at all.
publish() {
  chmod -R a+rX "$staging"
  mv -T -- "$staging" "$folder" || fail "$folder is in the way; remove it, or name another folder"
}
