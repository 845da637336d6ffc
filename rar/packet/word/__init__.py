"""The packet's Word files: templates that agencies edit, filled with one review's words.

names lists every name a template may use; context finds what stands for each; check reads a
template's braces before anything is filled in; fill does so; documents says which files there are.
"""
