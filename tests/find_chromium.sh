#!/bin/sh
# Browser tests need Chromium: find it, install it where that is allowed, or say what to do.
set -u
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Chromium is missing: installing Debian's"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && exit 0
fi
echo "Chromium is missing, so the browser tests cannot run."
echo "Install it (Debian and Ubuntu: sudo apt-get install chromium), then run this again."
[ "${CI:-}" = true ] && exit 1
exit 0
