#!/bin/sh
# Makes the project's own Python environment in .venv and installs one set of extras into it.
#   scripts/setup.sh demo|test
# Installs nothing outside .venv. Debian's packages are scripts/need.sh's business.
set -eu

extra=$1
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Otklik needs Python 3.11 or newer; '$python' is not. Set PYTHON=/path/to/python3.11." >&2
    exit 2
fi
if [ ! -x .venv/bin/pip ]; then
    # Debian splits pip's bootstrap off into a package of its own.
    "$python" -c 'import ensurepip' 2>/dev/null ||
        scripts/need.sh "Python environments are made with python3-venv." python3-venv
    echo "Making a Python environment in .venv ..."
    "$python" -m venv .venv
fi
echo "Installing Otklik with what 'make $extra' needs (exact versions from constraints.txt) ..."
.venv/bin/pip install --quiet --disable-pip-version-check -e ".[$extra]" -c constraints.txt
mkdir -p .venv/stamps
touch ".venv/stamps/$extra"
