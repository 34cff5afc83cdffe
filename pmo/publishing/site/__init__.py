"""A static web site of a portfolio: pages that lead to each other, and what they need; no server, no other host.

`building.build` makes the files of a site; `folder.write` keeps a folder the same as they are.
"""
