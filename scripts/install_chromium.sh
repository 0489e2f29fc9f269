#!/usr/bin/env bash
# Installs Debian's Chromium for the browser tests, where it is missing and we may.
set -euo pipefail
if command -v chromium >/dev/null; then
    exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "The browser tests need Chromium: install the package 'chromium' (Debian) and run again." >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet=2
apt-get install --quiet=2 --no-install-recommends chromium >/dev/null
