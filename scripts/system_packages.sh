#!/usr/bin/env bash
# The browser tests need Chromium, ffmpeg, a Chinese font and wrk from the system. Install what is missing.
set -euo pipefail
missing=()
command -v chromium > /dev/null || missing+=(chromium)
command -v ffmpeg > /dev/null || missing+=(ffmpeg)
command -v wrk > /dev/null || missing+=(wrk)
command -v npm > /dev/null || missing+=(nodejs npm)
fc-list 2> /dev/null | grep -i 'noto.*cjk' > /dev/null || missing+=(fonts-noto-cjk fontconfig)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    echo "Please install first: ${missing[*]}"
    exit 1
fi
echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
