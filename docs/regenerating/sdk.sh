#!/bin/sh
# What our SDK is made of, in one place:
#   ./sdk.sh generate         write it
#   ./sdk.sh check            exit with 1, and show the difference, where it is not what would be written
#   ./sdk.sh diff [REVISION]  what a new description changes since that revision (HEAD); exit with 1 if it breaks users
set -eu
cd "$(dirname "$0")"
options="--package-name acme_ml --templates templates"
tags="--include datasets --include samples"

mkdir -p build
python3 overlay.py modelarts/openapi.json overlay.json build/openapi.json
case "${1:-}" in
generate | check)
    # shellcheck disable=SC2086 # each is several words
    modelarts-generator "$1" --spec build/openapi.json --out sdk --target bundle --target python --target cli $options $tags
    ;;
diff)
    git show "${2:-HEAD}:./sdk/openapi.json" >build/old.json
    # shellcheck disable=SC2086
    modelarts-generator bundle --spec build/openapi.json --print json $tags >build/new.json
    modelarts-generator diff build/old.json build/new.json
    ;;
*)
    echo "usage: ./sdk.sh generate | check | diff [REVISION]" >&2
    exit 2
    ;;
esac
