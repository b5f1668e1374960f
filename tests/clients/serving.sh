# What every script here begins with: a folder to work in, and a server of the built-in articles.
# To be sourced; both are gone when the script ends.
work=$(mktemp -d)
servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT

serve() { # serve NAME OPTION…: starts $program and sets $url
  local said=$work/$1.said
  shift
  "$program" serve --port 0 "$@" >"$said" 2>"$said.errors" &
  servers+=($!)
  for _ in $(seq 300); do
    grep -q http "$said" && break
    kill -0 "${servers[-1]}" || { echo "$0: the server did not start" >&2; cat "$said.errors" >&2; exit 1; }
    sleep 0.1
  done
  url=$(grep -o 'http://[^ /]*' "$said")
}
