"""The batch run: every way a notebook can fail, names that data cannot choose, and reports that are complete or absent.

Starting a kernel takes seconds, so the faults of a notebook share one run: a world with one supplier per fault, and one notebook
that does what the supplier's id says.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from types import SimpleNamespace

import filelock
import nbformat
import psutil
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from srmlib.calendar import Quarter
from srmlib.errors import ReportError, RunHeldError, UsageError
from srmlib.reports.facts import Supplier
from srmlib.reports.index import write_index
from srmlib.reports.one_report import check_executed, check_parameters
from srmlib.reports.publish import SENTINEL, publish_version, slug, sweep, versions, write_atomically
from srmlib.reports.run import run_reports
from tests_small_world import small_home

QUARTER = Quarter.parse("2026Q3")
PARAMETERS = {"supplier_id": "S", "quarter": "2026Q3", "as_of": "2026-10-02", "definition_set": 1, "audience": "shared", "snapshot": "x"}
DECLARED = 'supplier_id = ""\nquarter = ""\nas_of = ""\ndefinition_set = 0\naudience = ""\nsnapshot = ""'
