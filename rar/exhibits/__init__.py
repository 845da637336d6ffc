"""What a reader sees: exhibits, tables and lists made from a review, for a notebook or the page.

`rar.show` gathers the public calls. frame holds the form of an exhibit, data the frames the
figures are drawn from, and the other modules one kind of exhibit each.
"""
