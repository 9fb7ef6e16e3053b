"""The config that `ponte demo` writes into its folder: every source that the replica answers for."""

CONFIG = """\
# Written by `ponte demo`. The replica's address is given on the command line, so these are the real sites' names.
[archive]
path = "archive.db"

[feeds]
public = "public"
title = "Ponte (demo)"

[sources.forum-macao]
kind = "forum-macao"
label = "Forum Macao"

[sources.gcs]
kind = "gcs"
label = "Government Information Bureau"

[sources.gov-mo]
kind = "gov-mo"
label = "Macao SAR Government Portal"

[sources.dsedt]
kind = "dsedt"
label = "Economic and Technological Development Bureau"

[sources.ipim]
kind = "ipim"
label = "Commerce and Investment Promotion Institute"

[sources.jiangmen]
kind = "trs"
label = "Jiangmen Municipal Government (English)"

[sources.ein]
kind = "ein"
label = "EIN Presswire: Macao"
"""
