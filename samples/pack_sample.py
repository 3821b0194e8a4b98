#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compress a log as logrotate does: pack_sample.py LOG LOG.gz."""

import gzip
import pathlib
import sys

# No time stamp: the same log gives the same bytes.
packed = gzip.compress(pathlib.Path(sys.argv[1]).read_bytes(), mtime=0)
pathlib.Path(sys.argv[2]).write_bytes(packed)
